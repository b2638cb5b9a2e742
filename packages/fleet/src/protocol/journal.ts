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

/** What is under a number: an entry; null where that cannot be read. */
export interface FoundEntry {
  readonly number: number;
  readonly entry: EntryDocument | null;
}

/** Entries that are asked for at once, at most. */
const MOST_AT_ONCE = 32;
/** Entries that are read in one go, at most: a store could go on for ever. */
const MOST_ENTRIES = 1_000_000;

/**
 * The entries of the journal behind a number, in their order, to its end. While nothing is new this is
 * one request. Whoever reads from the beginning is told also of one that is missing.
 *
 * @param after the number of the last entry that is known; 0 for none
 * @throws StoreError, of kind `damaged` at an entry that cannot be read, and at one that is missing: it may pin
 *   or retire a version, and to pass over it would make another version live
 * @example for await (const { number, entry } of entriesAfter(store, 0)) …
 */
export async function* entriesAfter(
  store: ObjectStore,
  after: number,
  signal?: AbortSignal,
): AsyncGenerator<NumberedEntry> {
  let last = after;
  for await (const { number, entry } of foundAfter(store, after, signal)) {
    if (entry === null) throw unknownEntry(store, number, 'cannot be read');
    yield { number, entry };
    last = number;
  }
  if (after === 0 && (await hasEntriesBehind(store, last, signal)))
    throw unknownEntry(store, last + 1, 'is missing, and later entries are there');
}

function unknownEntry({ name }: ObjectStore, number: number, what: string): StoreError {
  return new StoreError(
    'damaged',
    `${journalKey(number)} in ${name} ${what}, so that nobody knows what it pins or retires: put it back from a copy; where there is none, copy an entry beside it there, and pin or retire again (model-registry store check)`,
  );
}

/**
 * Whether there are entries behind the end of a journal: one between them is missing.
 *
 * @param last the number of the last entry before the first that is not there
 * @throws StoreError
 */
export async function hasEntriesBehind(
  store: ObjectStore,
  last: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const after = journalKey(last + 1);
  for await (const { key } of store.list(PREFIXES.journal, after, withSignal(signal)))
    if (/^journal\/[0-9]{12}\.json$/.test(key)) return true;
  return false;
}

/**
 * The same as {@link entriesAfter}, with those that cannot be read, and up to the first that is missing.
 *
 * @throws StoreError
 */
export async function* foundAfter(
  store: ObjectStore,
  after: number,
  signal?: AbortSignal,
): AsyncGenerator<FoundEntry> {
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
): Promise<FoundEntry | null> {
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
