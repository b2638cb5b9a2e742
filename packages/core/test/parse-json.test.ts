import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../src/parse-json.js';

describe('parseJson reads what json.dump writes', () => {
  it.each([
    ['{"a": NaN}', { a: Number.NaN }],
    ['[Infinity, -Infinity, 1]', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]],
    ['{"NaN": "NaN", "b": [NaN, "\\"NaN"]}', { NaN: 'NaN', b: [Number.NaN, '"NaN'] }],
    ['\ufeff{"a": 1}', { a: 1 }],
    ['\ufeff{"a": NaN}', { a: Number.NaN }],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['{"a": NaN, "a": 2}', { a: 2 }],
    [
      ' [ true , false , null , -0.5e+3, "\\u00e9" , NaN ] ',
      [true, false, null, -500, 'é', Number.NaN],
    ],
    ['NaN', Number.NaN],
  ])('%j', (text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it.each(['{"__proto__": {"polluted": 1}}', '{"__proto__": {"polluted": NaN}}'])(
    'takes __proto__ for a key: %s',
    (text) => {
      const parsed = parseJson(text);
      expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );

  it('agrees with JSON.parse on every JSON text, also where a NaN makes it read by itself', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const value = JSON.parse(text);
        expect(parseJson(text)).toEqual({ ok: true, value });
        expect(parseJson(`[${text}, NaN]`)).toEqual({ ok: true, value: [value, Number.NaN] });
      }),
    );
  });
});

describe('parseJson refuses', () => {
  it.each([
    ['', 'empty', ''],
    [' \n', 'empty', ''],
    ['{', 'not-json', 'ends early at line 1, column 2'],
    ['{"a": 1,\n "b', 'not-json', 'line 2, column 2'],
    ['{"a": 1,}', 'not-json', 'line 1, column 9'],
    ['[1,]', 'not-json', 'line 1, column 4'],
    ["{'a': 1}", 'not-json', 'line 1, column 2'],
    ['{"a": 1} // note', 'not-json', 'line 1, column 10'],
    ['{a: 1}', 'not-json', 'line 1, column 2'],
    ['{"a": 01}', 'not-json', 'line 1, column 8'],
    ['{"a": 1NaN}', 'not-json', 'line 1, column 8'],
    ['{"a": -NaN}', 'not-json', 'line 1, column 7'],
    ['{"a": nan}', 'not-json', 'line 1, column 7'],
    ['["a\nb"]', 'not-json', 'line 1, column 2'],
    ['["\\x"]', 'not-json', 'line 1, column 2'],
    ['{"a" 1}', 'not-json', 'line 1, column 6'],
    ['[1 2]', 'not-json', 'line 1, column 4'],
  ])('%j', (text, reason, detail) => {
    expect(parseJson(text)).toEqual({ ok: false, reason, detail });
  });

  it.each([
    ['plain', '1'],
    ['with NaN', 'NaN'],
  ])('what is nested deeper than 100 levels, %s', (_, core) => {
    const nested = (levels: number) => '['.repeat(levels) + core + ']'.repeat(levels);
    expect(parseJson(nested(100)).ok).toBe(true);
    expect(parseJson(nested(101))).toMatchObject({ ok: false, reason: 'too-deep' });
    expect(parseJson(nested(20_000))).toMatchObject({ ok: false, reason: 'too-deep' });
  });

  it('a string of 1 MiB that does not end', () => {
    expect(parseJson(`["${'\\"'.repeat(500_000)}`)).toMatchObject({ reason: 'not-json' });
    expect(parseJson(`[NaN, "${'\\"'.repeat(500_000)}\\`)).toMatchObject({ reason: 'not-json' });
  });
});
