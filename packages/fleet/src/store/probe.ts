import { randomBytes } from 'node:crypto';
import type { ObjectStore, RequestOptions } from './object-store.js';
import { PROVIDERS, StoreError } from './store-error.js';

const WRITERS = 3;

/**
 * Proves that a store keeps create-only, on a fresh key that is removed again: of three who write it at
 * once one wins, and one who comes later does not. Some stores that speak the S3 API overwrite in silence,
 * and some let several win who come at once: there two trainings would publish one number.
 *
 * @throws StoreError of kind `not-create-only` that says what happened and which stores do better; others,
 *   where the store could not be asked
 */
export async function proveCreateOnly(
  store: ObjectStore,
  options: RequestOptions = {},
): Promise<void> {
  const key = `probe/${randomBytes(12).toString('hex')}.json`;
  const texts = Array.from({ length: WRITERS }, (_, writer) => JSON.stringify({ writer }));
  const create = (text: string) =>
    store.create(key, { kind: 'bytes', bytes: Buffer.from(text) }, options);
  try {
    const tries = await Promise.allSettled(texts.map(create));
    // Only once all are over: what came later than the key's removal would stay.
    const ends = tries.map((end) => {
      if (end.status === 'rejected') throw end.reason;
      return end.value;
    });
    const won = texts.filter((_, writer) => ends[writer] === 'created');
    if (won.length > 1)
      throw notKept(store, `${won.length} of ${WRITERS} who wrote a key at once won`);
    const later = await create(JSON.stringify({ writer: 'later' }));
    const bytes = await store.get(key, 100, options);
    const there = bytes === null ? '' : Buffer.from(bytes).toString();
    // Nobody is told that he won whose answer was lost: then one of the three is there all the same.
    const isFirst = won.length === 1 ? there === won[0] : texts.includes(there);
    if (later === 'created' || !isFirst)
      throw notKept(store, 'a key that was there was overwritten');
  } finally {
    await store.delete(key, options).catch(() => {});
  }
}

function notKept({ name }: ObjectStore, what: string): StoreError {
  return new StoreError(
    'not-create-only',
    `${name} does not keep create-only (${what}), so nothing was written to it: ${PROVIDERS}`,
  );
}
