import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LeftOut,
  parseQueue,
  planSymbols,
  plus,
  removeFromQueue,
  symbolDueAt,
} from '../../src/index.js';
import { at } from '../fixtures.js';

describe('parseQueue', () => {
  it.each([
    ['{}', []],
    ['{"queued_symbols": null}', []],
    ['{"queued_symbols": ["B", "A", "B"], "queued_at": {"B": NaN}}', ['B', 'A']],
  ])('%s', (text, symbols) => {
    expect(parseQueue(text)).toEqual({ ok: true, symbols, queuedAt: new Map() });
  });

  it.each([
    ['[]', {}],
    ['null', {}],
    ['"now"', {}],
    [
      '{"A": "2026-03-30 12:00:00.5", "B": 1774000000, "C": "today", "D": null}',
      { A: '2026-03-30T12:00:00.5Z' },
    ],
    ['{"__proto__": "2026-03-30"}', { ['__proto__']: '2026-03-30' }],
  ])('since when each is queued, by "queued_at": %s', (times, expected) => {
    const read = Object.entries(expected).map(([symbol, time]) => [symbol, at(time)]);
    expect(parseQueue(`{"queued_symbols": ["A"], "queued_at": ${times}}`)).toEqual({
      ...{ ok: true, symbols: ['A'], queuedAt: new Map(read as [string, ReturnType<typeof at>][]) },
    });
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

describe('symbolDueAt', () => {
  const NOW = at('2026-03-31T00:00:00Z');
  const left = (time: string, queuedAt: string | null = null): LeftOut => ({
    ...{ count: 1, at: at(time), queuedAt: queuedAt === null ? null : at(queuedAt) },
  });

  it.each<[string, LeftOut | null, string | null, string]>([
    ['not left out', null, null, 'now'],
    ['not left out, queued in the future', null, '2027-01-01', 'now'],
    ['just left out', left('2026-03-31'), null, '2026-04-30'],
    ['29 days ago', left('2026-03-02'), null, '2026-04-01'],
    ['30 days ago', left('2026-03-01'), null, 'now'],
    ['a year ago', left('2025-03-01'), null, 'now'],
    ['queued before', left('2026-03-20'), '2026-03-19', '2026-04-19'],
    ['queued at that moment', left('2026-03-20'), '2026-03-20', '2026-04-19'],
    ['queued anew', left('2026-03-20', '2026-03-19'), '2026-03-20T00:00:01Z', 'now'],
    ['queued anew, nothing known of before', left('2026-03-20'), '2026-03-21', 'now'],
    ['in the future both times', left('2026-03-20', '2027-01-01'), '2027-01-01', '2026-04-19'],
    [
      'in the future both times, more exactly than is remembered',
      left('2026-03-20', '2027-01-01T12:00:00.123Z'),
      '2027-01-01T12:00:00.123456Z',
      '2026-04-19',
    ],
    ['anew by an earlier time', left('2026-03-20', '2026-03-19'), '2026-03-18', '2026-04-19'],
    ['left out a little ahead', left('2026-04-30'), null, '2026-05-30'],
    ['left out far ahead, by another clock', left('2026-04-30T00:00:01Z'), null, 'now'],
  ])('%s', (_, leftOut, queuedAt, expected) => {
    const queued = queuedAt === null ? undefined : at(queuedAt);
    expect(symbolDueAt(leftOut, queued, 30, NOW)).toBe(expected === 'now' ? NOW : at(expected));
  });

  it('a period of 0 days, and parts of a day', () => {
    expect(symbolDueAt(left('2026-03-31'), undefined, 0, NOW)).toBe(NOW);
    expect(symbolDueAt(left('2026-03-31'), undefined, 0.5, NOW)).toBe(
      plus(NOW, 43_200_000_000_000n),
    );
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
