import { createHash } from 'node:crypto';
import { type FileBody, filePieces } from '../file-body.js';
import type { Created, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import type { S3Client } from './client.js';
import { headObject } from './read.js';
import {
  abortUpload,
  beginUpload,
  completeUpload,
  findUploads,
  type Part,
  partsOf,
} from './uploads.js';

/** Of a part at least: small enough to be sent again, and to be in memory {@link AT_ONCE} times. */
const PART = 8 * 1024 * 1024;
/** The API takes no more. */
const MAX_PARTS = 10_000;
const AT_ONCE = 2;

/**
 * Stores a large file in parts, and goes on with an upload of it that was cut off: a part that is there,
 * with the size and the MD5 of ours, is not sent again. Not every store keeps create-only where parts are
 * put together; the key is named by the content's hash, so whoever overwrites it puts the same there.
 *
 * @param path below the bucket
 * @param createOnly the header that asks for it
 */
export async function createInParts(
  client: S3Client,
  path: string,
  file: FileBody,
  createOnly: Readonly<Record<string, string>>,
  options: RequestOptions,
): Promise<Created> {
  const found = (await findUploads(client, path, options)).at(-1);
  const there = found === undefined ? [] : await partsOf(client, path, found, options);
  const id = found ?? (await beginUpload(client, path, options));
  try {
    const tags = await sendParts(client, path, file, { id, there }, options);
    const created = tags && (await completeUpload(client, path, id, tags, createOnly, options));
    await checkSize(client, path, file, options);
    for (const left of await findUploads(client, path, options)) {
      await abortUpload(client, path, left, options);
    }
    return created ?? 'exists';
  } catch (error) {
    // Its parts are not of one content: nothing can go on with it.
    if ((error as StoreError).kind === 'damaged') await abortUpload(client, path, id, options);
    throw error;
  }
}

/**
 * @returns the parts' tags in order; null where another ended the upload: it put the same file together
 */
async function sendParts(
  client: S3Client,
  path: string,
  file: FileBody,
  { id, there }: { readonly id: string; readonly there: readonly Part[] },
  options: RequestOptions,
): Promise<readonly string[] | null> {
  const length = Math.max(PART, Math.ceil(file.size / MAX_PARTS));
  const tags: (string | null)[] = [];
  const sending = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | null = null;
  let number = 0;
  for await (const piece of filePieces(file, length)) {
    number += 1;
    const at = number - 1;
    const known = there.find((part) => part.number === number && part.size === piece.length);
    if (known && known.tag.replaceAll('"', '') === md5Of(piece)) {
      tags[at] = known.tag;
      options.onBytes?.(piece.length);
      continue;
    }
    const sent = sendPart(client, path, id, number, piece, options)
      .then((tag) => {
        tags[at] = tag;
      })
      .catch((error) => {
        failed ??= { error };
      })
      .finally(() => sending.delete(sent));
    sending.add(sent);
    if (sending.size >= AT_ONCE) await Promise.race(sending);
    if (failed !== null || tags.includes(null)) break;
  }
  await Promise.all(sending);
  if (failed !== null) throw (failed as { readonly error: unknown }).error;
  return tags.every((tag) => tag !== null) ? tags : null;
}

/** null where the upload is no longer there. */
function sendPart(
  client: S3Client,
  path: string,
  uploadId: string,
  number: number,
  body: Uint8Array,
  options: RequestOptions,
): Promise<string | null> {
  return client.request(
    { method: 'PUT', path, query: { partNumber: String(number), uploadId }, body },
    ({ code, message }) => {
      message.resume();
      if (code === 'NoSuchUpload') return null;
      const tag = message.headers.etag ?? '';
      if (/^"?[\w-]{1,128}"?$/.test(tag)) return tag;
      throw new StoreError('damaged', `${client.location.name} gave no tag for a part`);
    },
    options,
    ['NoSuchUpload'],
  );
}

async function checkSize(
  client: S3Client,
  path: string,
  file: FileBody,
  options: RequestOptions,
): Promise<void> {
  const size = (await headObject(client, path, options))?.size;
  if (size === file.size) return;
  const what = size === undefined ? 'is not there' : `has ${size} bytes there, not ${file.size},`;
  const where = client.location.name;
  throw new StoreError(
    'damaged',
    `${file.path} was sent to ${where}, and ${what} after it: try again`,
  );
}

function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
