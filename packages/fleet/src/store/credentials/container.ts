import { readError } from '@org/model-registry-fs-scanner';
import { StoreError } from '../store-error.js';
import { readBoundedFile } from './bounded-file.js';
import type { FoundCredentials } from './credentials.js';
import { fetchText } from './fetch-text.js';
import { keysOfJson } from './read-keys.js';

const WHAT = 'the container’s role (AWS_CONTAINER_CREDENTIALS_*)';
/** The services of ECS and EKS, and the machine itself; others are asked over TLS alone. */
const LOCAL = new Set([
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
  '127.0.0.1',
  '[::1]',
  'localhost',
]);

/**
 * The keys of the role of a container, as ECS and EKS give them.
 *
 * @returns null where this is none that has one
 * @throws StoreError of kind `no-credentials`
 */
export async function containerKeys(
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundCredentials | null> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const full = env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!relative && !full) return null;
  const url = urlOf(relative ? `http://169.254.170.2${relative}` : String(full));
  const token = tokenOf(env);
  const headers = token === undefined ? {} : { Authorization: token };
  const text = await fetchText(url, { headers, idleMs: 5_000 });
  if (text === null)
    throw new StoreError('no-credentials', `${WHAT} gives no keys: nothing answers there with 200`);
  return keysOfJson(text, WHAT, { token: 'Token' });
}

function urlOf(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new StoreError('no-credentials', `${WHAT} is no URL`);
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL.has(url.hostname)))
    return url;
  throw new StoreError(
    'no-credentials',
    `${WHAT} leads to another machine without TLS: it is not asked`,
  );
}

function tokenOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = file ? readToken(file) : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  if (token === undefined || /^[\x20-\x7e]+$/.test(token)) return token;
  throw new StoreError('no-credentials', `${WHAT} has a token of more than one line`);
}

function readToken(file: string): string {
  try {
    return readBoundedFile(file).trim();
  } catch (error) {
    throw new StoreError('no-credentials', readError(file, error).message, { cause: error });
  }
}
