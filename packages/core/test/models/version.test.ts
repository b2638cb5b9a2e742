import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, formatVersion, nextVersion, parseVersion } from '../../src/index.js';

const part = fc.nat(999_999_999);
const version = fc.record({ major: part, minor: part });

describe('parseVersion', () => {
  it.each([
    ['0.0', { major: 0, minor: 0 }],
    ['1.10', { major: 1, minor: 10 }],
    ['999999999.999999999', { major: 999_999_999, minor: 999_999_999 }],
  ])('reads %s', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  it.each([
    '',
    '1',
    '1.',
    '.1',
    '01.0',
    '1.00',
    '1.0.1',
    'v1.0',
    '1.0\n',
    ' 1.0',
    '1,0',
    '-1.0',
    '1.1e3',
    '1234567890.0',
    '0.1234567890',
    '１.０',
  ])('refuses %j', (text) => {
    expect(parseVersion(text)).toBeNull();
  });

  it('reads back what formatVersion writes', () => {
    fc.assert(
      fc.property(version, (v) => {
        expect(parseVersion(formatVersion(v))).toEqual(v);
      }),
    );
  });
});

describe('compareVersions', () => {
  it.each([
    ['1.10', '1.9', 1],
    ['1.9', '1.10', -1],
    ['2.0', '1.999999999', 1],
    ['1.1', '1.1', 0],
  ])('%s against %s', (a, b, sign) => {
    const [left, right] = [parseVersion(a), parseVersion(b)];
    expect(left && right && Math.sign(compareVersions(left, right))).toBe(sign);
  });
});

describe('nextVersion', () => {
  it.each([
    ['1.0', '1.1'],
    ['1.9', '1.10'],
    ['1.999999999', '2.0'],
  ])('%s -> %s', (text, expected) => {
    const current = parseVersion(text);
    const next = current && nextVersion(current);
    expect(next && formatVersion(next)).toBe(expected);
  });

  it('has nothing after the last version', () => {
    expect(nextVersion({ major: 999_999_999, minor: 999_999_999 })).toBeNull();
  });

  it('is always above', () => {
    fc.assert(
      fc.property(version, (v) => {
        const next = nextVersion(v);
        return next === null || compareVersions(next, v) > 0;
      }),
    );
  });
});
