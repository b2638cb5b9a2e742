import * as z from 'zod/mini';
import { numberAt } from '../text/number-at.js';
import { type Instant, instantOf, parseTimestamp, plus } from '../text/timestamp.js';

/** A model version as a pair of numbers, each from 0 to 999,999,999 inclusive, that orders it. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** How versions are written: `1.10`, `7`, or `20251204` and `20251204_153000`. */
export const VERSION_SCHEMES = ['major.minor', 'integer', 'timestamp'] as const;
/** One of {@link VERSION_SCHEMES}. */
export type VersionScheme = (typeof VERSION_SCHEMES)[number];

const HIGHEST = 999_999_999;
const TIMESTAMP = /^([0-9]{4})([0-9]{2})([0-9]{2})(?:([_T-])([0-9]{2})([0-9]{2})([0-9]{2}))?$/;

/** A version of any scheme, and also a time that is none, such as `20251304_990000`: a schema cannot tell. */
export const VERSION =
  /^(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8}))?$|^[0-9]{8}[_T-][0-9]{6}$/;

/** What a version of each scheme looks like, for messages. */
export const VERSION_FORMS: Readonly<Record<VersionScheme, string>> = {
  'major.minor': 'MAJOR.MINOR, such as 1.10',
  integer: 'a number, such as 7',
  timestamp: 'a UTC time, such as 20251204 or 20251204_153000',
};

/**
 * Reads a version: two decimals of 1 to 9 ASCII digits; one; or a date, with a time behind it or
 * without. No decimal has a leading zero, and a date is a real one. Versions of one scheme order as
 * their numbers do; a date alone comes before all times of that day.
 *
 * @returns null when the text is anything else
 * @example readVersion('major.minor', '1.10') // { major: 1, minor: 10 }
 * @example readVersion('integer', '07') // null
 * @example readVersion('timestamp', '20251204_153000') // { major: 20251204, minor: 153001 }
 */
export function readVersion(scheme: VersionScheme, text: string): Version | null {
  if (scheme === 'timestamp') return readTime(text);
  const end = scheme === 'integer' ? text.length : text.indexOf('.');
  const major = decimalAt(text, 0, end);
  const minor = scheme === 'integer' ? 0 : decimalAt(text, end + 1, text.length);
  return major >= 0 && minor >= 0 ? { major, minor } : null;
}

/**
 * The text that {@link readVersion} reads as these numbers; of times, which have several, the one with `_`.
 *
 * @param numbers of a version of the scheme
 * @example versionText('major.minor', { major: 1, minor: 10 }) // '1.10'
 * @example versionText('timestamp', { major: 20251204, minor: 1 }) // '20251204_000000'
 */
export function versionText(scheme: VersionScheme, { major, minor }: Version): string {
  switch (scheme) {
    case 'major.minor':
      return `${major}.${minor}`;
    case 'integer':
      return String(major);
    case 'timestamp': {
      const date = String(major).padStart(8, '0');
      return minor === 0 ? date : `${date}_${String(minor - 1).padStart(6, '0')}`;
    }
  }
}

/**
 * Whether {@link readVersion} reads this text.
 *
 * @example isVersion('integer', '7')
 */
export function isVersion(scheme: VersionScheme, text: string): boolean {
  return readVersion(scheme, text) !== null;
}

/** NaN for what is no decimal of 1 to 9 digits without a leading zero. */
function decimalAt(text: string, from: number, to: number): number {
  const isOne = to === from + 1 || (to > from && to <= from + 9 && text.charAt(from) !== '0');
  return isOne ? numberAt(text, from, to) : Number.NaN;
}

function readTime(text: string): Version | null {
  const [, year, month, day, separator, ...time] = TIMESTAMP.exec(text) ?? [];
  if (year === undefined) return null;
  const clock = separator ? `T${time.join(':')}Z` : '';
  if (parseTimestamp(`${year}-${month}-${day}${clock}`) === null) return null;
  const minor = separator ? 1 + Number(time.join('')) : 0;
  return { major: Number(`${year}${month}${day}`), minor };
}

/**
 * Reads a version of any scheme, for files that outlive a config (the pin, the journal). A text that is a
 * version in two schemes is the same pair of numbers in both.
 *
 * @returns null for any other text
 * @example readAnyVersion('1.10') // { major: 1, minor: 10 }
 * @example readAnyVersion('01.0') // null
 */
export function readAnyVersion(text: string): Version | null {
  return readVersion('major.minor', text) ?? readVersion('integer', text) ?? readTime(text);
}

/** A version of any scheme, in a file that outlives a config. */
export const anyVersion = (): z.ZodMiniType<string> =>
  z.string().check(z.refine((text) => readAnyVersion(text) !== null));

/**
 * Orders versions as number pairs, lowest first: negative when `a` is below `b`, 0 when equal.
 *
 * @example compareVersions({ major: 1, minor: 10 }, { major: 1, minor: 9 }) > 0
 */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}

/** A version as it is written, and the numbers that this stands for. */
export interface WrittenVersion {
  readonly version: string;
  readonly numbers: Version;
}

/**
 * Orders versions as they are written: by their numbers, and two spellings of one time by their texts.
 *
 * @example [...models].sort(compareWritten)
 */
export function compareWritten(a: WrittenVersion, b: WrittenVersion): number {
  return (
    compareVersions(a.numbers, b.numbers) ||
    Number(a.version > b.version) - Number(a.version < b.version)
  );
}

/** The version of the first model, where the config names none. */
export function firstVersion(scheme: VersionScheme, now: Instant): string {
  switch (scheme) {
    case 'major.minor':
      return '1.0';
    case 'integer':
      return '1';
    case 'timestamp':
      return timeText(now, '_');
  }
}

/**
 * The version for a new model after this one: the next minor, or the next major's `.0` where the minor
 * is at its highest; the next number; or the present time, written as this one is.
 *
 * @param text of the scheme
 * @returns null after the last one
 * @throws TypeError for what is no version of the scheme
 * @example nextVersion('major.minor', '1.9', now) // '1.10'
 */
export function nextVersion(scheme: VersionScheme, text: string, now: Instant): string | null {
  const version = readVersion(scheme, text);
  if (version === null) throw new TypeError(`not a version: ${JSON.stringify(text)}`);
  const { major, minor } = version;
  switch (scheme) {
    case 'major.minor':
      if (minor < HIGHEST) return `${major}.${minor + 1}`;
      return major < HIGHEST ? `${major + 1}.0` : null;
    case 'integer':
      return major < HIGHEST ? String(major + 1) : null;
    case 'timestamp':
      return nextTime(text, now);
  }
}

/** Never the same time again, nor one before it: the next second's, or a time behind a date alone. */
function nextTime(text: string, now: Instant): string | null {
  const separator = TIMESTAMP.exec(text)?.[4] ?? '';
  const present = timeText(now, separator);
  if (present > text) return present;
  if (separator === '') return present === text ? timeText(now, '_') : `${text}_000000`;
  const next = timeText(plus(timeOf(text), SECOND), separator);
  // There is no year 10000.
  return isVersion('timestamp', next) ? next : null;
}

const SECOND = 1_000_000_000n;

function timeOf(text: string): Instant {
  const [, year, month, day, , ...clock] = TIMESTAMP.exec(text) as string[];
  return instantOf(`${year}-${month}-${day}T${clock.join(':')}Z`);
}

function timeText(time: Instant, separator: string): string {
  const digits = new Date(Number(time / 1_000_000n)).toISOString().replace(/\D/g, '');
  const date = digits.slice(0, 8);
  return separator === '' ? date : date + separator + digits.slice(8, 14);
}
