/** How deep arrays and objects may be nested; deeper ones are refused, not parsed. */
const MAX_DEPTH = 100;

/** Values in one text, at most: many small ones take far more memory than their text. */
const MAX_VALUES = 50_000;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly reason: 'empty' | 'not-json' | 'too-deep' | 'too-many-values';
      readonly detail: string;
    };

/**
 * Reads JSON as Python's `json.dump` writes it: `NaN`, `Infinity` and `-Infinity` are numbers, a
 * leading byte order mark is skipped, of a key that occurs twice the last one holds, `__proto__`
 * is a key like any other.
 *
 * @returns the value, or where the text stops being JSON (`line 2, column 7`)
 * @example parseJson('{"auc": NaN}') // { ok: true, value: { auc: NaN } }
 */
export function parseJson(text: string): ParsedJson {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const openings = count(json, '[') + count(json, '{');
  if (json.length > MAX_VALUES && openings + count(json, ',') > MAX_VALUES) {
    return { ok: false, reason: 'too-many-values', detail: '' };
  }
  try {
    const value: unknown = JSON.parse(json);
    return openings > MAX_DEPTH && isDeeperThan(value, MAX_DEPTH)
      ? { ok: false, reason: 'too-deep', detail: '' }
      : { ok: true, value };
  } catch {
    return readTolerantly(json);
  }
}

/** How often a mark occurs, in strings as well. */
function count(json: string, mark: string): number {
  let count = 0;
  for (let at = json.indexOf(mark); at !== -1; at = json.indexOf(mark, at + 1)) count += 1;
  return count;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

/** Only for what `JSON.parse` refuses: finds the numbers that Python adds, or the place of the error. */
function readTolerantly(json: string): ParsedJson {
  if (json.trim() === '') return { ok: false, reason: 'empty', detail: '' };
  const reader = new Reader(json);
  try {
    const value = reader.value(MAX_DEPTH);
    reader.end();
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, reason: error.reason, detail: reader.place() };
  }
}

class Refused extends Error {
  constructor(readonly reason: 'not-json' | 'too-deep') {
    super(reason);
  }
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PYTHON_NUMBERS = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.#match(SPACE);
  }

  value(levels: number): unknown {
    const first = this.#text[this.#at];
    if ((first === '{' || first === '[') && levels === 0) throw new Refused('too-deep');
    if (first === '{') return this.#object(levels - 1);
    if (first === '[') return this.#array(levels - 1);
    if (first === '"') return this.#string();
    const scalar = this.#match(SCALAR) ?? this.#fail();
    return PYTHON_NUMBERS.get(scalar) ?? JSON.parse(scalar);
  }

  end(): void {
    if (this.#at < this.#text.length) this.#fail();
  }

  place(): string {
    const before = this.#text.slice(0, this.#at).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    return this.#at >= this.#text.length ? `ends early at ${place}` : place;
  }

  #object(levels: number): object {
    const entries: [string, unknown][] = [];
    this.#take('{');
    while (!this.#took('}')) {
      if (entries.length > 0) this.#take(',');
      const key = this.#string();
      this.#take(':');
      entries.push([key, this.value(levels)]);
    }
    return Object.fromEntries(entries);
  }

  #array(levels: number): unknown[] {
    const items: unknown[] = [];
    this.#take('[');
    while (!this.#took(']')) {
      if (items.length > 0) this.#take(',');
      items.push(this.value(levels));
    }
    return items;
  }

  #string(): string {
    const start = this.#at;
    const literal = this.#match(STRING) ?? this.#fail();
    try {
      return JSON.parse(literal);
    } catch {
      this.#at = start;
      return this.#fail();
    }
  }

  #took(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    this.#match(SPACE);
    return true;
  }

  #take(mark: string): void {
    if (!this.#took(mark)) this.#fail();
  }

  /** The token at this place, and the space behind it skipped. */
  #match(token: RegExp): string | undefined {
    token.lastIndex = this.#at;
    const text = token.exec(this.#text)?.[0];
    if (text === undefined) return undefined;
    this.#at += text.length;
    if (token !== SPACE) this.#match(SPACE);
    return text;
  }

  #fail(): never {
    throw new Refused('not-json');
  }
}
