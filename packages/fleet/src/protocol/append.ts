import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { bytesOf, type EntryDocument } from './documents.js';
import { type Folded, fold } from './fold.js';
import { entriesAfter, entryAt, newToken } from './journal.js';
import { journalKey } from './keys.js';

/**
 * Writes an entry under the next free number, unless what others wrote meanwhile makes it wrong: nobody can
 * write between what was looked at and the entry, since the number would be taken then. Whether an entry
 * that is there is this one is told by its token: an answer may have been lost.
 *
 * @param journal as it was read before; all that came since is read and looked at
 * @param isWanted asked of the journal as it is just before the entry
 * @returns under which number it is now; null where it was no longer wanted
 * @throws StoreError, of kind `damaged` where the store says that a number is taken and has no entry there
 * @example await appendEntry(store, journal, entry, ({ published }) => !published.has('1.4')) // 42
 */
export async function appendEntry(
  store: ObjectStore,
  journal: Folded,
  entry: Omit<EntryDocument, 'token'>,
  isWanted: (journal: Folded) => boolean,
): Promise<number | null> {
  const token = newToken();
  const bytes = bytesOf({ ...entry, token });
  let now = journal;
  for (;;) {
    for await (const each of entriesAfter(store, now.last?.number ?? 0)) now = fold(now, each);
    if (!isWanted(now)) return null;
    const number = (now.last?.number ?? 0) + 1;
    const created = await store.create(journalKey(number), { kind: 'bytes', bytes });
    if (created === 'created') return number;
    const there = await entryAt(store, number);
    if (there === null) {
      const key = journalKey(number);
      throw new StoreError(
        'damaged',
        `${store.name} says that ${key} is there, and does not give it`,
      );
    }
    if (there.entry?.token === token) return number;
  }
}
