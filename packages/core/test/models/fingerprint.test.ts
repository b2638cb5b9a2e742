import { describe, expect, it } from 'vitest';
import { checksumMismatch, recordedFingerprints } from '../../src/index.js';

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

describe('checksumMismatch', () => {
  it.each([
    [undefined, A, null],
    [A, null, null],
    [A, A, null],
    [A, B, { kind: 'checksum-mismatch', artifact: 'model', expected: A, actual: B }],
    [
      { ...A, size: 2 },
      A,
      { kind: 'checksum-mismatch', artifact: 'model', expected: { ...A, size: 2 }, actual: A },
    ],
  ])('%j, %j', (recorded, actual, expected) => {
    expect(checksumMismatch('model', recorded, actual)).toEqual(expected);
  });
});
