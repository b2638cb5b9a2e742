import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream, lstatSync, promises, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fingerprint } from '@org/model-registry-core';
import { during, hashFile } from '@org/model-registry-fs-scanner';
import { objectKey } from '../protocol/keys.js';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { SyncedFile } from './synced-file.js';

/** How the name of a file ends that is not whole yet. */
const PART = '.part';

/**
 * Fetches an object into a file, hashed while it comes. What an earlier run fetched of it is gone on with,
 * and one that is whole is not fetched again.
 *
 * @param file absolute; its name is given by this machine
 * @returns the bytes that came over the line
 * @throws StoreError of kind `damaged` where it is missing, or not what its name says: nothing is left of
 *   it then
 * @throws StoreError, and the system's errors
 */
export async function fetchObject(
  store: ObjectStore,
  object: Fingerprint,
  file: string,
  signal?: AbortSignal,
): Promise<number> {
  if (await isFetched(file, object)) return 0;
  const part = file + PART;
  const had = sizeOf(part);
  if (had > object.size) rmSync(part);
  const from = had > object.size ? 0 : had;
  try {
    return await fetchFrom(store, object, file, from, signal);
  } catch (error) {
    const isDamaged = error instanceof StoreError && error.kind === 'damaged';
    if (!isDamaged) throw error;
    rmSync(part, { force: true });
    // The part that an earlier run left may be what is wrong.
    if (from === 0) throw error;
    return fetchFrom(store, object, file, 0, signal);
  }
}

/** What is there under the whole name may be of another version, in a store that was made anew. */
async function isFetched(file: string, { sha256, size }: Fingerprint): Promise<boolean> {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return false;
  if (sizeOf(file) === size && (await hashFile(file))?.sha256 === sha256) return true;
  rmSync(file);
  return false;
}

/**
 * The bytes of a file that earlier pulls fetched.
 *
 * @example fetchedOf('…/staging/pull-1_4/meta_model_v1.4.joblib')
 */
export function fetchedOf(file: string): number {
  return sizeOf(file) || sizeOf(file + PART);
}

/** Of a regular file; 0 where nothing is there. */
function sizeOf(file: string): number {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : 0;
}

async function fetchFrom(
  store: ObjectStore,
  { sha256, size }: Fingerprint,
  file: string,
  from: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const part = file + PART;
  const hash = createHash('sha256');
  if (from > 0) await hashPart(part, hash);
  let done = from;
  const work = async () => {
    if (done === size && from > 0) return;
    const key = objectKey(sha256);
    const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
    // First, so that no answer is left unread where it fails.
    const handle = await promises.open(part, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
    const synced = new SyncedFile(handle);
    try {
      const found = await store.read(key, from, { expected: size, ...(signal && { signal }) });
      if (found === null) throw damaged(store, sha256, 'is missing');
      // To leave the loop ends the answer.
      for await (const piece of found.bytes) {
        if (found.size !== size)
          throw damaged(store, sha256, `has ${found.size} bytes, not ${size}`);
        // A store may go on for ever: no more is written than was asked for.
        if (done + piece.length > size) throw damaged(store, sha256, `has more than ${size} bytes`);
        const appended = synced.append(piece);
        hash.update(piece);
        await appended;
        done += piece.length;
      }
    } finally {
      // Also what came before the line was cut: the next pull goes on behind it.
      await synced.end().finally(() => handle.close());
    }
  };
  const name = basename(file);
  await during(`fetching ${name}`, work, () => ({ done, all: size, unit: 'bytes' }));
  if (done !== size) throw damaged(store, sha256, `has ${done} bytes, not ${size}`);
  const digest = hash.digest('hex');
  if (digest !== sha256) throw damaged(store, sha256, `has the hash ${digest}`);
  renameSync(part, file);
  return size - from;
}

async function hashPart(part: string, hash: Hash): Promise<void> {
  for await (const piece of createReadStream(part, { highWaterMark: 1_048_576 })) {
    hash.update(piece as Buffer);
  }
}

function damaged({ name }: ObjectStore, sha256: string, what: string): StoreError {
  return new StoreError('damaged', `objects/${sha256} in ${name} ${what}`);
}
