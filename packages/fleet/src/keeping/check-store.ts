import { createHash } from 'node:crypto';
import type { Fingerprint, Layout } from '@org/model-registry-core';
import { during } from '@org/model-registry-fs-scanner';
import { fold, NOTHING_READ } from '../protocol/fold.js';
import { formatOf } from '../protocol/format.js';
import { entriesAfter, isMissing } from '../protocol/journal.js';
import { journalKey, objectKey, versionKey } from '../protocol/keys.js';
import { filesNamed, listVersions, readVersion } from '../protocol/versions.js';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';

/** What a check of a whole store found. */
export interface StoreCheck {
  /** Versions that are not retired. */
  readonly versions: number;
  /** Files that they name, each once. */
  readonly objects: number;
  /** Bytes that were read and hashed. */
  readonly bytes: number;
  readonly damaged: readonly Damage[];
}

/** Something in a store that is not what it says. */
export interface Damage {
  readonly key: string;
  readonly kind: 'missing' | 'other-size' | 'other-hash' | 'unreadable';
  /** The versions that need it; empty for an entry of the journal. */
  readonly versions: readonly string[];
}

/**
 * Reads all of a store, and compares every file with its hash.
 *
 * @throws StoreError
 * @example (await checkStore(store, layout)).damaged // [] where all is well
 */
export async function checkStore(store: ObjectStore, layout: Layout): Promise<StoreCheck> {
  await formatOf(store);
  const damaged: Damage[] = [];
  let journal = NOTHING_READ;
  let last = 0;
  const unreadable = (number: number) => {
    last = number;
    damaged.push({ key: journalKey(number), kind: 'unreadable', versions: [] });
  };
  for await (const each of entriesAfter(store, 0, undefined, unreadable)) {
    last = each.number;
    journal = fold(journal, each);
  }
  if (await isMissing(store, last + 1))
    damaged.push({ key: journalKey(last + 1), kind: 'missing', versions: [] });
  const versions = (await listVersions(store)).filter((version) => !journal.retired.has(version));
  const files = new Map<string, Fingerprint & { readonly versions: string[] }>();
  for (const version of versions) {
    const stored = await readVersion(store, layout, version).catch(nullOfObject);
    const named = stored?.model.metadata ? filesNamed(stored.model.metadata) : [];
    if (named.length === 0)
      damaged.push({ key: versionKey(version), kind: 'unreadable', versions: [version] });
    for (const file of named) {
      const known = files.get(file.sha256);
      if (known) known.versions.push(version);
      else files.set(file.sha256, { ...file, versions: [version] });
    }
  }
  let bytes = 0;
  for (const file of files.values()) {
    const found = (await checkObject(store, file).catch(nullOfObject)) ?? UNREADABLE;
    bytes += found.bytes;
    const { kind } = found;
    if (kind) damaged.push({ key: objectKey(file.sha256), kind, versions: file.versions });
  }
  return { versions: versions.length, objects: files.size, bytes, damaged };
}

const UNREADABLE = { bytes: 0, kind: 'unreadable' } as const;

/** One odd object does not keep the others from being checked. */
function nullOfObject(error: unknown): null {
  if (error instanceof StoreError && error.kind === 'damaged') return null;
  throw error;
}

async function checkObject(
  store: ObjectStore,
  { sha256, size }: Fingerprint,
): Promise<{ readonly bytes: number; readonly kind: Damage['kind'] | null }> {
  const key = objectKey(sha256);
  const found = await store.read(key, 0, { expected: size });
  if (found === null) return { bytes: 0, kind: 'missing' };
  const hash = createHash('sha256');
  let bytes = 0;
  const work = async () => {
    for await (const chunk of found.bytes) {
      // One that is not wanted is not left open, either.
      if (found.size !== size) return;
      bytes += chunk.length;
      if (bytes > size) break;
      hash.update(chunk);
    }
  };
  await during(`checking ${key.slice(0, 20)}`, work, () => ({
    done: bytes,
    all: size,
    unit: 'bytes',
  }));
  if (bytes !== size) return { bytes, kind: 'other-size' };
  return { bytes, kind: hash.digest('hex') === sha256 ? null : 'other-hash' };
}
