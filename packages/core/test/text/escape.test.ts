import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, jsonPieces, shellWord, showValue, toJson } from '../../src/index.js';
import { excerpt } from '../../src/text/escape.js';
import { anyText } from '../any-text.js';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

it.each([
  ['/srv/bot/models/.registry/staging/run-Ab12Cd', '/srv/bot/models/.registry/staging/run-Ab12Cd'],
  ['/srv/my bot', "'/srv/my bot'"],
  ["/srv/o'neil", "'/srv/o'\\''neil'"],
  ['', "''"],
  ['a\u001b[2J', "'a\\u001b[2J'"],
])('shellWord(%j)', (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});

describe('escapeText', () => {
  it.each([
    ['BTCUSDT, 日本, é, €', 'BTCUSDT, 日本, é, €'],
    ['a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['line\nbreak\ttab', 'line\\u000abreak\\u0009tab'],
    ['\u009b31m', '\\u009b31m'],
    ['\u202egpj.exe', '\\u202egpj.exe'],
    ['\u2066\u2069\u200e\u061c', '\\u2066\\u2069\\u200e\\u061c'],
    ['\u2028', '\\u2028'],
    ['\ud800', '\\ud800'],
    ['\u{e0001}', '\\udb40\\udc01'],
    ['\u007f', '\\u007f'],
  ])('%j', (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  it('cuts what is too long', () => {
    expect(escapeText('x'.repeat(1000), 5)).toBe('xxxxx…');
    expect(escapeText('xxxxx', 5)).toBe('xxxxx');
  });

  it('leaves nothing that moves a cursor or turns the text around', () => {
    const text = anyText();
    fc.assert(fc.property(text, (t) => !UNSAFE.test(escapeText(t))));
  });
});

describe('showValue', () => {
  it.each([
    ['index', 'index'],
    [null, 'null'],
    [5, '5'],
    [Number.NaN, 'null'],
    [undefined, 'null'],
    [['A', 1], '["A",1]'],
    [{ a: '\n' }, '{"a":"\\n"}'],
  ])('%j: %s', (value, expected) => {
    expect(showValue(value)).toBe(expected);
  });
});

describe('toJson', () => {
  it('writes NaN and infinities as null', () => {
    expect(toJson([Number.NaN, Number.POSITIVE_INFINITY, -0])).toBe('[null,null,0]');
  });

  it('escapes what could reach a terminal, and stays the same document', () => {
    const text = anyText();
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = toJson(value);
        expect(UNSAFE.test(json)).toBe(false);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('excerpt', () => {
  it.each([[null], ['text'], [['A', 1]], [Number.NaN], [{ a: 'x'.repeat(150) }]])(
    'leaves %j as it is',
    (value) => {
      expect(excerpt(value)).toBe(value);
    },
  );

  it('keeps the beginning of what is large', () => {
    expect(excerpt('x'.repeat(198))).toBe('x'.repeat(198));
    expect(excerpt('x'.repeat(199))).toBe(`"${'x'.repeat(199)}…`);
    expect(excerpt(['x'.repeat(1000)])).toBe(`["${'x'.repeat(198)}…`);
  });

  it('counts an escape by its length', () => {
    expect(excerpt('\0'.repeat(33))).toBe('\0'.repeat(33));
    expect(excerpt('\0'.repeat(34))).toBe(`"${'\\u0000'.repeat(34)}`.slice(0, 200).concat('…'));
  });
});

describe('jsonPieces', () => {
  const lazily = (items: readonly unknown[]) => ({
    [Symbol.iterator]: () => items[Symbol.iterator](),
  });

  it.each([[{}], [{ a: 1, b: [1, NaN], c: undefined, d: null }], [{ a: 'x\u001b', b: { c: [] } }]])(
    'of %j are its JSON',
    (document) => {
      expect([...jsonPieces(document)].join('')).toBe(toJson(document));
    },
  );

  it('takes items of what is no list one at a time', () => {
    const items = Array.from({ length: 50 }, (_, at) => ({ at, text: 'x'.repeat(5_000) }));
    const pieces = [...jsonPieces({ a: lazily([]), items: lazily(items), b: 1 })];
    expect(pieces.join('')).toBe(toJson({ a: [], items, b: 1 }));
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.length).toBeLessThan(80_000);
  });
});
