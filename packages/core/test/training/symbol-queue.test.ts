import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQueue, planSymbols, removeFromQueue } from '../../src/index.js';

describe('parseQueue', () => {
  it.each([
    ['{}', []],
    ['{"queued_symbols": null}', []],
    ['{"queued_symbols": ["B", "A", "B"], "queued_at": {"B": NaN}}', ['B', 'A']],
  ])('%s', (text, symbols) => {
    expect(parseQueue(text)).toEqual({ ok: true, symbols });
  });

  it.each([
    ['', 'empty'],
    ['{"queued_symbols": ["A"', 'not-json'],
    ['["A"]', 'not-an-object'],
    ['{"queued_symbols": "A"}', 'wrong-types'],
    ['{"queued_symbols": ["A", 1]}', 'wrong-types'],
    ['{"queued_symbols": {"A": 1}}', 'wrong-types'],
  ])('is no queue: %s', (text, reason) => {
    expect(parseQueue(text)).toEqual({ ok: false, reason });
  });
});

describe('removeFromQueue', () => {
  it.each([
    ['{"queued_symbols": ["A", "B"]}', '{"queued_symbols": ["B"]}'],
    [
      '{"queued_symbols": ["A", "B"], "queued_at": {"A": "1", "B": "2"}, "by": NaN}',
      '{"queued_symbols": ["B"], "queued_at": {"B":"2"}, "by": NaN}',
    ],
    [
      '{"queued_at": {"A": 1.50, "B": 2}, "queued_symbols": ["A"]}',
      '{"queued_at": {"A": 1.50, "B": 2}, "queued_symbols": []}',
    ],
    ['{"queued_symbols": ["B"]}', '{"queued_symbols": ["B"]}'],
    ['{"queued_symbols": [ "B", "B" ]}', '{"queued_symbols": [ "B", "B" ]}'],
    [
      '{"queued_symbols": ["A"], "queued_at": {"A": "1", "B": 2}}',
      '{"queued_symbols": [], "queued_at": {"A": "1", "B": 2}}',
    ],
    ['{"queued_symbols": ["A"], "queued_at": null}', '{"queued_symbols": [], "queued_at": null}'],
    ['{"queued_symbols": "A"}', '{"queued_symbols": "A"}'],
    ['broken', 'broken'],
  ])('%s', (text, expected) => {
    expect(removeFromQueue(text, ['A'])).toBe(expected);
  });

  it('takes away what it is to take away, and nothing else, whatever stands there', () => {
    const symbols = fc.uniqueArray(fc.string());
    const others = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(symbols, symbols, others, (queued, gone, more) => {
        const times = Object.fromEntries(queued.map((symbol) => [symbol, 'now']));
        const text = JSON.stringify({ ...more, queued_symbols: queued, queued_at: times }, null, 2);
        const left = queued.filter((symbol) => !gone.includes(symbol));
        const expected = {
          ...JSON.parse(text),
          queued_symbols: left,
          queued_at: Object.fromEntries(left.map((symbol) => [symbol, 'now'])),
        };
        expect(JSON.parse(removeFromQueue(text, gone))).toEqual(expected);
      }),
    );
  });
});

describe('planSymbols', () => {
  it.each([
    [['B', 'A'], ['C', 'A'], ['B', 'A', 'C'], []],
    [[], ['1000PEPE/USDT:USDT', 'BTC-PERP'], ['1000PEPE/USDT:USDT', 'BTC-PERP'], []],
    [
      ['A'],
      ['B,C', '', '$(x)', 'a b', 'é', '--force', 'x'.repeat(41)],
      ['A'],
      ['B,C', '', '$(x)', 'a b', 'é', '--force', 'x'.repeat(41)],
    ],
  ])('%j and %j', (present, queued, symbols, unfit) => {
    expect(planSymbols(present, queued)).toEqual({ symbols, unfit });
  });
});
