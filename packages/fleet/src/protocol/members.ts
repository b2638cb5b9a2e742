/**
 * Texts, each once, in the order in which they came. It never changes: one with another text more shares
 * everything with the one before, so that a journal of a million entries is read in as many steps.
 *
 * @example Members.of([]).with('1.0').has('1.0') // true
 */
export class Members implements Iterable<string> {
  /** Also what later ones have: only the first `size` are of this one. */
  readonly #all: Map<string, number>;
  readonly size: number;

  private constructor(all: Map<string, number>, size: number) {
    this.#all = all;
    this.size = size;
  }

  static of(texts: Iterable<string>): Members {
    const all = new Map(Array.from(new Set(texts), (text, at) => [text, at]));
    return new Members(all, all.size);
  }

  has(text: string): boolean {
    return (this.#all.get(text) ?? this.size) < this.size;
  }

  with(text: string): Members {
    if (this.has(text)) return this;
    const isLast = this.size > 0 && this.#all.size === this.size;
    const all = isLast ? this.#all : new Map(Array.from(this, (each, at) => [each, at]));
    return new Members(all.set(text, this.size), this.size + 1);
  }

  *[Symbol.iterator](): Iterator<string> {
    for (const [text, at] of this.#all) {
      if (at === this.size) return;
      yield text;
    }
  }
}
