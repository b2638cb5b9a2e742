/** A value that a header of numpy's holds: text, a number, a flag, a list or tuple, a dictionary. */
export type Literal = string | number | boolean | null | Sequence | Map<string, Literal>;

interface Sequence {
  readonly isTuple: boolean;
  readonly items: readonly Literal[];
}

const DEEPEST = 16;
const TOKEN =
  / *(?:([[\](){},:])|(-?\d{1,16})L?(?![\w.])|(True|False|None)\b|[bu]?'((?:[^'\\\n]|\\['\\])*)'|[bu]?"((?:[^"\\\n]|\\["\\])*)")/y;

/**
 * Reads one value as Python's `repr` writes it.
 *
 * @returns undefined for anything else
 * @example readLiteral("{'shape': (3,)}") // Map { 'shape' → { isTuple: true, items: [3] } }
 */
export function readLiteral(text: string): Literal | undefined {
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    return reader.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof NotLiteral) return undefined;
    throw error;
  }
}

class NotLiteral extends Error {}

class Reader {
  readonly #tokens = new RegExp(TOKEN);
  #peeked: RegExpExecArray | null = null;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.#peeked === null && this.#tokens.lastIndex === this.text.length;
  }

  value(depth: number): Literal {
    if (depth > DEEPEST) throw new NotLiteral();
    const [, mark, number, word, single, double] = this.#next();
    if (number !== undefined) return Number(number);
    if (word !== undefined) return word === 'None' ? null : word === 'True';
    const quoted = single ?? double;
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
    if (mark === '{') return this.#dictionary(depth);
    if (mark === '[') return this.#sequence(']', depth);
    if (mark === '(') return this.#sequence(')', depth);
    throw new NotLiteral();
  }

  #dictionary(depth: number): Map<string, Literal> {
    const members = new Map<string, Literal>();
    while (!this.#accept('}')) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' || members.has(key) || !this.#accept(':')) throw new NotLiteral();
      members.set(key, this.value(depth + 1));
      this.#separate('}');
    }
    return members;
  }

  #sequence(end: string, depth: number): Sequence {
    const items: Literal[] = [];
    let isTuple = end === ')';
    while (!this.#accept(end)) {
      items.push(this.value(depth + 1));
      const hasComma = this.#separate(end);
      // One value in brackets is that value, and no tuple.
      if (isTuple && items.length === 1 && !hasComma) isTuple = false;
    }
    return { isTuple, items };
  }

  /** After an item: a comma, or the end. */
  #separate(end: string): boolean {
    if (this.#accept(',')) return true;
    if (this.#peek()[1] !== end) throw new NotLiteral();
    return false;
  }

  #accept(mark: string): boolean {
    if (this.#peek()[1] !== mark) return false;
    this.#peeked = null;
    return true;
  }

  #peek(): RegExpExecArray {
    this.#peeked ??= this.#next();
    return this.#peeked;
  }

  #next(): RegExpExecArray {
    const token = this.#peeked ?? this.#tokens.exec(this.text);
    this.#peeked = null;
    if (token === null) throw new NotLiteral();
    return token;
  }
}
