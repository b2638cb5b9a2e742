import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { type EntryDocument, MOST_BYTES, readDocument } from './documents.js';
import { journalKey, LAST_NUMBER, PREFIXES } from './keys.js';

/** An entry under its number. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: EntryDocument;
}

/** Entries that are asked for at once, at most. */
const MOST_AT_ONCE = 32;
/** Entries that are read in one go, at most: a store could go on for ever. */
const MOST_ENTRIES = 1_000_000;

/**
 * The entries of the journal behind a number, in their order, to its end. While nothing is new this is
 * one request.
 *
 * @param after the number of the last entry that is known; 0 for none
 * @param unreadable what is done at an entry that cannot be read: without it, all ends there. It may pin or retire a
 *   version, and to pass over it would make another version live
 * @throws StoreError, of kind `damaged` at such an entry
 * @example for await (const { number, entry } of entriesAfter(store, 0)) …
 */
export async function* entriesAfter(
  store: ObjectStore,
  after: number,
  signal?: AbortSignal,
  unreadable = (number: number): void => {
    throw unknownEntry(store, number);
  },
): AsyncGenerator<NumberedEntry> {
  let atOnce = 1;
  for (let number = after + 1; number <= after + MOST_ENTRIES; ) {
    const numbers = Array.from({ length: atOnce }, (_, at) => number + at);
    const found = await Promise.all(numbers.map((each) => entryAt(store, each, signal)));
    for (const one of found) {
      if (one === null) return;
      if (one.entry === null) unreadable(number);
      else yield { number, entry: one.entry };
      number += 1;
    }
    atOnce = Math.min(MOST_AT_ONCE, atOnce * 2);
  }
}

function unknownEntry({ name }: ObjectStore, number: number): StoreError {
  return new StoreError(
    'damaged',
    `${journalKey(number)} in ${name} cannot be read, so that nobody knows what it pins or retires: put it back, or a copy of the entry beside it, and pin or retire again (model-registry store check)`,
  );
}

/**
 * Whether an entry is missing in a journal: there are others behind it.
 *
 * @param number the first that is not there
 * @throws StoreError
 */
export async function isMissing(store: ObjectStore, number: number): Promise<boolean> {
  // Unless it was written meanwhile.
  for await (const { key } of store.list(PREFIXES.journal, journalKey(number)))
    if (/^journal\/[0-9]{12}\.json$/.test(key)) return (await entryAt(store, number)) === null;
  return false;
}

/**
 * The entry under a number.
 *
 * @returns null where there is none
 * @throws StoreError
 */
export async function entryAt(
  store: ObjectStore,
  number: number,
  signal?: AbortSignal,
): Promise<{ readonly entry: EntryDocument | null } | null> {
  if (number > LAST_NUMBER) return null;
  try {
    const bytes = await store.get(journalKey(number), MOST_BYTES.entry, withSignal(signal));
    return bytes && { entry: readDocument.entry(bytes) };
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'too-large') return { entry: null };
    throw error;
  }
}

/** A name that nobody else gives: 32 hexadecimal digits. */
export function newToken(): string {
  return randomBytes(16).toString('hex');
}

/** Options of a request that may be ended. */
export function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}
