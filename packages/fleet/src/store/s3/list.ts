import { isKey } from '../keys.js';
import type { Entry, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import type { S3Client } from './client.js';
import { readBody } from './http.js';
import { type Element, parseXml, textIn } from './xml.js';

/** A page has up to 1,000 keys of up to 1,024 bytes each, with what is said of them. */
const MAX_PAGE_BYTES = 2 * 1024 * 1024;
const MAX_TOKEN_LENGTH = 4_096;
/** A page may be empty though more follow: a store looked at so many keys that were deleted. */
const MAX_EMPTY_PAGES = 100;

interface Page {
  readonly entries: readonly Entry[];
  /** null for the last page. */
  readonly next: string | null;
}

/**
 * The keys of a bucket that begin with a prefix, in ascending order. What is no key of ours is passed over.
 *
 * @param after only keys behind this one
 * @throws StoreError; of kind `damaged` for a listing without order or end
 */
export async function* listBucket(
  client: S3Client,
  prefix: string,
  after: string | undefined,
  options: RequestOptions,
): AsyncIterable<Entry> {
  const { prefix: below } = client.location;
  let last = after ?? '';
  let token: string | null = null;
  let empty = 0;
  do {
    const query: Record<string, string> = { 'list-type': '2', prefix: below + prefix };
    if (token !== null) query['continuation-token'] = token;
    else if (after !== undefined) query['start-after'] = below + after;
    const page: Page = await client.request(
      { method: 'GET', path: '', query },
      async ({ message }) => {
        const body = await readBody(message, MAX_PAGE_BYTES, options.onBytes);
        return readPage(body?.toString() ?? '', below) ?? damaged(client, 'is no listing');
      },
      options,
    );
    const entries = page.entries.filter(({ key }) => key.startsWith(prefix));
    for (const entry of entries) {
      if (after !== undefined && entry.key <= after && last === after) continue;
      if (entry.key <= last) damaged(client, 'has no order');
      last = entry.key;
      yield entry;
    }
    empty = page.entries.length === 0 ? empty + 1 : 0;
    if (empty > MAX_EMPTY_PAGES || (token !== null && page.next === token))
      damaged(client, 'has no end');
    token = page.next;
  } while (token !== null);
}

function damaged(client: S3Client, how: string): never {
  throw new StoreError('damaged', `what ${client.location.name} lists ${how}`);
}

/** null for what is no page of a listing. */
function readPage(text: string, below: string): Page | null {
  const root = parseXml(text);
  if (root?.name !== 'ListBucketResult') return null;
  const entries = root.children.filter(({ name }) => name === 'Contents').map(readEntry(below));
  const isLast = textIn(root, 'IsTruncated') !== 'true';
  const next = isLast ? null : (textIn(root, 'NextContinuationToken') ?? '');
  if (next === '' || (next?.length ?? 0) > MAX_TOKEN_LENGTH) return null;
  return { entries: entries.filter((entry) => entry !== null), next };
}

const readEntry = (below: string) => (contents: Element) => {
  const name = textIn(contents, 'Key') ?? '';
  const key = name.slice(below.length);
  const size = textIn(contents, 'Size') ?? '';
  if (!name.startsWith(below) || !isKey(key) || !/^\d{1,15}$/.test(size)) return null;
  const modified = Date.parse(textIn(contents, 'LastModified') ?? '');
  return { key, size: Number(size), modified: Number.isNaN(modified) ? null : modified };
};
