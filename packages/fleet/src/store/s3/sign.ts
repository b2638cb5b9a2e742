import { createHash } from 'node:crypto';
import { sign } from 'aws4';
import type { Credentials } from '../credentials/credentials.js';
import type { HttpRequest } from './http.js';
import type { Location } from './location.js';

/** A request for a bucket or for a key in it. */
export interface Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Below the bucket; empty for the bucket itself. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Of the body, where it is known. */
  readonly sha256?: string;
  /** Whether the answer's body may be large: it comes over a line of its own. */
  readonly isLarge?: boolean;
}

/**
 * The request with its signature. It covers the hash of the body, so the store itself refuses one that
 * came otherwise.
 *
 * @param now milliseconds since 1970 by the store's clock
 */
export function signedRequest(
  location: Location,
  call: Call,
  credentials: Credentials,
  now: number,
): HttpRequest {
  const { isSecure, hostname, port, host, region } = location;
  const { method, body } = call;
  const bucket =
    call.path === '' && location.path !== '/' ? location.path.slice(0, -1) : location.path;
  const query = new URLSearchParams({ ...call.query }).toString().replaceAll('+', '%20');
  const { headers = {}, path = '' } = sign(
    {
      service: 's3',
      region,
      method,
      hostname,
      path: bucket + call.path + (query && `?${query}`),
      headers: {
        Host: host,
        'X-Amz-Date': new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
        'X-Amz-Content-Sha256': call.sha256 ?? sha256Of(body ?? ''),
        ...call.headers,
        ...(method === 'PUT' || method === 'POST'
          ? { 'Content-Length': String(body?.length ?? 0) }
          : {}),
      },
    },
    credentials,
  );
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return {
    isSecure,
    hostname,
    port,
    method,
    path,
    headers: Object.fromEntries(texts),
    ...(body && { body }),
  };
}

/** The SHA-256 of bytes, as 64 lowercase hexadecimal digits. */
function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
