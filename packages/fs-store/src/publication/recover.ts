import { join } from 'node:path';
import {
  type CompleteModel,
  isComplete,
  type RecoveredPublication,
  type Recovery,
  recordedFingerprints,
} from '@org/model-registry-core';
import { finishedVersions, type Registry, scanModels } from '@org/model-registry-fs-scanner';
import { recoverArchiving } from '../archive.js';
import { namesIn, removeTree, syncFolder } from '../files/folder.js';
import type { Change } from '../journal/record-change.js';
import type { StoreLock, TrainingLock } from '../locks/registry-locks.js';
import { moveToStaging, removeStaging, stagingFolder } from '../staging/staging.js';
import { recoverPublication } from './recover-publication.js';

/** A folder of a copy, or an intent to publish one that was not written to its end. */
const COPY = /^copy-[^.]+(\.publish\.json\.tmp)?$/;

/**
 * Recovers from runs that were killed: completes the publications and the archiving that they had
 * begun, removes what they had not finished, and keeps every finished model. Every change of the
 * models that takes several steps begins with this. Symlinks are removed and never followed.
 *
 * @param lock the training lock. Null where it is not held: a training may be under way, and of the
 *   staging folders only those of copies are looked at, which are made under the store lock
 * @throws Error where the models directory cannot be written to
 * @example (await recover(store, lock, { situation, at })).kept
 */
export async function recover(
  store: StoreLock,
  lock: TrainingLock | null,
  change: Pick<Change, 'situation' | 'at'>,
): Promise<Recovery> {
  const { staging } = store.registry;
  const { publications, barred } = await recoverPublications(store, change);
  await recoverArchiving(store, change);
  const names = namesIn(staging).filter((name) => lock !== null || COPY.test(name));
  const { stuck, ...rest } = removeUnfinished(store.registry, names);
  return { publications, ...rest, stuck: [...barred, ...stuck] };
}

const INTENT = /^(.+)\.publish\.json$/;

async function recoverPublications(
  store: StoreLock,
  change: Pick<Change, 'situation' | 'at'>,
): Promise<{ publications: RecoveredPublication[]; barred: Recovery['stuck'] }> {
  const { staging } = store.registry;
  const publications: RecoveredPublication[] = [];
  const barred: { path: string; cause: unknown }[] = [];
  for (const name of namesIn(staging)) {
    const run = INTENT.exec(name)?.[1];
    if (run === undefined) continue;
    const path = join(staging, run);
    try {
      const publication = await recoverPublication(store, path, change);
      if (publication) publications.push(publication);
    } catch (cause) {
      // Another user's, whose next run completes it: it must not keep us from all that writes.
      if ((cause as NodeJS.ErrnoException).code !== 'EACCES') throw cause;
      barred.push({ path, cause });
    }
  }
  return { publications, barred };
}

function removeUnfinished(
  registry: Registry,
  names: readonly string[],
): Pick<Recovery, 'removed' | 'kept' | 'stuck'> {
  const removed: string[] = [];
  const kept: { folder: string; versions: string[] }[] = [];
  const stuck: { path: string; cause: unknown }[] = [];
  for (const path of names.map((name) => join(registry.staging, name))) {
    try {
      const versions = finishedVersions(path, registry);
      if (versions.length > 0) {
        kept.push({ folder: path, versions });
        continue;
      }
      removeTree(registry, path);
      removed.push(path);
    } catch (cause) {
      stuck.push({ path, cause });
    }
  }
  if (names.length > 0) syncFolder(registry.staging);
  return { removed, kept, stuck };
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

/**
 * Recovers a finished model that a training wrote into the models directory before it failed: it
 * moves into staging, since nobody has checked it and readers would load it. What is not finished
 * stays; nobody loads that.
 *
 * @returns the staging folder where it is now; null where there was no finished model
 * @throws Error with the system's error as `cause`
 * @example recoverModel(store, lock, '1.4')
 */
export function recoverModel(store: StoreLock, lock: TrainingLock, version: string): string | null {
  return finishedModel(store.registry, version) ? moveToStaging(store, lock, version) : null;
}

/**
 * Whether a training that was to write into a folder of its own wrote a finished model into the models
 * directory instead. A model that somebody published there is none: publication records its
 * fingerprints. False where the directory cannot be read: nobody can load a model from it.
 */
export function isMisplaced(registry: Registry, version: string): boolean {
  try {
    const metadata = finishedModel(registry, version)?.metadata;
    return metadata != null && recordedFingerprints(metadata).model === undefined;
  } catch {
    return false;
  }
}

function finishedModel({ modelsDir }: Registry, version: string): CompleteModel | null {
  const model = scanModels(modelsDir).models.find((candidate) => candidate.version === version);
  return model && isComplete(model) ? model : null;
}
