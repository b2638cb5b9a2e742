import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { type EntryDocument, MOST_BYTES, readDocument } from './documents.js';
import { journalKey, LAST_NUMBER } from './keys.js';

/** An entry under its number; null where what is there is none. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: EntryDocument | null;
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
 * @throws StoreError
 * @example for await (const { number, entry } of entriesAfter(store, 0)) …
 */
export async function* entriesAfter(
  store: ObjectStore,
  after: number,
  signal?: AbortSignal,
): AsyncGenerator<NumberedEntry> {
  let atOnce = 1;
  for (let number = after + 1; number <= after + MOST_ENTRIES; ) {
    const numbers = Array.from({ length: atOnce }, (_, at) => number + at);
    const found = await Promise.all(numbers.map((each) => entryAt(store, each, signal)));
    for (const one of found) {
      if (one === null) return;
      yield one;
      number += 1;
    }
    atOnce = Math.min(MOST_AT_ONCE, atOnce * 2);
  }
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
): Promise<NumberedEntry | null> {
  if (number > LAST_NUMBER) return null;
  try {
    const bytes = await store.get(journalKey(number), MOST_BYTES.entry, withSignal(signal));
    return bytes && { number, entry: readDocument.entry(bytes) };
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'too-large') return { number, entry: null };
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
