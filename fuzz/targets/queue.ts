import assert from 'node:assert/strict';
import { parseMetadata, parseQueue, planSymbols, removeFromQueue } from '../core.js';
import type { Target } from '../target.js';
import { assertPrintable } from './printable.js';

export const queue: Target = {
  name: 'queue',
  words: [
    '"queued_symbols": ["BTCUSDT", "ETHUSDT"]',
    '"queued_at": {"BTCUSDT": "2026-01-01T00:00:00"}',
    '"queued_at": {"__proto__": "", "ETHUSDT": 1.0}',
    '"__proto__"',
    'NaN',
    '[',
    '{',
    '\\u0000',
    '\xef\xbb\xbf',
  ],
  longest: 65_536,
  check(input) {
    const text = input.toString('utf8');
    const read = parseQueue(text);
    assert.equal(removeFromQueue(text, []), text);
    if (!read.ok) {
      assert.equal(removeFromQueue(text, ['BTCUSDT']), text);
      return;
    }
    const { symbols } = read;
    assert.equal(new Set(symbols).size, symbols.length);
    const [first, ...others] = symbols;
    const left = removeFromQueue(text, first === undefined ? [] : [first]);
    assert.deepEqual(symbolsIn(left), others);
    assert.deepEqual(symbolsIn(removeFromQueue(left, others)), []);
    assert.deepEqual(otherKeys(left), otherKeys(text));

    const plan = planSymbols(symbols, symbols);
    assert.deepEqual([...plan.symbols, ...plan.unfit].sort(), [...symbols].sort());
    for (const symbol of plan.symbols) assertPrintable(symbol);
  },
};

function symbolsIn(text: string): readonly string[] {
  const read = parseQueue(text);
  assert.ok(read.ok);
  return read.symbols;
}

function otherKeys(text: string): unknown {
  const parsed = parseMetadata(text);
  assert.ok('metadata' in parsed);
  const entries = Object.entries(parsed.metadata);
  return entries.filter(([key]) => key !== 'queued_symbols' && key !== 'queued_at');
}
