import type { RecoveredPublication, Recovery } from '@org/model-registry-core';
import { finishedVersions, namesIn } from '@org/model-registry-fs-scanner';
import { recoverArchiving } from '../aside/archive.js';
import { recoverDeletion } from '../aside/delete-archived.js';
import type { StoreLock, TrainingLock } from '../locks/held.js';
import { BusyError } from '../locks/lock.js';
import { trainingLock } from '../locks/registry-locks.js';
import type { Change } from '../records/record-change.js';
import { removeStaging, stagingFolder } from '../staging/staging.js';
import { findLeftovers, needsTrainingLock, removeLeftovers } from './leftovers.js';
import { INTENT, recoverPublication } from './recover-publication.js';
import { recoverTrainingIntent } from './take-back.js';

type At = Pick<Change, 'situation' | 'at'>;

/**
 * Recovers from runs that were killed: completes the publications, archiving, deletions and taking back that they
 * had begun, takes back what nobody judged, removes what they had not finished, and keeps every
 * finished model. Every change of the models that takes several steps begins with this. Symlinks are
 * removed and never followed.
 *
 * @param lock the training lock. Null where it is not held: it is taken for this where it is free, and
 *   what belongs to a training that is under way is left alone
 * @throws Error where the models directory cannot be written to
 * @example (await recover(store, lock, { situation, at })).kept
 */
export async function recover(
  store: StoreLock,
  lock: TrainingLock | null,
  change: At,
): Promise<Recovery> {
  if (lock === null && needsTrainingLock(store.registry)) {
    const free = await freeTrainingLock(store).catch(nullIfDenied);
    if (free) return recover(store, free, change).finally(() => free.release());
  }
  const { publications, barred } = await recoverChanges(store, change);
  if (lock) publications.push(...(await recoverTrainingIntent(store, lock, change)));
  const leftovers = await findLeftovers(store.registry, lock !== null);
  const { stuck, ...rest } = await removeLeftovers(store, leftovers);
  return { publications, ...rest, stuck: [...barred, ...stuck] };
}

/**
 * The training lock, to recover from what trainings left.
 *
 * @returns null where a training is under way
 * @throws Error where the lock cannot be opened
 */
export async function freeTrainingLock({ registry }: StoreLock): Promise<TrainingLock | null> {
  try {
    return await trainingLock(registry, { waitSeconds: 0, purpose: 'recover' });
  } catch (error) {
    if (error instanceof BusyError) return null;
    throw error;
  }
}

/** Whoever may not open the lock may not change what trainings left either, and may change other things. */
function nullIfDenied(error: Error): null {
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return null;
  throw error;
}

/**
 * Completes the publications, the archiving and the deletions that killed runs had begun: for changes under a
 * training lock of one's own, before which all else was recovered from already.
 *
 * @returns what was completed, and what another user's next run has to complete
 * @throws Error where the models directory cannot be written to
 * @example await recoverChanges(store, { situation, at });
 */
export async function recoverChanges(
  store: StoreLock,
  change: At,
): Promise<{ publications: RecoveredPublication[]; barred: Recovery['stuck'] }> {
  const { staging } = store.registry;
  const publications: RecoveredPublication[] = [];
  const barred: { path: string; cause: unknown }[] = [];
  for (const name of namesIn(staging)) {
    const run = INTENT.exec(name)?.[1];
    if (run === undefined) continue;
    const path = stagingFolder(store.registry, `${staging}/${run}`);
    try {
      const publication = await recoverPublication(store, path, change);
      if (publication) publications.push(publication);
    } catch (cause) {
      // Another user's, whose next run completes it: it must not keep us from all that writes.
      const { code } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
      if (code !== 'EACCES') throw cause;
      barred.push({ path, cause });
    }
  }
  await recoverArchiving(store, change);
  await recoverDeletion(store, change);
  return { publications, barred };
}

/**
 * Recovers from a training of one's own that failed: removes its staging folder, unless a finished
 * model is in it, which stays until it is published or deleted. What cannot be read or removed there
 * is left for the next recovery to report, since it must not hide why the training failed.
 *
 * @returns the versions that are kept there; empty where there are none
 * @throws TypeError for a folder that is not directly in the staging folder
 * @example recoverStaging(lock, staging)
 */
export function recoverStaging(lock: TrainingLock, folder: string): string[] {
  const staging = stagingFolder(lock.registry, folder);
  try {
    const versions = finishedVersions(staging, lock.registry);
    if (versions.length === 0) removeStaging(lock, staging);
    return versions;
  } catch {
    return [];
  }
}
