import { describe, expect, it } from 'vitest';
import { findChecksumMismatches, recordedFingerprints } from '../src/index.js';

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
    [{ artifacts: { model: { ...A, size: -1 } } }, {}],
    [{ artifacts: { model: { ...A, size: 0.5 } } }, {}],
    [{ artifacts: { model: { ...A, size: '1' } } }, {}],
    [{ artifacts: JSON.parse('{"__proto__": {"model": 1}}') }, {}],
  ])('%j', (metadata, expected) => {
    expect(recordedFingerprints(metadata)).toEqual(expected);
  });
});

describe('findChecksumMismatches', () => {
  const larger = { ...A, size: 2 };
  it.each([
    [{}, []],
    [{ model: A, scaler: B }, []],
    [{ model: B }, [{ kind: 'checksum-mismatch', artifact: 'model', expected: B, actual: A }]],
    [
      { scaler: larger, model: A },
      [{ kind: 'checksum-mismatch', artifact: 'scaler', expected: larger, actual: B }],
    ],
  ])('%j', (recorded, expected) => {
    expect(findChecksumMismatches(recorded, { model: A, scaler: B })).toEqual(expected);
  });
});
