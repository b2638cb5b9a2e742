import { HOST_ID, readAnyVersion } from '@org/model-registry-core';

/** What the store is. */
export const FORMAT_KEY = 'format.json';

/** How the keys of each kind begin. */
export const PREFIXES = {
  objects: 'objects/',
  claims: 'claims/',
  versions: 'versions/',
  journal: 'journal/',
  hosts: 'hosts/',
  cleanings: 'cleanings/',
} as const;

/** The last number that a journal can have. */
export const LAST_NUMBER = 999_999_999_999;

/**
 * The key of a file's bytes.
 *
 * @param sha256 64 lowercase hexadecimal digits
 */
export function objectKey(sha256: string): string {
  return `objects/${sha256}`;
}

/** The key that says that a number is taken. */
export function claimKey(version: string): string {
  return `claims/${inKey(version)}.json`;
}

/**
 * The key that names the files of a push where its claim does not: it was made before the training.
 *
 * @param content of the version: see `contentOf`
 */
export function filesKey(version: string, content: string): string {
  return `claims/${inKey(version)}.${content}.json`;
}

/** The key that publishes a version. */
export function versionKey(version: string): string {
  return `versions/${inKey(version)}.json`;
}

/**
 * The key of an entry of the journal.
 *
 * @param number 1 to {@link LAST_NUMBER}
 * @example journalKey(7) // 'journal/000000000007.json'
 */
export function journalKey(number: number): string {
  return `journal/${String(number).padStart(12, '0')}.json`;
}

/** The key of what a machine says of itself. */
export function hostKey(id: string): string {
  return `hosts/${id}.json`;
}

/**
 * The key that says that somebody removes what nobody names.
 *
 * @param token 32 lowercase hexadecimal digits
 */
export function cleaningKey(token: string): string {
  return `cleanings/${token}.json`;
}

/**
 * The version that a key of claims or versions names.
 *
 * @returns null for any other key: a store may list what it likes
 * @example versionOfKey('versions/1.4.json') // '1.4'
 */
export function versionOfKey(key: string): string | null {
  const [, name] = /^(?:claims|versions)\/([0-9._t-]{1,32})\.json$/.exec(key) ?? [];
  if (name === undefined) return null;
  const version = name.replace('t', 'T');
  return readAnyVersion(version) === null ? null : version;
}

/** The same of a key of claims, also of those that name files. */
export function claimedVersionOf(key: string): string | null {
  return versionOfKey(key.replace(/\.[0-9a-f]{64}(?=\.json$)/, ''));
}

/** The same of the id of a machine. */
export function hostOfKey(key: string): string | null {
  const [, id] = /^hosts\/([a-z0-9-]{1,80})\.json$/.exec(key) ?? [];
  return id !== undefined && HOST_ID.test(id) ? id : null;
}

/** The same of the hash of an object. */
export function hashOfKey(key: string): string | null {
  return /^objects\/([0-9a-f]{64})$/.exec(key)?.[1] ?? null;
}

/** Keys have small letters only, and versions at most a `T`. */
function inKey(version: string): string {
  return version.replace('T', 't');
}
