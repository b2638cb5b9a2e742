import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatInstant,
  type Instant,
  instantOf,
  parseTimestamp,
  plus,
  wholeSeconds,
} from '../../src/index.js';

const NOON = instantOf(new Date('2025-12-04T12:00:00Z'));

describe('parseTimestamp', () => {
  it.each([
    ['2025-12-04T12:00:00', NOON],
    ['2025-12-04 12:00:00', NOON],
    ['2025-12-04T12:00', NOON],
    ['2025-12-04T12:00:00Z', NOON],
    ['2025-12-04T12:00:00+00:00', NOON],
    ['2025-12-04T17:30:00+05:30', NOON],
    ['2025-12-04T17:30:00+0530', NOON],
    ['2025-12-04T07:00:00-05', NOON],
    ['2025-12-05T00:00:00+12:00', NOON],
    ['2025-12-04T12:00:00.5', NOON + 500_000_000n],
    ['2025-12-04T12:00:00.123456', NOON + 123_456_000n],
    ['2025-12-04T12:00:00.000000001', NOON + 1n],
    ['2025-12-04T12:00:00.0000000019', NOON + 1n],
    ['1970-01-01', 0n],
    ['2000-02-29', instantOf(new Date('2000-02-29'))],
    ['2024-02-29', instantOf(new Date('2024-02-29'))],
    ['2025-12-31', instantOf(new Date('2025-12-31'))],
    ['0001-01-01', instantOf(new Date('0001-01-01T00:00:00Z'))],
    ['0099-12-31', instantOf(new Date('0099-12-31T00:00:00Z'))],
    [
      '9999-12-31T23:59:59-23:59',
      instantOf(new Date('9999-12-31T23:59:59Z')) + 86_340n * 10n ** 9n,
    ],
  ])('%s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2025-02-30',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '1900-02-29',
    '2025-02-29',
    '2025-06-31',
    '2025-09-31',
    '2025-11-31',
    '2025-04-31T00:00:00',
    '0000-01-01',
    '2025-12-04T24:00:00',
    '2025-12-04T12:60:00',
    '2025-12-04T12:00:60',
    '2025-12-04T12:00:00+24:00',
    '2025-12-04T12:00:00+05:60',
    '2025-12-04T12:00:00.',
    '2025-12-04T12:00:00,5',
    '2025-12-04Z',
    '2025-12-04T12',
    '2025-12-04  12:00',
    '2025-12-04T12:00:00 ',
    '2025-12-04T12:00:00\n',
    '20251204T120000',
    '2025-W49-4',
    '+02025-12-04',
    '２０２５-12-04',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it('takes no other form than this one', () => {
    const form =
      /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
    // With no digit above 1 every time of this form is one, but for a month or a day of 00.
    const times = fc.stringMatching(
      /^[01]{3}1-(?:01|10|11)-(?:01|10|11)(?:[T ][01]{2}:[01]{2}(?::[01]{2}(?:\.[01]+)?)?(?:Z|[+-][01]{2}(?::?[01]{2})?)?)?$/,
    );
    const changed = fc
      .tuple(
        times,
        fc.nat(40),
        fc.nat(2),
        fc.constantFrom('', '0', '-', ':', '.', '+', 'Z', 'T', ' ', '/', '\n'),
      )
      .map(([time, at, length, other]) => time.slice(0, at) + other + time.slice(at + length));
    const isWithoutZero = (text: string) =>
      !/^\d{4}-(?:00|\d\d-00)/.test(text) && !text.startsWith('0000');
    fc.assert(
      fc.property(fc.oneof(times, changed), (text) => {
        expect(parseTimestamp(text) !== null).toBe(form.test(text) && isWithoutZero(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads back every instant that formatInstant writes', () => {
    const date = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (d) => {
        expect(parseTimestamp(formatInstant(instantOf(d)))).toBe(instantOf(d));
      }),
    );
  });

  it.each([
    '-000001-12-31T23:59:59.999Z',
    '0000-01-01T00:00:00.000Z',
    '0099-02-03T04:05:06.007Z',
    '9999-12-31T23:59:59.999Z',
    '+010000-01-01T00:00:00.000Z',
  ])('is written as JavaScript writes it: %s', (text) => {
    expect(formatInstant(instantOf(new Date(text)))).toBe(text);
  });
});

describe('instantOf', () => {
  it('counts nanoseconds', () => {
    expect(instantOf(new Date(1))).toBe(1_000_000n);
    expect(instantOf(new Date(-1))).toBe(-1_000_000n);
  });

  it('reads what parseTimestamp reads', () => {
    expect(instantOf('2025-12-04 12:00')).toBe(NOON);
  });

  it.each(['', 'yesterday', new Date('yesterday')])('%j is no time', (time) => {
    expect(() => instantOf(time)).toThrow(RangeError);
  });

  it('is no other number: the compiler checks it', () => {
    // @ts-expect-error milliseconds
    const milliseconds: Instant = BigInt(Date.now());
    // @ts-expect-error a sum is no moment unless `plus` made it
    const sum: Instant = NOON + 1n;
    expect([milliseconds, sum]).toHaveLength(2);
    expect(plus(NOON, -1n)).toBe(NOON - 1n);
  });
});

it('whole seconds are the time without the rest', () => {
  expect(wholeSeconds(instantOf(new Date('2026-01-31T12:00:00.999Z')))).toBe(
    '2026-01-31T12:00:00Z',
  );
});

it('what is no time is named', () => {
  expect(() => instantOf('soon')).toThrow(new RangeError('not a time: "soon"'));
});
