import type { Upstream } from '../bytes/byte-source.js';

const DEEPEST = 200;
/** Texts and numbers up to this many bytes are kept while they are read. */
const LONGEST = 1024;
const CHUNK = 256 * 1024;

const NUMBER = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity)$/;

/** Takes a text or number, and the keys that lead to it, of the outermost objects only. */
export type Visit = (path: string, text: string) => void;

/**
 * Checks that a stream is one JSON object or list, as JSON's grammar has it, with the `NaN` and
 * `Infinity` that Python and XGBoost write. It is read piece by piece, whatever its size.
 *
 * @param visit is told every value that stands at most four objects or lists deep
 * @returns false where it is no JSON, or nested more than 200 deep
 */
export async function isJson(file: Upstream, visit: Visit): Promise<boolean> {
  const reader = new JsonReader(visit);
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const count = await file.read(chunk, 0, CHUNK);
    if (count === 0) return reader.isComplete;
    if (!reader.feed(chunk.subarray(0, count))) return false;
  }
}

type State = 'value' | 'first' | 'key' | 'colon' | 'after' | 'text' | 'escape' | 'word';

class JsonReader {
  /** What is open: whether each is an object. */
  readonly #open: boolean[] = [];
  readonly #keys: string[] = [];
  #state: State = 'value';
  /** A text that is being read is a key. */
  #isKey = false;
  #hex = 0;
  #kept = '';

  constructor(private readonly visit: Visit) {}

  get isComplete(): boolean {
    return this.#state === 'after' && this.#open.length === 0;
  }

  /** False where the grammar is broken. */
  feed(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'text') at = this.#readText(chunk, at);
      else if (this.#state === 'word') at = this.#readWord(chunk, at);
      else at = this.#step(chunk[at] as number) ? at + 1 : -1;
      if (at < 0) return false;
    }
    return true;
  }

  #step(byte: number): boolean {
    if (this.#state === 'escape') return this.#escape(byte);
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return true;
    switch (this.#state) {
      case 'first':
        if (byte === (this.#isInObject ? 0x7d : 0x5d)) return this.#close();
        return this.#isInObject ? this.#begin(byte, true) : this.#value(byte);
      case 'key':
        return this.#begin(byte, true);
      case 'colon':
        this.#state = 'value';
        return byte === 0x3a;
      case 'after':
        if (this.#open.length === 0) return false;
        if (byte === (this.#isInObject ? 0x7d : 0x5d)) return this.#close();
        this.#state = this.#isInObject ? 'key' : 'value';
        return byte === 0x2c;
      default:
        return this.#value(byte);
    }
  }

  get #isInObject(): boolean {
    return this.#open.at(-1) === true;
  }

  #value(byte: number): boolean {
    if (byte === 0x7b || byte === 0x5b) {
      this.#open.push(byte === 0x7b);
      this.#state = 'first';
      return this.#open.length <= DEEPEST;
    }
    // Of the whole, a text or number is no model.
    if (this.#open.length === 0) return false;
    if (byte === 0x22) return this.#begin(byte, false);
    this.#kept = String.fromCharCode(byte);
    this.#state = 'word';
    return /[-\dtfnNI]/.test(this.#kept);
  }

  #begin(byte: number, isKey: boolean): boolean {
    this.#kept = '';
    this.#isKey = isKey;
    this.#state = 'text';
    return byte === 0x22;
  }

  #close(): boolean {
    this.#open.pop();
    this.#keys.length = Math.min(this.#keys.length, this.#open.length);
    this.#state = 'after';
    return true;
  }

  #readText(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === 0x22 || byte === 0x5c) break;
      if (byte < 0x20) return -1;
    }
    this.#keep(chunk, from, at);
    if (at === chunk.length) return at;
    if (chunk[at] === 0x5c) this.#state = 'escape';
    else if (this.#isKey) this.#endKey();
    else this.#endValue();
    return at + 1;
  }

  #escape(byte: number): boolean {
    if (this.#hex > 0) {
      this.#hex--;
      if (this.#hex === 0) this.#state = 'text';
      return /[\da-fA-F]/.test(String.fromCharCode(byte));
    }
    // What is escaped is told apart by nobody here.
    this.#kept += '\\';
    if (byte === 0x75) this.#hex = 4;
    else this.#state = 'text';
    return '"\\/bfnrtu'.includes(String.fromCharCode(byte));
  }

  #readWord(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && isWordByte(chunk[at] as number)) at++;
    this.#keep(chunk, from, at);
    if (at === chunk.length) return at;
    if (!NUMBER.test(this.#kept)) return -1;
    this.#endValue();
    return at;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    if (this.#kept.length < LONGEST)
      this.#kept += chunk.toString('latin1', from, Math.min(to, from + LONGEST));
  }

  #endKey(): void {
    const depth = this.#open.length;
    if (depth <= 4) {
      this.#keys.length = Math.min(this.#keys.length, depth - 1);
      this.#keys[depth - 1] = utf8(this.#kept);
    }
    this.#state = 'colon';
  }

  #endValue(): void {
    if (this.#open.length <= 4) this.visit(this.#keys.join('/'), utf8(this.#kept));
    this.#state = 'after';
  }
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  );
}

function utf8(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8');
}
