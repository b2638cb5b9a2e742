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
  for (const parse of [JSON.parse, parsePython]) {
    try {
      const value: unknown = parse(json);
      return openings > MAX_DEPTH && isDeeperThan(value, MAX_DEPTH)
        ? { ok: false, reason: 'too-deep', detail: '' }
        : { ok: true, value };
    } catch {
      // Tried again with the numbers that Python adds, and then the error is looked for.
    }
  }
  return json.trim() === '' ? { ok: false, reason: 'empty', detail: '' } : findError(json);
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

/**
 * Rewrites the numbers that Python adds, outside strings, into JSON that stands for them. With space
 * around it, since `1Infinity` is no number; NaN as a list, since it is no key.
 */
function parsePython(json: string): unknown {
  // NaN is a text of so many characters that no text of the file is the same.
  const texts = json.matchAll(/"((?:\uffff|\\uffff)+)"/gi);
  const taken = new Set(
    Array.from(texts, ([, text = '']) => text.replace(/\\uffff/gi, '-').length),
  );
  let length = 1;
  while (taken.has(length)) length += 1;
  const nan = '\uffff'.repeat(length);
  const written: Readonly<Record<string, string>> = {
    NaN: ` [${JSON.stringify(nan)}] `,
    Infinity: ' 1e999 ',
    '-Infinity': ' -1e999 ',
  };
  const rewritten = json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"?|NaN|-?Infinity/gs, (token) =>
    token.startsWith('"') ? token : (written[token] ?? token),
  );
  return JSON.parse(rewritten, (_, value) =>
    Array.isArray(value) && value[0] === nan ? Number.NaN : value,
  );
}

/** Where the text stops being JSON: walks through its tokens. */
function findError(json: string): ParsedJson {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, json, at)?.length ?? 0;
    const token = matchAt(TOKEN, json, at);
    const next: Expected | null = token === undefined ? null : after(token, expected, open);
    if (token === undefined || next === null)
      return { ok: false, reason: 'not-json', detail: placeIn(json, at) };
    if (open.length > MAX_DEPTH) return { ok: false, reason: 'too-deep', detail: '' };
    expected = next;
    at += token.length;
  }
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'end';

const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  /[[\]{},:]|true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** What may stand behind a token; null where the token itself may not stand there. */
function after(token: string, expected: Expected, open: string[]): Expected | null {
  const isIn = open.at(-1);
  switch (token) {
    case ':':
      return expected === ':' ? 'value' : null;
    case ',':
      if (expected !== 'end' || isIn === undefined) return null;
      return isIn === '{' ? 'key' : 'value';
    case ']':
    case '}': {
      const isEmpty = expected === `value or ${token}` || expected === `key or ${token}`;
      if (!isEmpty && (expected !== 'end' || isIn !== (token === ']' ? '[' : '{'))) return null;
      open.pop();
      return 'end';
    }
  }
  if (expected === 'key' || expected === 'key or }') return token.startsWith('"') ? ':' : null;
  if (expected !== 'value' && expected !== 'value or ]') return null;
  if (token !== '[' && token !== '{') return 'end';
  open.push(token);
  return token === '[' ? 'value or ]' : 'key or }';
}

function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  return at >= text.length ? `ends early at ${place}` : place;
}
