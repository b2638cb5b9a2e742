import { hostname } from 'node:os';
import type { FleetPin } from '@org/model-registry-core';
import { currentUser } from '@org/model-registry-fs-scanner';
import type { ObjectStore } from '../store/object-store.js';
import type { EntryDocument } from './documents.js';
import { entriesAfter, type NumberedEntry } from './journal.js';
import { Members } from './members.js';

/** What the entries of the journal up to one of them come to. */
export interface Folded {
  /** The last one that was read; null for none. */
  readonly last: { readonly number: number; readonly token: string } | null;
  readonly pin: FleetPin | null;
  /** Versions that were retired. */
  readonly retired: Members;
  /** Versions that were published, each once, in the order of the journal. */
  readonly published: Members;
}

export const NOTHING_READ: Folded = {
  last: null,
  pin: null,
  retired: Members.of([]),
  published: Members.of([]),
};

/**
 * What holds after one more entry.
 *
 * @example fold(NOTHING_READ, { number: 1, entry }).published.has('1.0') // true
 */
export function fold(before: Folded, { number, entry }: NumberedEntry): Folded {
  const after = { ...before, last: { number, token: entry.token } };
  const version = entry.version as string;
  switch (entry.event) {
    case 'published':
      return { ...after, published: before.published.with(version) };
    case 'pinned':
      return { ...after, pin: pinOf(entry, version) };
    case 'unpinned':
      return { ...after, pin: null };
    case 'retired':
      return { ...after, retired: before.retired.with(version) };
  }
}

function pinOf({ at, user, host, reason }: EntryDocument, version: string): FleetPin {
  return { version, at, user: `${user ?? 'somebody'} on ${host}`, reason };
}

/**
 * Who writes an entry, where and when.
 *
 * @param at ISO 8601
 */
export function writtenBy(at: string): Pick<EntryDocument, 'at' | 'host' | 'user'> {
  return { at, host: hostname().slice(0, 255), user: currentUser()?.slice(0, 200) ?? null };
}

/**
 * All of the journal.
 *
 * @throws StoreError
 * @example (await readJournalOf(store)).retired
 */
export async function readJournalOf(store: ObjectStore, signal?: AbortSignal): Promise<Folded> {
  let folded = NOTHING_READ;
  for await (const entry of entriesAfter(store, 0, signal)) folded = fold(folded, entry);
  return folded;
}
