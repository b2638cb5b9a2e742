import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/text/parse-json.js';

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
    ['[1e5, 2E-1, NaN]', [100_000, 0.2, Number.NaN]],
    ['NaN', Number.NaN],
    ['["not NaN", NaN]', ['not NaN', Number.NaN]],
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

  it('takes no text for NaN', () => {
    const value = ['\uffff', '\uffff\uffff', ['\uffff'], { '\uffff': '\uffff'.repeat(4) }];
    const text = JSON.stringify(value);
    for (const same of [text, text.replaceAll('\uffff', '\\uFFFF')]) {
      expect(parseJson(`[${same}, NaN]`)).toEqual({ ok: true, value: [value, Number.NaN] });
    }
  });

  it.each([
    ['[[""], "\uffff", NaN]', [[''], '\uffff', Number.NaN]],
    ['[["\uffff\uffff"], "\uffff", NaN]', [['\uffff\uffff'], '\uffff', Number.NaN]],
  ])('takes no text of another length for NaN: %j', (text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

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
    ['{NaN: 1}', 'not-json', 'line 1, column 2'],
    ['[1Infinity]', 'not-json', 'line 1, column 3'],
    ['[Infinity1]', 'not-json', 'line 1, column 10'],
    ['["a"NaN]', 'not-json', 'line 1, column 5'],
    ['[NaN', 'not-json', 'ends early at line 1, column 5'],
    ['[1}', 'not-json', 'line 1, column 3'],
    ['{"a": 1]', 'not-json', 'line 1, column 8'],
    ['{"a": [}', 'not-json', 'line 1, column 8'],
    ['1, 2', 'not-json', 'line 1, column 2'],
    ['{"a":, "b": 1}', 'not-json', 'line 1, column 6'],
    ['{"a": 1, 2}', 'not-json', 'line 1, column 10'],
    [']', 'not-json', 'line 1, column 1'],
  ])('%j', (text, reason, detail) => {
    expect(parseJson(text)).toEqual({ ok: false, reason, detail });
  });

  it.each([
    ['lists', '[', '1', ']'],
    ['lists with NaN', '[', 'NaN', ']'],
    ['objects', '{"a": ', '1', '}'],
    ['objects with NaN', '{"a": ', 'NaN', '}'],
  ])('what is nested deeper than 100 levels: %s', (_, open, core, close) => {
    const nested = (levels: number) => open.repeat(levels) + core + close.repeat(levels);
    expect(parseJson(nested(100)).ok).toBe(true);
    expect(parseJson(nested(101))).toMatchObject({ ok: false, reason: 'too-deep' });
    expect(parseJson(nested(20_000))).toMatchObject({ ok: false, reason: 'too-deep' });
  });

  it('what is nested deeper than 100 levels, whatever stands beside it', () => {
    const nested = (levels: number) =>
      `${'[null, [], 1, '.repeat(levels)}1${', "["]'.repeat(levels)}`;
    expect(parseJson(nested(99)).ok).toBe(true);
    expect(parseJson(nested(100))).toEqual({ ok: false, reason: 'too-deep', detail: '' });
  });

  it.each([
    ['values', (count: number) => `[${Array(count).fill('0').join()}]`, 50_000],
    ['lists', (count: number) => `[${Array(count).fill('[]').join()}]`, 25_000],
    ['objects', (count: number) => `[${Array(count).fill('{}').join()}]`, 25_000],
    ['objects with NaN', (count: number) => `[NaN, ${Array(count).fill('{}').join()}]`, 24_999],
  ])('more than 50,000 values, before it makes any: %s', (_, make, most) => {
    expect(parseJson(make(most)).ok).toBe(true);
    expect(parseJson(make(most + 1))).toEqual({
      ok: false,
      reason: 'too-many-values',
      detail: '',
    });
  });

  const ALL = String.raw`{"a": {}, "b": [[], {}], "c": [1, -2.55E+10, 0], "": {"d": true, "e": null},
    "\u00fFx\"\n]}": "a\\\u0041,:", "f": [NaN, -Infinity, [false]]}`;

  it('what follows a text that is whole, however that is made', () => {
    const lines = ALL.split('\n');
    const detail = `line 2, column ${(lines[1] ?? '').length + 2}`;
    expect(parseJson(ALL).ok).toBe(true);
    expect(parseJson(`${ALL} !`)).toEqual({ ok: false, reason: 'not-json', detail });
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const place = `line 1, column ${text.length + 1}`;
        expect(parseJson(`${text}!`)).toEqual({ ok: false, reason: 'not-json', detail: place });
      }),
    );
  });

  it.each([
    ['a long text', 'x'.repeat(100_000)],
    ['a text of brackets', '['.repeat(1_000)],
    ['many lists side by side', Array(1_000).fill([])],
  ])('but not %s', (_, value) => {
    expect(parseJson(JSON.stringify(value))).toEqual({ ok: true, value });
  });

  it('a string of 1 MiB that does not end', () => {
    expect(parseJson(`["${'\\"'.repeat(500_000)}`)).toMatchObject({ reason: 'not-json' });
    expect(parseJson(`[NaN, "${'\\"'.repeat(500_000)}\\`)).toMatchObject({ reason: 'not-json' });
  });
});
