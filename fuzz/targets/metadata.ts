import assert from 'node:assert/strict';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import {
  assembleModel,
  describeDiscovered,
  describeModel,
  modelDocument,
  parseJson,
  problemText,
  toJson,
} from '../core.js';
import type { Target } from '../target.js';
import { assertPrintable } from './printable.js';

/** A string that has no end goes up to that of the text, so that no place is looked at twice. */
const STRING_OR_PYTHON_NUMBER = /"(?:[^"\\]|\\.)*(?:"|\\?$)|NaN|-?Infinity/gs;
const LIMITS = ['too-deep', 'too-many-values'];

export const metadata: Target = {
  name: 'metadata',
  words: [
    'NaN',
    '-Infinity',
    '"__proto__"',
    '"trained_symbols": ["BTCUSDT"]',
    '"training_end_timestamp": "2025-12-04T12:00:00"',
    '"performance": {"auc": 0.6}',
    '"training_mode": "multi_symbol"',
    '[[[[[[[[[[[[[[[[',
    '{"a":',
    '\\u202e',
    '\\ud800',
    '\\"',
    '1e400',
    '\xef\xbb\xbf',
  ],
  longest: 1_048_576,
  check(input) {
    const text = input.toString('utf8');
    assertReadAsJson(text);
    assertDescribed(text);
  },
};

/** What `JSON.parse` reads once Python's numbers are others, and nothing else, with the same values. */
function assertReadAsJson(text: string): void {
  const parsed = parseJson(text);
  if (!parsed.ok && LIMITS.includes(parsed.reason)) return;
  const json = text.replace(/^\ufeff/, '').replace(STRING_OR_PYTHON_NUMBER, (found) => {
    return found.startsWith('"') ? found : ' 1e999 ';
  });
  const expected = jsonOf(json);
  assert.equal(parsed.ok, expected !== undefined);
  if (parsed.ok) assert.deepEqual(finite(parsed.value), finite(expected));
  else if (parsed.reason === 'not-json')
    assert.match(parsed.detail, /^(?:ends early at )?line \d+, column \d+$/);
  else assert.equal(text.replace(/^\ufeff/, '').trim(), '');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The three numbers that are not finite are one here. */
function finite(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : 'not finite';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(finite);
  return Object.entries(value).map(([key, member]) => [key, finite(member)]);
}

/** No file's text gets to a terminal as it is, nor makes a JSON document that cannot be read. */
function assertDescribed(config: string): void {
  const model = assembleModel(
    DEFAULT_LAYOUT,
    '1.0',
    { model: '/m', scaler: '/s', config: '/c' },
    config,
  );
  for (const line of [...describeModel(model, {}), ...describeDiscovered(model, {})])
    assertPrintable(line);
  const document = toJson(modelDocument(model));
  assertPrintable(document);
  JSON.parse(document);
  for (const problem of model.problems) {
    for (const words of Object.values(problemText(problem))) assertPrintable(String(words));
  }
}
