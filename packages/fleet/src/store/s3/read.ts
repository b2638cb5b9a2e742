import type { IncomingHttpHeaders } from 'node:http';
import type { ReadOptions, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import type { Answer, S3Client } from './client.js';

/** The rest of an object, as an answer promises it. */
interface Rest {
  /** Of the whole object. */
  readonly size: number;
  readonly etag: string | undefined;
  /** null where nothing is left. */
  readonly answer: Answer | null;
}

/** Of more bytes than this, a line of their own is worth while. */
const FEW_BYTES = 1_048_576;
/** A line that is cut so often without a byte between is given up. */
const TRIES = 5;

/**
 * Reads an object from a byte on. Where the line is cut, it goes on behind the last byte that came, as long
 * as the store says that it is the same object.
 *
 * @param path below the bucket
 * @returns null where nothing is under the key
 */
export async function readObject(
  client: S3Client,
  path: string,
  from: number,
  options: ReadOptions,
): Promise<{ readonly size: number; readonly bytes: AsyncIterable<Uint8Array> } | null> {
  const rest = await readFrom(client, path, from, options);
  return rest && { size: rest.size, bytes: bytesOf(client, path, from, rest, options) };
}

async function* bytesOf(
  client: S3Client,
  path: string,
  from: number,
  first: Rest,
  options: ReadOptions,
): AsyncIterable<Uint8Array> {
  let rest = first;
  let position = from;
  let tries = 0;
  while (rest.answer !== null) {
    try {
      for await (const piece of rest.answer.body) {
        options.onBytes?.(piece.length);
        position += piece.length;
        tries = 0;
        if (position > first.size) changed(client, path);
        yield piece;
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof StoreError) throw error;
    }
    if (position === first.size) return;
    tries += 1;
    if (tries > TRIES)
      throw new StoreError(
        'out-of-reach',
        `the line to ${client.location.name} is cut again and again`,
      );
    const next = await readFrom(client, path, position, options);
    if (next?.size !== first.size || next.etag !== first.etag) {
      next?.answer?.message.destroy();
      changed(client, path);
    }
    rest = next as Rest;
  }
}

function changed(client: S3Client, path: string): never {
  const key = path.slice(client.location.prefix.length);
  throw new StoreError(
    'damaged',
    `${key} in ${client.location.name} was changed while it was read`,
  );
}

function readFrom(
  client: S3Client,
  path: string,
  from: number,
  options: ReadOptions,
): Promise<Rest | null> {
  const headers = from > 0 ? { Range: `bytes=${from}-` } : {};
  const isLarge = (options.expected ?? 0) - from > FEW_BYTES;
  return client.request<Rest | null>(
    { method: 'GET', path, headers, isLarge },
    (answer) => {
      const { status, code, message } = answer;
      if (status === 404 && code !== 'NoSuchBucket') return null;
      if (status === 416) return sizeOf(client, path, options);
      const size = wholeSize(message.headers, status === 206 ? from : 0);
      if (size === null || (from > 0 && status !== 206)) {
        message.destroy();
        throw new StoreError(
          'damaged',
          `${client.location.name} does not say how large a thing is`,
        );
      }
      return { size, etag: message.headers.etag, answer };
    },
    options,
    ['NoSuchKey', 416],
  );
}

/** Nothing is left, and not every store says of how much. */
async function sizeOf(
  client: S3Client,
  path: string,
  options: RequestOptions,
): Promise<Rest | null> {
  const head = await headObject(client, path, options);
  return head && { size: head.size, etag: head.etag, answer: null };
}

/** Size, time and tag of an object; null where nothing is under the key. */
export function headObject(
  client: S3Client,
  path: string,
  options: RequestOptions,
): Promise<{ size: number; modified: number | null; etag: string | undefined } | null> {
  return client.request(
    { method: 'HEAD', path },
    ({ status, message }) => {
      message.resume();
      if (status === 404) return null;
      const { headers } = message;
      const size = wholeSize(headers, 0);
      const modified = Date.parse(headers['last-modified'] ?? '');
      if (size === null)
        throw new StoreError(
          'damaged',
          `${client.location.name} does not say how large a thing is`,
        );
      return { size, modified: Number.isNaN(modified) ? null : modified, etag: headers.etag };
    },
    options,
    [404],
  );
}

/** null where the headers do not say it, or a range begins elsewhere. */
function wholeSize(headers: IncomingHttpHeaders, from: number): number | null {
  const [, begin, total] =
    /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
  if (total !== undefined) return Number(begin) === from ? Number(total) : null;
  const length = headers['content-length'] ?? '';
  return from === 0 && /^\d{1,15}$/.test(length) ? Number(length) : null;
}
