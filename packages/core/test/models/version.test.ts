import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  compareWritten,
  firstVersion,
  isVersion,
  nextVersion,
  readAnyVersion,
  readVersion,
  type Version,
  type VersionScheme,
  versionText,
} from '../../src/index.js';
import { at } from '../fixtures.js';

const NOW = at('2026-11-30T10:15:20.5Z');
const part = fc.nat(999_999_999);
const times = fc.date({
  min: new Date('0001-01-01'),
  max: new Date('9999-12-31'),
  noInvalidDate: true,
});
const version = fc.tuple(part, part).map(([major, minor]) => `${major}.${minor}`);

describe('readVersion', () => {
  it.each([
    ['major.minor', '0.0', { major: 0, minor: 0 }],
    ['major.minor', '1.10', { major: 1, minor: 10 }],
    ['major.minor', '999999999.999999999', { major: 999_999_999, minor: 999_999_999 }],
    ['integer', '0', { major: 0, minor: 0 }],
    ['integer', '999999999', { major: 999_999_999, minor: 0 }],
    ['timestamp', '20240229', { major: 20_240_229, minor: 0 }],
    ['timestamp', '20251204_000000', { major: 20_251_204, minor: 1 }],
    ['timestamp', '20251204-153000', { major: 20_251_204, minor: 153_001 }],
    ['timestamp', '20251204T235959', { major: 20_251_204, minor: 235_960 }],
  ] as const)('%s: reads %s, as files of all schemes do', (scheme, text, expected) => {
    expect(readVersion(scheme, text)).toEqual(expected);
    expect(readAnyVersion(text)).toEqual(expected);
  });

  it.each([
    '',
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
    '01',
    '-1',
    '1e3',
    '1234567890',
    '20251204_1530',
    '20251204_246000',
    '20251204_153060',
    '20251204 153000',
    '20251204x153000',
    '20251304_153000',
    '20251204_153000\n',
  ])('refuses %j in every scheme', (text) => {
    expect(readAnyVersion(text)).toBeNull();
  });

  it.each([
    ['major.minor', '1'],
    ['major.minor', '20251204'],
    ['integer', '1.0'],
    ['integer', '20251204_153000'],
    ['timestamp', '1.0'],
    ['timestamp', '7'],
    ['timestamp', '20251304'],
    ['timestamp', '20230229'],
    ['timestamp', '00000101'],
  ] as const)('%s: refuses %s', (scheme, text) => {
    expect(readVersion(scheme, text)).toBeNull();
  });
});

it.each([
  ['major.minor', /^(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})$/],
  ['integer', /^(?:0|[1-9][0-9]{0,8})$/],
] as const)('a version of %s is of no other form than this one', (scheme, form) => {
  const texts = fc.stringMatching(/^[01.9 -]{0,11}$/);
  const near = fc.stringMatching(/^[0-9]{1,10}[.]?[0-9]{0,10}$/);
  fc.assert(
    fc.property(fc.oneof(texts, near), (text) => {
      expect(isVersion(scheme, text)).toBe(form.test(text));
      expect(readVersion(scheme, text) !== null).toBe(form.test(text));
    }),
    { numRuns: 2_000 },
  );
});

describe('compareVersions', () => {
  it.each([
    ['1.10', '1.9', 1],
    ['1.9', '1.10', -1],
    ['2.0', '1.999999999', 1],
    ['1.1', '1.1', 0],
    ['10', '9', 1],
    ['20251204', '20251203_235959', 1],
    ['20251204', '20251204_000000', -1],
    ['20251204_000001', '20251204-000000', 1],
  ])('%s against %s', (a, b, sign) => {
    const [left, right] = [readAnyVersion(a), readAnyVersion(b)];
    expect(left && right && Math.sign(compareVersions(left, right))).toBe(sign);
  });
});

describe('compareWritten', () => {
  const written = (text: string) => ({
    version: text,
    numbers: readAnyVersion(text) as Version,
  });

  it.each([
    [
      ['1.10', '2.0', '1.9'],
      ['1.9', '1.10', '2.0'],
    ],
    [
      ['20251204_153000', '20251204', '20251204T153000', '20251204-153000', '20251203_235959'],
      ['20251203_235959', '20251204', '20251204-153000', '20251204T153000', '20251204_153000'],
    ],
  ])('puts %j in order, by their texts where their numbers are the same', (versions, expected) => {
    const inOrder = versions.map(written).sort(compareWritten);
    expect(inOrder.map((each) => each.version)).toEqual(expected);
    const [first] = inOrder;
    expect(first && compareWritten(first, first)).toBe(0);
  });
});

describe('versionText', () => {
  it.each([
    ['major.minor', '0.0'],
    ['major.minor', '999999999.999999999'],
    ['integer', '7'],
    ['timestamp', '00010203'],
    ['timestamp', '20251204_000000'],
    ['timestamp', '20251204_000102'],
  ] as const)('%s: writes %s as it is read', (scheme, text) => {
    expect(versionText(scheme, readVersion(scheme, text) as Version)).toBe(text);
  });

  it('writes back each that is read', () => {
    fc.assert(
      fc.property(times, (date) => {
        const [, day, clock] = /^(.{8})T(.{6})/.exec(
          date.toISOString().replace(/[-:]/g, ''),
        ) as RegExpExecArray;
        const text = `${day}_${clock}`;
        expect(versionText('timestamp', readVersion('timestamp', text) as Version)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(version, (text) => {
        const numbers = readVersion('major.minor', text) as Version;
        expect(versionText('major.minor', numbers)).toBe(text);
      }),
    );
  });

  it('writes a time in one of its spellings', () => {
    const numbers = readVersion('timestamp', '20251204T153000') as Version;
    expect(versionText('timestamp', numbers)).toBe('20251204_153000');
  });
});

describe('nextVersion', () => {
  it.each([
    ['major.minor', '1.0', '1.1'],
    ['major.minor', '1.9', '1.10'],
    ['major.minor', '1.999999999', '2.0'],
    ['integer', '9', '10'],
    ['timestamp', '20251204', '20261130'],
    ['timestamp', '20251204_153000', '20261130_101520'],
    ['timestamp', '20251204-153000', '20261130-101520'],
    ['timestamp', '20251204T153000', '20261130T101520'],
    // Taken already: never the same again.
    ['timestamp', '20261130', '20261130_101520'],
    ['timestamp', '20261130_101520', '20261130_101521'],
    // Ahead of the present: never before it.
    ['timestamp', '20840229', '20840229_000000'],
    ['timestamp', '20840229_000000', '20840229_000001'],
    ['timestamp', '20261130_235959', '20261201_000000'],
  ] as const)('%s: %s -> %s', (scheme, text, expected) => {
    expect(nextVersion(scheme, text, NOW)).toBe(expected);
  });

  it.each([
    ['major.minor', '999999999.999999999'],
    ['integer', '999999999'],
    ['timestamp', '99991231_235959'],
  ] as const)('%s: has nothing after %s', (scheme, last) => {
    expect(nextVersion(scheme, last, NOW)).toBeNull();
  });

  it('is always above', () => {
    fc.assert(
      fc.property(version, (text) => {
        const next = nextVersion('major.minor', text, NOW);
        const [a, b] = [next ?? '', text].map(readAnyVersion);
        return next === null || (!!a && !!b && compareVersions(a, b) > 0);
      }),
    );
  });

  it('refuses what is no version of the scheme', () => {
    expect(() => nextVersion('integer', '1.0', NOW)).toThrow('not a version: "1.0"');
  });
});

it.each<[VersionScheme, string]>([
  ['major.minor', '1.0'],
  ['integer', '1'],
  ['timestamp', '20261130_101520'],
])('firstVersion: %s begins with %s', (scheme, expected) => {
  expect(firstVersion(scheme, NOW)).toBe(expected);
});
