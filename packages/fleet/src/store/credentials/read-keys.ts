import { StoreError } from '../store-error.js';
import type { FoundCredentials } from './credentials.js';

/** How the members of a document of keys are called. */
export interface Members {
  readonly token: 'Token' | 'SessionToken';
}

/**
 * Keys from the JSON that a program or a service of the machine gives. Nothing of the text is in an error:
 * it has the keys in it.
 *
 * @param what named in front of an error
 * @throws StoreError of kind `no-credentials`
 */
export function keysOfJson(text: string, what: string, { token }: Members): FoundCredentials {
  const found = parse(text);
  const expires = found.Expiration === undefined ? null : Date.parse(String(found.Expiration));
  if (Number.isNaN(expires)) throw noKeys(what);
  return checkedKeys(what, found.AccessKeyId, found.SecretAccessKey, found[token], expires);
}

/**
 * Keys, where they can be keys at all.
 *
 * @throws StoreError of kind `no-credentials`
 */
export function checkedKeys(
  what: string,
  accessKeyId: unknown,
  secretAccessKey: unknown,
  sessionToken: unknown,
  expires: number | null = null,
): FoundCredentials {
  if (!isWord(accessKeyId) || !isWord(secretAccessKey)) throw noKeys(what);
  if (sessionToken === undefined || sessionToken === '' || sessionToken === null)
    return { credentials: { accessKeyId, secretAccessKey }, expires };
  if (!isWord(sessionToken)) throw noKeys(what);
  return { credentials: { accessKeyId, secretAccessKey, sessionToken }, expires };
}

/** What can stand in a header. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,8192}$/.test(value);
}

function noKeys(what: string): StoreError {
  return new StoreError(
    'no-credentials',
    `${what} has no complete keys: an id and a secret, each one word`,
  );
}

function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Its message would quote the text.
    return {};
  }
}
