import type { IncomingHttpHeaders } from 'node:http';
import { PROVIDERS, StoreError } from '../store-error.js';
import type { Location } from './location.js';
import { parseXml, textIn } from './xml.js';

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  /** The API's word for it; empty where it says none: the answer to a HEAD has no body. */
  readonly code: string;
  readonly headers: IncomingHttpHeaders;
  /** Whether the request asked for create-only. */
  readonly isCreate: boolean;
}

/** Whether a page is answered, as no store of this API does: another service is there. */
export function isPage({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /^text\/html\b/i.test(type);
}

/** That another service is there. */
export function otherService(location: Location): StoreError {
  return new StoreError(
    'unsupported',
    `${location.name} answers with a page and not as an S3 store does: correct model.store.endpoint`,
  );
}

/** The `Code` of an error's document; empty where there is none that is a word. */
export function codeOfError(body: string): string {
  const root = parseXml(body);
  const code = root?.name === 'Error' ? (textIn(root, 'Code') ?? '') : '';
  return /^[A-Za-z0-9.]{1,64}$/.test(code) ? code : '';
}

const AGAIN_CODES = new Set([
  'BadDigest',
  'IncompleteBody',
  'InternalError',
  'OperationAborted',
  'ConditionalRequestConflict',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'XAmzContentSHA256Mismatch',
]);
const AGAIN = new Set([408, 409, 429, 500, 502, 503, 504]);

/**
 * Whether the same request may end otherwise a moment later: the store is busy or failed, another writes
 * the same key just now, or the body did not come as it was sent.
 */
export function mayBeTriedAgain({ status, code }: Pick<Refusal, 'status' | 'code'>): boolean {
  return AGAIN.has(status) || AGAIN_CODES.has(code);
}

const OLD_KEYS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'TokenRefreshRequired',
]);

/** Whether an answer says that the keys were good once: new ones may be had. */
export function isOfOldKeys({ code }: Pick<Refusal, 'code'>): boolean {
  return OLD_KEYS.has(code);
}

/**
 * By how much the store's clock is ahead of ours, in milliseconds, where that is why it refused: signatures
 * are good for 15 minutes, for 5 with some. null where the clocks agree, or it does not say.
 *
 * @param signedAtMs what the request said
 */
export function clockAhead({ status, headers }: Refusal, signedAtMs: number): number | null {
  const ahead = Date.parse(headers.date ?? '') - signedAtMs;
  return status === 403 && Math.abs(ahead) > 4 * 60_000 ? ahead : null;
}

/** What the store refused, in words. */
export function refusalError(location: Location, refusal: Refusal): StoreError {
  const { status, code, headers, isCreate } = refusal;
  const said = code === '' ? `status ${status}` : `status ${status}, ${code}`;
  const at = location.name;
  if (code === 'NoSuchBucket') {
    const advice = `make it, or correct model.store.url`;
    return new StoreError('no-store', `there is no bucket of ${at}: ${advice}`);
  }
  const region = String(headers['x-amz-bucket-region'] ?? '');
  if (/^[a-z0-9-]{1,40}$/.test(region) && region !== location.region)
    return new StoreError(
      'unsupported',
      `${at} is in region ${region}: set model.store.region to it`,
    );
  if (status >= 300 && status < 400) {
    const advice = 'correct model.store.endpoint or model.store.region';
    return new StoreError(
      'unsupported',
      `${at} is elsewhere (${said}), which is not followed: ${advice}`,
    );
  }
  if (code === 'AuthorizationHeaderMalformed')
    return new StoreError(
      'denied',
      `${at} does not take the region ${location.region}: correct model.store.region`,
    );
  if (KEYS_UNKNOWN.has(code) || isOfOldKeys(refusal))
    return new StoreError(
      'denied',
      `${at} does not take these keys (${code}): correct or renew them`,
    );
  if (code === 'RequestTimeTooSkewed') {
    const advice = 'correct it (timedatectl)';
    return new StoreError(
      'denied',
      `${at} says that the clock of this machine is wrong: ${advice}`,
    );
  }
  if (code === '' && isPage(headers) && !mayBeTriedAgain(refusal)) return otherService(location);
  if (status === 401 || status === 403)
    return new StoreError(
      'denied',
      `${at} does not allow it (${said}): ask for the right (docs/fleet.md has the policies)`,
    );
  if (isCreate && (status === 501 || code === 'NotImplemented'))
    return new StoreError(
      'not-create-only',
      `${at} knows no create-only PUT (${said}): ${PROVIDERS}`,
    );
  if (mayBeTriedAgain(refusal))
    return new StoreError('out-of-reach', `${at} failed again and again (${said}): try later`);
  return new StoreError(
    'unsupported',
    `${at} does not answer as an S3 store does (${said}): correct model.store.endpoint`,
  );
}

const KEYS_UNKNOWN = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidSecurity']);
