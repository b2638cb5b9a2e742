import type { ObjectStore } from '../store/object-store.js';
import { bytesOf, type ClaimDocument, MOST_BYTES, readDocument } from './documents.js';
import { claimKey, filesKey, PREFIXES, versionOfKey } from './keys.js';

/**
 * Says that a number is taken.
 *
 * @returns null where it is taken by this claim; else the one that was there before, `unreadable` where it
 *   is none
 * @throws StoreError
 * @example (await claim(store, { version: '1.5', token, content: null, objects: [], … })) === null
 */
export async function claimNumber(
  store: ObjectStore,
  document: ClaimDocument,
): Promise<ClaimDocument | 'unreadable' | null> {
  const key = claimKey(document.version);
  const created = await store.create(key, { kind: 'bytes', bytes: bytesOf(document) });
  if (created === 'created') return null;
  const there = (await claimOf(store, document.version)) ?? 'unreadable';
  return there !== 'unreadable' && there.token === document.token ? null : there;
}

/**
 * The claim of a number.
 *
 * @returns null where it is free; `unreadable` where it is taken by something else
 * @throws StoreError
 */
export async function claimOf(
  store: ObjectStore,
  version: string,
): Promise<ClaimDocument | 'unreadable' | null> {
  return claimAt(store, claimKey(version));
}

/** The same of a key of claims. */
export async function claimAt(
  store: ObjectStore,
  key: string,
): Promise<ClaimDocument | 'unreadable' | null> {
  const bytes = await store.get(key, MOST_BYTES.claim);
  return bytes && (readDocument.claim(bytes) ?? 'unreadable');
}

/**
 * Names the files that a push needs, where the claim of its number does not: nobody removes them from then
 * on who begins to look for what is not needed.
 *
 * @throws StoreError
 */
export async function nameFiles(
  store: ObjectStore,
  document: ClaimDocument & { readonly content: string },
): Promise<void> {
  const key = filesKey(document.version, document.content);
  await store.create(key, { kind: 'bytes', bytes: bytesOf(document) });
}

/**
 * The numbers that are taken in a store: those that were claimed. Every version that is published has its
 * claim.
 *
 * @throws StoreError
 * @example (await claimedNumbers(store)).has('1.5')
 */
export async function claimedNumbers(store: ObjectStore): Promise<ReadonlySet<string>> {
  const numbers = new Set<string>();
  for await (const { key } of store.list(PREFIXES.claims)) {
    const version = versionOfKey(key);
    if (version !== null) numbers.add(version);
  }
  return numbers;
}
