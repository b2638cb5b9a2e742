/** Longer keys than any of ours, and as many as a file system takes: with its prefix S3 takes 1,024 bytes. */
const MAX_KEY_LENGTH = 512;
const PART = '[a-z0-9][a-z0-9._-]{0,199}';
const KEY = new RegExp(`^${PART}(?:/${PART})*$`);

/**
 * Whether a text may be a key of a store: parts of `[a-z0-9._-]` with slashes between them, each beginning
 * with a letter or digit and of at most 200 characters, 512 in all. So none is empty, `.`, `..` or hidden,
 * and a key can be the end of a path. What a store lists under other keys is not ours.
 *
 * @example isKey('versions/1.4.json') // true
 * @example isKey('versions/../../etc/passwd') // false
 */
export function isKey(text: string): boolean {
  return text.length <= MAX_KEY_LENGTH && KEY.test(text);
}

/**
 * The key itself.
 *
 * @throws TypeError for what is none: whoever made it is wrong, and not the store
 */
export function checkKey(key: string): string {
  if (!isKey(key)) throw new TypeError(`${JSON.stringify(key)} is no key of a store`);
  return key;
}

/**
 * The beginning of keys itself: a key, one with a slash behind it, or nothing at all.
 *
 * @throws TypeError for what no key begins with
 * @example checkPrefix('journal/')
 */
export function checkPrefix(prefix: string): string {
  if (prefix !== '') checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
  return prefix;
}
