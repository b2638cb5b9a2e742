import { isIP } from 'node:net';
import { escapeText } from '@org/model-registry-core';
import { StoreError } from '../store-error.js';

/** Where the requests for a bucket go. */
export interface Location {
  /** For people, without anything secret. */
  readonly name: string;
  readonly bucket: string;
  /** What stands before our keys in the bucket: empty, or with a slash at its end. */
  readonly prefix: string;
  readonly isSecure: boolean;
  readonly hostname: string;
  /** Undefined for the protocol's own. */
  readonly port: number | undefined;
  /** As a request says it, with the port. */
  readonly host: string;
  /** The path of the bucket, with a slash at its end. */
  readonly path: string;
  readonly region: string;
  /** Google's API has a header of its own for create-only. */
  readonly isGoogle: boolean;
}

/** What of the settings says where a bucket is. */
export interface LocationSettings {
  readonly url: string;
  readonly endpoint?: string;
  readonly pathStyle?: boolean;
  readonly region: string;
}

const URL_FORM = /^s3:\/\/([a-zA-Z0-9][a-zA-Z0-9._-]{1,61}[a-zA-Z0-9])(?:\/(.*))?$/;
const PREFIX = /^(?:[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,199}\/)*$/;
const REGION = /^[a-z0-9-]{1,40}$/;

/**
 * Reads where a bucket is. It stands in the host's name, unless the settings say otherwise, the endpoint is
 * an address, or the bucket has a dot, which certificates do not cover.
 *
 * @throws StoreError of kind `unsupported` that names the key of the config to correct
 * @example locate({ url: 's3://models/bot', region: 'eu-central-1' }).host
 * // 'models.s3.eu-central-1.amazonaws.com'
 */
export function locate({ url, endpoint, pathStyle, region }: LocationSettings): Location {
  const [, bucket, below = ''] = URL_FORM.exec(url) ?? [];
  const prefix = below === '' || below.endsWith('/') ? below : `${below}/`;
  if (bucket === undefined || !PREFIX.test(prefix) || prefix.length > 400)
    throw wrong('url', url, 's3://bucket/prefix, with a prefix of letters, digits, . _ - and /');
  if (!REGION.test(region)) throw wrong('region', region, 'a name such as eu-central-1 or auto');
  const base = endpointOf(endpoint, region);
  const inPath =
    pathStyle === true || isAddress(base.hostname) || bucket.includes('.') || bucket.includes('_');
  const before = inPath ? '' : `${bucket}.`;
  return {
    name: `s3://${`${bucket}/${prefix}`.slice(0, -1)} at ${base.host}`,
    bucket,
    prefix,
    isSecure: base.protocol === 'https:',
    hostname: before + base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port === '' ? undefined : Number(base.port),
    host: before + base.host,
    path: `${base.pathname.replace(/\/$/, '')}/${inPath ? `${bucket}/` : ''}`,
    region,
    isGoogle: base.hostname === 'storage.googleapis.com',
  };
}

function endpointOf(endpoint: string | undefined, region: string): URL {
  const suffix = region.startsWith('cn-') ? '.cn' : '';
  const text = endpoint ?? `https://s3.${region}.amazonaws.com${suffix}`;
  const url = parse(text);
  const isPlain =
    url !== null &&
    url.username + url.password + url.search + url.hash === '' &&
    /^https?:$/.test(url.protocol);
  if (!url || !isPlain) throw wrong('endpoint', text, 'https://host[:port]');
  return url;
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function isAddress(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

/** Keys have no place in a URL, and whoever wrote them there does not want to read them here. */
function wrong(key: string, value: string, form: string): StoreError {
  const shown = escapeText(value.replace(/\/\/.*@/, '//…@'));
  return new StoreError('unsupported', `model.store.${key} has to be ${form}, not ${shown}`);
}
