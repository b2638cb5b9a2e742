import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { bytesOf, type CleaningDocument, MOST_BYTES, readDocument } from './documents.js';
import { newToken } from './journal.js';
import { cleaningKey, PREFIXES } from './keys.js';

const MINUTE_MS = 60_000;
/** A cleaning removes nothing after so long. */
const MOST_MS = 30 * MINUTE_MS;
/** Keys of those that are looked at: a store may list what it likes. */
const MOST_KEYS = 100;
/** One that began so long ago is over, however it ended: clocks may differ by the rest. */
const OVER_MS = 60 * MINUTE_MS;

/**
 * Says in the store that it is cleaned, while that is done: what is named by then is seen by the cleaning,
 * and who names something later sees this ({@link refuseWhileCleaned}). Several may clean at once.
 *
 * @param clean called with what throws once there is no more time to remove anything
 * @throws StoreError
 */
export async function whileCleaning<T>(
  store: ObjectStore,
  by: CleaningDocument,
  clean: (checkTime: () => void) => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  const key = cleaningKey(newToken());
  await store.create(key, { kind: 'bytes', bytes: bytesOf(by) });
  try {
    return await clean(() => {
      if (performance.now() - begun < MOST_MS) return;
      const advice = 'what is left is removed by the next: model-registry store clean';
      throw new StoreError('out-of-reach', `cleaning ${store.name} took too long: ${advice}`);
    });
  } finally {
    await store.delete(key);
    await removeOver(store);
  }
}

/**
 * Refuses to go on while somebody removes what nobody names.
 *
 * @throws StoreError of kind `out-of-reach` that says who does, and what to do
 */
export async function refuseWhileCleaned(store: ObjectStore): Promise<void> {
  let keys = 0;
  for await (const { key, modified } of store.list(PREFIXES.cleanings)) {
    keys += 1;
    if (keys > MOST_KEYS) return;
    if (isOver(modified)) continue;
    const bytes = await store.get(key, MOST_BYTES.cleaning);
    // It ended just now, and what it removed is sent again.
    if (bytes === null) continue;
    const by = readDocument.cleaning(bytes);
    const who = by ? `, by ${by.user ?? 'somebody'} on ${by.host} since ${by.at}` : '';
    const advice = `push again when that is over (where it was killed, remove ${key})`;
    throw new StoreError('out-of-reach', `${store.name} is being cleaned${who}: ${advice}`);
  }
}

/** What was left by those that were killed. */
async function removeOver(store: ObjectStore): Promise<void> {
  for await (const { key, modified } of store.list(PREFIXES.cleanings)) {
    if (isOver(modified)) await store.delete(key);
  }
}

function isOver(modified: number | null): boolean {
  return modified !== null && Date.now() - modified > OVER_MS;
}
