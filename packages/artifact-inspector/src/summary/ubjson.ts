/** A value as {@link readUbjson} returns it; null for long arrays of numbers. */
export type Ubjson = string | number | boolean | null | readonly Ubjson[] | Map<string, Ubjson>;

const SIZES: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };
const WEIGHTS: Readonly<Record<string, number>> = { '[': 2, '{': 4 };
const DEEPEST = 64;
const LONGEST_LIST = 100_000;
/** A value counts as one, a list as two, an object as four: some values take no bytes, so size alone is no bound. */
const MOST_VALUES = 1_000_000;

/**
 * Reads UBJSON as XGBoost writes it. Typed arrays of numbers are skipped: they are the trees.
 *
 * @returns null if the bytes are not UBJSON
 */
export function readUbjson(bytes: Buffer): Ubjson {
  try {
    return new Reader(bytes).value(0);
  } catch (error) {
    if (error instanceof NotUbjson || error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * Reads a whole file of UBJSON, which is one object.
 *
 * @returns `too-much` for more values than are kept
 */
export function parseUbjson(bytes: Buffer): Map<string, Ubjson> | 'malformed' | 'too-much' {
  try {
    const reader = new Reader(bytes);
    const value = reader.value(0);
    return value instanceof Map && reader.isAtEnd ? value : 'malformed';
  } catch (error) {
    if (error instanceof TooMuch) return 'too-much';
    if (error instanceof NotUbjson || error instanceof RangeError) return 'malformed';
    throw error;
  }
}

class NotUbjson extends Error {}
class TooMuch extends NotUbjson {}

class Reader {
  #at = 0;
  #left = MOST_VALUES;

  constructor(readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.#at === this.bytes.length;
  }

  value(depth: number, marker = this.#marker()): Ubjson {
    this.#left -= WEIGHTS[marker] ?? 1;
    if (depth > DEEPEST) throw new NotUbjson();
    if (this.#left < 0) throw new TooMuch();
    if (marker in SIZES) return this.#number(marker);
    switch (marker) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case 'S':
        return this.#text();
      case 'C':
        return this.#marker();
      case 'T':
        return true;
      case 'F':
        return false;
      case 'Z':
        return null;
      default:
        throw new NotUbjson();
    }
  }

  #object(depth: number): Ubjson {
    const members = new Map<string, Ubjson>();
    for (;;) {
      if (this.#accept('}')) return members;
      const key = this.#text();
      members.set(key, this.value(depth + 1));
    }
  }

  #list(depth: number): Ubjson {
    const type = this.#accept('$') ? this.#marker() : null;
    if (this.#accept('#')) return this.#countedList(type, depth);
    const items: Ubjson[] = [];
    while (!this.#accept(']')) {
      if (items.length >= LONGEST_LIST) throw new TooMuch();
      items.push(this.value(depth + 1));
    }
    return items;
  }

  #countedList(type: string | null, depth: number): Ubjson {
    const length = this.#length();
    const size = type === null ? undefined : SIZES[type];
    if (size !== undefined && length > 16) {
      this.#take(length * size);
      return null;
    }
    if (length > LONGEST_LIST) throw new TooMuch();
    return Array.from({ length }, () => this.value(depth + 1, type ?? this.#marker()));
  }

  #text(): string {
    const length = this.#length();
    const from = this.#take(length);
    return this.bytes.toString('utf8', from, from + length);
  }

  #length(): number {
    const length = this.#number(this.#marker());
    if (length < 0 || length > this.bytes.length) throw new NotUbjson();
    return length;
  }

  #number(marker: string): number {
    const size = SIZES[marker];
    if (size === undefined) throw new NotUbjson();
    const at = this.#take(size);
    const { bytes } = this;
    if (marker === 'U') return bytes.readUInt8(at);
    if (marker === 'd') return bytes.readFloatBE(at);
    if (marker === 'D') return bytes.readDoubleBE(at);
    return size === 8 ? Number(bytes.readBigInt64BE(at)) : bytes.readIntBE(at, size);
  }

  #marker(): string {
    return String.fromCharCode(this.bytes.readUInt8(this.#take(1)));
  }

  #accept(marker: string): boolean {
    if (this.bytes[this.#at] !== marker.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  #take(count: number): number {
    const from = this.#at;
    this.#at += count;
    if (this.#at > this.bytes.length) throw new NotUbjson();
    return from;
  }
}
