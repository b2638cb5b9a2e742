import { numberAt } from './number-at.js';

/**
 * A moment, in nanoseconds since 1970-01-01T00:00:00Z; negative before that. {@link instantOf} and
 * {@link parseTimestamp} make one: a plain bigint, which may as well be milliseconds, is none.
 */
export type Instant = bigint & { readonly __unit: 'nanoseconds since 1970' };

/** Nanoseconds in 24 hours. */
export const DAY = 86_400_000_000_000n;

/**
 * Reads an ISO 8601 date or date and time: `2025-12-04`, `2025-12-04T12:00:00`,
 * `2025-12-04 12:00:00.123456+05:30`. No offset means UTC, a date alone means midnight UTC, digits
 * past nanoseconds are dropped. Years 0001 to 9999; the date must be real.
 *
 * @returns null for anything else (30 February, hour 24, second 60, week dates)
 * @example parseTimestamp('1970-01-02') // 86_400_000_000_000n
 */
export function parseTimestamp(text: string): Instant | null {
  // Each part is where it always is: to have them cut out takes longer, and there may be 100,000 times.
  const year = numberAt(text, 0, 4);
  const month = numberAt(text, 5, 7);
  const day = numberAt(text, 8, 10);
  if (text.charAt(4) !== '-' || text.charAt(7) !== '-') return null;
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)))
    return null;
  if (text.length === 10) return (BigInt(utc(year, month, day, 0, 0, 0)) * 1_000_000n) as Instant;
  const mark = text.charAt(10);
  if ((mark !== 'T' && mark !== ' ') || text.charAt(13) !== ':') return null;
  const hour = numberAt(text, 11, 13);
  const minute = numberAt(text, 14, 16);
  const hasSecond = text.charAt(16) === ':';
  const second = hasSecond ? numberAt(text, 17, 19) : 0;
  const hasFraction = hasSecond && text.charAt(19) === '.';
  const fraction = hasFraction ? digitsFrom(text, 20) : '';
  if (hasFraction && fraction === '') return null;
  const end = hasFraction ? 20 + fraction.length : hasSecond ? 19 : 16;
  const offset = offsetMinutes(text.slice(end));
  if (!(hour <= 23 && minute <= 59 && second <= 59) || offset === null) return null;
  const whole = BigInt(utc(year, month, day, hour, minute - offset, second)) * 1_000_000n;
  if (!hasFraction) return whole as Instant;
  return (whole + BigInt(fraction.slice(0, 9).padEnd(9, '0'))) as Instant;
}

/** All digits from a place on. */
function digitsFrom(text: string, from: number): string {
  let end = from;
  while (numberAt(text, end, end + 1) >= 0) end += 1;
  return text.slice(from, end);
}

/**
 * The instant of a JavaScript date (milliseconds), or of a text that {@link parseTimestamp} reads.
 *
 * @throws RangeError for an invalid date, and for a text that is no time
 * @example instantOf(new Date(1)) // 1_000_000n
 * @example instantOf('1970-01-02') // 86_400_000_000_000n
 */
export function instantOf(time: Date | string): Instant {
  const instant = typeof time === 'string' ? parseTimestamp(time) : instantOfDate(time);
  if (instant === null) throw new RangeError(`not a time: ${JSON.stringify(time)}`);
  return instant;
}

function instantOfDate(date: Date): Instant | null {
  const milliseconds = date.getTime();
  return Number.isNaN(milliseconds) ? null : ((BigInt(milliseconds) * 1_000_000n) as Instant);
}

/**
 * The moment so many nanoseconds later; earlier where they are negative.
 *
 * @example plus(instantOf('1970-01-01'), DAY) // instantOf('1970-01-02')
 */
export function plus(instant: Instant, nanoseconds: bigint): Instant {
  return (instant + nanoseconds) as Instant;
}

/**
 * Days of 24 hours in nanoseconds, to the nearest one.
 *
 * @example nanosecondsOf(1) // DAY
 */
export function nanosecondsOf(days: number): bigint {
  return BigInt(Math.round(days * Number(DAY)));
}

/**
 * The instant as ISO 8601 in UTC, cut to milliseconds.
 *
 * @example formatInstant(instantOf(new Date(0))) // '1970-01-01T00:00:00.000Z'
 */
export function formatInstant(instant: Instant): string {
  const date = new Date(Number(instant / 1_000_000n));
  const year = date.getUTCFullYear();
  // It asks for this machine's time zone first: that takes as long as all else that a short answer needs.
  if (!(year >= 0 && year <= 9999)) return date.toISOString();
  const day = [digits(year, 4), digits(date.getUTCMonth() + 1), digits(date.getUTCDate())];
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((n) =>
    digits(n),
  );
  return `${day.join('-')}T${clock.join(':')}.${digits(date.getUTCMilliseconds(), 3)}Z`;
}

function digits(value: number, count = 2): string {
  return String(value).padStart(count, '0');
}

/**
 * The same for people, cut to whole seconds.
 *
 * @example wholeSeconds(instantOf(new Date(0))) // '1970-01-01T00:00:00Z'
 */
export function wholeSeconds(instant: Instant): string {
  return `${formatInstant(instant).slice(0, 19)}Z`;
}

/** The earlier of two moments. */
export function earlier(a: Instant, b: Instant): Instant {
  if (a < b) return a;
  return b;
}

/** The later of two moments. */
export function later(a: Instant, b: Instant): Instant {
  if (a > b) return a;
  return b;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `Date.UTC` takes years below 100 for those of the 20th century; 400 years are a whole cycle. */
function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - 146_097 * 86_400_000;
}

/** What stands behind the time: nothing, `Z`, or `+HH`, `+HHMM`, `+HH:MM` with either sign. */
function offsetMinutes(text: string): number | null {
  if (text === '' || text === 'Z') return 0;
  const sign = text.charAt(0);
  if (sign !== '+' && sign !== '-') return null;
  const from = text.charAt(3) === ':' ? 4 : 3;
  const hours = numberAt(text, 1, 3);
  const minutes = text.length === 3 ? 0 : numberAt(text, from, from + 2);
  if (text.length !== 3 && text.length !== from + 2) return null;
  return hours <= 23 && minutes <= 59 ? (sign === '-' ? -1 : 1) * (hours * 60 + minutes) : null;
}

/**
 * A number of days in words.
 *
 * @example inDays(1.5) // '1.5 days'
 */
export function inDays(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
