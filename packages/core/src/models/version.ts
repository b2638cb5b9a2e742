/** A model version as a pair of numbers, each from 0 to 999,999,999 inclusive. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

const HIGHEST = 999_999_999;
/** What {@link parseVersion} reads. */
export const VERSION = /^(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})$/;

/** Whether {@link parseVersion} reads this text. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/**
 * Reads a canonical version: two decimals of 1 to 9 ASCII digits, no leading zero.
 *
 * @returns null when the text is anything else
 * @example parseVersion('1.10') // { major: 1, minor: 10 }
 * @example parseVersion('01.0') // null
 */
export function parseVersion(text: string): Version | null {
  if (!isVersion(text)) return null;
  return { major: Number.parseInt(text, 10), minor: Number(text.slice(text.indexOf('.') + 1)) };
}

/**
 * The text that {@link parseVersion} reads back.
 *
 * @example formatVersion({ major: 1, minor: 10 }) // '1.10'
 */
export function formatVersion({ major, minor }: Version): string {
  return `${major}.${minor}`;
}

/**
 * Orders versions as number pairs, lowest first: negative when `a` is below `b`, 0 when equal.
 *
 * @example compareVersions({ major: 1, minor: 10 }, { major: 1, minor: 9 }) > 0
 */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}

/**
 * The version after this one: the next minor, or the next major's `.0` where the minor is at its
 * highest.
 *
 * @returns null after 999999999.999999999, the last one
 * @example nextVersion({ major: 1, minor: 9 }) // { major: 1, minor: 10 }
 */
export function nextVersion({ major, minor }: Version): Version | null {
  if (minor < HIGHEST) return { major, minor: minor + 1 };
  return major < HIGHEST ? { major: major + 1, minor: 0 } : null;
}
