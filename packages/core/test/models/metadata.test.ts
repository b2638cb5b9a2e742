import { describe, expect, it } from 'vitest';
import {
  type Metadata,
  metricOf,
  parseMetadata,
  parseTimestamp,
  readMetadata,
  recordedFingerprints,
} from '../../src/index.js';

describe('parseMetadata', () => {
  it.each([
    ['git-lfs-pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n'],
    ['html', '\n<!DOCTYPE html><title>404</title>'],
    ['html', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>'],
  ])('what stands for a file that was not fetched is called what it is: %s', (reason, text) => {
    const problem = { kind: 'metadata-unreadable', reason, detail: '' };
    expect(parseMetadata(text)).toEqual({ problem });
  });

  it.each([
    ['[]', 'list'],
    ['"text"', 'string'],
    ['7', 'number'],
    ['NaN', 'number'],
    ['true', 'boolean'],
    ['null', 'null'],
  ])('%s is no object but a %s', (text, detail) => {
    expect(parseMetadata(text)).toEqual({
      problem: { kind: 'metadata-unreadable', reason: 'not-an-object', detail },
    });
  });

  it('keeps the file as it is', () => {
    const text = '{"version": "9.9", "own": {"a": [1, null]}, "training_days": "many"}';
    expect(parseMetadata(text)).toEqual({ metadata: JSON.parse(text) });
  });
});

const NOTHING = {
  trainingMode: undefined,
  symbolEncoding: undefined,
  trainedSymbols: undefined,
  trainingDays: undefined,
  trainingEnd: undefined,
  performance: undefined,
};

const readFields = (metadata: Metadata) => readMetadata(metadata).fields;
const findProblems = (metadata: Metadata) => readMetadata(metadata).problems;

describe('the fields of the metadata', () => {
  it('a legacy file says nothing, and nothing is wrong with it', () => {
    expect(readFields({})).toEqual(NOTHING);
    expect(findProblems({})).toEqual([]);
  });

  it('all of them', () => {
    const metadata = {
      training_mode: 'multi_symbol',
      symbol_encoding_type: 'index',
      trained_symbols: ['BTCUSDT', 'BTCUSDT'],
      training_days: 730.5,
      training_end_timestamp: '2025-12-04 12:00:00',
      performance: { auc: 0.5, f1: 1 },
    };
    expect(findProblems(metadata)).toEqual([]);
    expect(readFields(metadata)).toEqual({
      trainingMode: 'multi_symbol',
      symbolEncoding: 'index',
      trainedSymbols: ['BTCUSDT', 'BTCUSDT'],
      trainingDays: 730.5,
      trainingEnd: parseTimestamp('2025-12-04T12:00:00Z'),
      performance: { auc: 0.5, f1: 1 },
    });
  });

  it.each([
    ['trained_symbols', 'a list of strings', [null, 'BTCUSDT', {}, ['A', 1], 5]],
    ['training_days', 'a finite number', [null, '730', true, [], Number.NaN, Infinity]],
    [
      'training_end_timestamp',
      'a real ISO 8601 date and time',
      [null, 0, '2025-02-30', {}, ['2025-02-28']],
    ],
    ['performance', 'an object of numbers', [null, [], 'good', 0.7]],
  ])('%s of the wrong type counts as missing and is reported', (key, expected, values) => {
    for (const actual of values) {
      expect(readFields({ [key]: actual })).toEqual(NOTHING);
      const problem = { kind: 'invalid-field', key, expected, actual };
      expect(findProblems({ [key]: actual })).toEqual([problem]);
    }
  });

  it('the training mode and the encoding are kept, whatever they are', () => {
    for (const value of ['embedding', null, 5, []]) {
      const metadata = { training_mode: value, symbol_encoding_type: value };
      expect(readFields(metadata)).toMatchObject({ trainingMode: value, symbolEncoding: value });
      expect(findProblems(metadata)).toEqual([]);
    }
  });
});

describe('a metric', () => {
  it.each(['0.7', true, null, {}, [0.7]])('%j is reported, the others stay', (actual) => {
    const metadata = { performance: { auc: actual, f1: 0.6 } };
    expect(metricOf(readFields(metadata), 'auc')).toBeUndefined();
    expect(metricOf(readFields(metadata), 'f1')).toBe(0.6);
    expect(findProblems(metadata)).toEqual([
      { kind: 'invalid-field', key: 'performance.auc', expected: 'a number', actual },
    ]);
  });

  it.each([Number.NaN, Infinity, -Infinity])('%d counts as missing and is no problem', (auc) => {
    const metadata = { performance: { auc, recall: 0 } };
    expect(metricOf(readFields(metadata), 'auc')).toBeUndefined();
    expect(metricOf(readFields(metadata), 'recall')).toBe(0);
    expect(findProblems(metadata)).toEqual([]);
  });

  it('is reported by the beginning of its name where that is long', () => {
    const [problem] = findProblems({ performance: { ['A'.repeat(10_000)]: 'x' } });
    expect(problem?.key).toBe(`performance."${'A'.repeat(199)}…`);
  });

  it('is not reported after twenty problems', () => {
    const wrong = Array.from({ length: 30 }, (_, n) => [`m${n}`, 'x']);
    const performance = { ...Object.fromEntries(wrong), auc: 0.7 };
    const keys = (metadata: Metadata) => findProblems(metadata).map(({ key }) => key);
    const metrics = wrong.map(([name]) => `performance.${name}`);
    expect(keys({ performance })).toEqual(metrics.slice(0, 20));
    expect(keys({ performance, training_days: 'x' })).toEqual([
      'training_days',
      ...metrics.slice(0, 19),
    ]);
    expect(metricOf(readFields({ performance }), 'auc')).toBe(0.7);
  });

  it('may stand in a map, and is found by the path', () => {
    const performance = { ensemble: { roc_auc: 0.7, f1: 'high' }, test_samples: 5 };
    expect(metricOf(readFields({ performance }), 'ensemble.roc_auc')).toBe(0.7);
    expect(metricOf(readFields({ performance }), 'ensemble')).toBeUndefined();
    expect(findProblems({ performance })).toEqual([
      {
        kind: 'invalid-field',
        ...{ key: 'performance.ensemble.f1', expected: 'a number', actual: 'high' },
      },
    ]);
  });

  it('has an own name', () => {
    const metadata = JSON.parse('{"performance": {"__proto__": 2}}');
    expect(metricOf(readFields(metadata), '__proto__')).toBe(2);
    expect(metricOf(readFields(metadata), 'constructor')).toBeUndefined();
    expect(metricOf(readFields({}), 'auc')).toBeUndefined();
  });
});

it('names of Object.prototype are data', () => {
  const metadata = JSON.parse('{"__proto__": {"training_mode": "multi_symbol"}}');
  expect(readFields(metadata).trainingMode).toBeUndefined();
});

const A = { sha256: 'a'.repeat(64), size: 1 };
const B = { sha256: 'b'.repeat(64), size: 1 };

describe('recordedFingerprints', () => {
  it.each([
    [{}, {}],
    [{ artifacts: null }, {}],
    [{ artifacts: [A] }, {}],
    [{ artifacts: { model: A } }, { model: A }],
    [{ artifacts: { model: A, scaler: B, config: A } }, { model: A, scaler: B }],
    [{ artifacts: { model: { ...A, by: 'me' } } }, { model: A }],
    [{ artifacts: { model: { sha256: 'A'.repeat(64), size: 1 } } }, {}],
    [{ artifacts: { model: { ...A, size: 0 } } }, { model: { ...A, size: 0 } }],
    [{ artifacts: { model: { sha256: 'a'.repeat(63), size: 1 } } }, {}],
    [{ artifacts: { model: { sha256: 'a'.repeat(65), size: 1 } } }, {}],
    [{ artifacts: { model: { sha256: `g${'a'.repeat(63)}`, size: 1 } } }, {}],
    [{ artifacts: { model: { sha256: `${'a'.repeat(64)}\n`, size: 1 } } }, {}],
    [{ artifacts: { model: { ...A, size: -1 } } }, {}],
    [{ artifacts: { model: { ...A, size: 0.5 } } }, {}],
    [{ artifacts: { model: { ...A, size: '1' } } }, {}],
    [{ artifacts: JSON.parse('{"__proto__": {"model": 1}}') }, {}],
  ])('%j', (metadata, expected) => {
    expect(recordedFingerprints(metadata)).toStrictEqual(expected);
  });
});
