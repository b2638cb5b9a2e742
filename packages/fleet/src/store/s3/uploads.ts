import type { Created, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { codeOfError, mayBeTriedAgain } from './answer-error.js';
import type { Answer, S3Client } from './client.js';
import { readBody } from './http.js';
import { type Element, parseXml, textIn } from './xml.js';

/** A page of an upload's parts has up to 1,000 of them. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;
const MAX_PAGES = 10;
const ID = /^[\x21-\x7e]{1,1024}$/;

/** A part that a store has. */
export interface Part {
  readonly number: number;
  readonly size: number;
  /** As the store says it, quotes included. */
  readonly tag: string;
}

/** The uploads of a key that are not complete, the oldest first; none where we may not look. */
export async function findUploads(
  client: S3Client,
  path: string,
  options: RequestOptions,
): Promise<readonly string[]> {
  const root = await client.request(
    { method: 'GET', path: '', query: { uploads: '', prefix: path } },
    rootOf,
    options,
    [403, 501],
  );
  if (root?.name !== 'ListMultipartUploadsResult') return [];
  return root.children
    .filter((child) => child.name === 'Upload' && textIn(child, 'Key') === path)
    .map((upload) => textIn(upload, 'UploadId') ?? '')
    .filter((id) => ID.test(id));
}

/** The parts of an upload that are there. */
export async function partsOf(
  client: S3Client,
  path: string,
  uploadId: string,
  options: RequestOptions,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const marker = String(parts.at(-1)?.number ?? 0);
    const query = { uploadId, 'part-number-marker': marker };
    const call = { method: 'GET', path, query } as const;
    const root = await client.request(call, rootOf, options, ['NoSuchUpload']);
    const found = (root?.children ?? []).filter(({ name }) => name === 'Part').map(readPart);
    parts.push(...found.filter((part) => part !== null));
    if (found.length === 0 || textIn(root as Element, 'IsTruncated') !== 'true') break;
  }
  return parts;
}

function readPart(part: Element): Part | null {
  const [number, size, tag] = ['PartNumber', 'Size', 'ETag'].map(
    (name) => textIn(part, name) ?? '',
  );
  if (!/^\d{1,5}$/.test(number ?? '') || !/^\d{1,12}$/.test(size ?? '')) return null;
  return { number: Number(number), size: Number(size), tag: tag ?? '' };
}

/** Begins an upload in parts, and gives its id. */
export function beginUpload(
  client: S3Client,
  path: string,
  options: RequestOptions,
): Promise<string> {
  return client.request(
    { method: 'POST', path, query: { uploads: '' } },
    async (answer) => {
      const root = await rootOf(answer);
      const id = root?.name === 'InitiateMultipartUploadResult' && textIn(root, 'UploadId');
      if (id && ID.test(id)) return id;
      throw new StoreError('damaged', `${client.location.name} began no upload of parts`);
    },
    options,
  );
}

/**
 * Puts an upload's parts together.
 *
 * @returns null where the upload is no longer there: an earlier try, or another machine, completed it
 */
export function completeUpload(
  client: S3Client,
  path: string,
  uploadId: string,
  tags: readonly string[],
  createOnly: Readonly<Record<string, string>>,
  options: RequestOptions,
): Promise<Created | null> {
  const parts = tags.map(
    (tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
  );
  const text = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  return client.request(
    { method: 'POST', path, query: { uploadId }, headers: createOnly, body: Buffer.from(text) },
    async ({ status, code, message }) => {
      if (status === 412) return 'exists';
      if (code === 'NoSuchUpload') return null;
      // An answer that begins well may end with an error: the head is sent before the work is done.
      const body = (await readBody(message, MAX_ANSWER_BYTES))?.toString() ?? '';
      const failed = codeOfError(body);
      if (failed === 'PreconditionFailed') return 'exists';
      if (failed === 'NoSuchUpload') return null;
      if (mayBeTriedAgain({ status: 0, code: failed })) throw interrupted(failed);
      if (parseXml(body)?.name === 'CompleteMultipartUploadResult') return 'created';
      const why = failed === '' ? '' : ` (${failed})`;
      throw new StoreError(
        'damaged',
        `${client.location.name} did not put the parts together${why}`,
      );
    },
    options,
    [412, 'NoSuchUpload'],
  );
}

/** As an error of the line, after which the request is sent again. */
function interrupted(code: string): Error {
  return Object.assign(new Error(`the store failed: ${code}`), { code: 'ECONNRESET' });
}

/** Removes the parts of an upload; it is no error where there is none, or we may not. */
export function abortUpload(
  client: S3Client,
  path: string,
  uploadId: string,
  options: RequestOptions,
): Promise<void> {
  const call = { method: 'DELETE', path, query: { uploadId } } as const;
  return client.request(call, ({ message }) => void message.resume(), options, [404, 403]);
}

/** The document of an answer; null for an error, and for what is none. */
async function rootOf({ status, message }: Answer): Promise<Element | null> {
  if (status >= 300) return null;
  return parseXml((await readBody(message, MAX_ANSWER_BYTES))?.toString() ?? '');
}
