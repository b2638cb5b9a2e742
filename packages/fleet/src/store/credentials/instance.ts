import { StoreError } from '../store-error.js';
import type { FoundCredentials } from './credentials.js';
import { fetchText } from './fetch-text.js';
import { keysOfJson } from './read-keys.js';

const ROLES = '/latest/meta-data/iam/security-credentials/';
/** On a machine of another provider nobody is there, which must not be waited for. */
const IDLE_MS = 1_000;

/**
 * The keys of the role of an EC2 instance, by version 2 of its service: a token is asked for first.
 *
 * @returns null where this is none that has one
 * @throws StoreError of kind `no-credentials`
 */
export async function instanceKeys(
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundCredentials | null> {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return null;
  const base = urlOf(env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254');
  const token = await fetchText(new URL('/latest/api/token', base), {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '21600' },
    idleMs: IDLE_MS,
  });
  if (token === null || !/^[\x21-\x7e]+$/.test(token)) return null;
  const asked = { headers: { 'X-aws-ec2-metadata-token': token }, idleMs: IDLE_MS };
  const role = (await fetchText(new URL(ROLES, base), asked))?.split('\n')[0]?.trim();
  if (!role || !/^[\w+=,.@-]{1,128}$/.test(role)) return null;
  const text = await fetchText(new URL(ROLES + encodeURIComponent(role), base), asked);
  return keysOfJson(text ?? '', `the instance’s role ${role}`, { token: 'Token' });
}

function urlOf(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new StoreError('no-credentials', 'AWS_EC2_METADATA_SERVICE_ENDPOINT is no URL');
  }
}
