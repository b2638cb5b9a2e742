import { type Diagnosis, instantOf, type Problem, type Recovery } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';
import { hasOtherNames } from '../locks/names-note.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { findUnfinished, needsTrainingLock } from '../publication/leftovers.js';
import { freeTrainingLock, recover } from '../publication/recover.js';
import { findUnjudged } from '../publication/training-intent.js';
import type { WriteOptions } from './pin-version.js';

/**
 * Recovers now from runs that were killed, as every other change of the models begins with it.
 *
 * @throws BusyError where another process holds the lock for longer than the wait; Error for failing IO
 * @example (await recoverNow(situation, { waitSeconds: 10 })).removed
 */
export function recoverNow(
  situation: Situation,
  { waitSeconds, at = instantOf(new Date()) }: WriteOptions,
): Promise<Recovery> {
  const { registry } = situation;
  return withStoreLock(registry, { waitSeconds, purpose: 'recover' }, async (store) => {
    const lock = needsTrainingLock(registry) ? await freeTrainingLock(store) : null;
    try {
      return await recover(store, lock, { situation, at });
    } finally {
      await lock?.release();
    }
  });
}

/**
 * What {@link recoverNow} would take back or remove, for people to see. Nothing is made or changed, and
 * what cannot be looked at is told.
 *
 * @example await diagnoseStore(registry) // [{ version: '1.4', problem: { kind: 'unjudged-model' } }]
 */
export async function diagnoseStore(registry: Registry): Promise<Diagnosis[]> {
  try {
    const unjudged = (hasOtherNames(registry) ? [] : findUnjudged(registry)).map(
      (version): Diagnosis => ({ version, problem: { kind: 'unjudged-model' } }),
    );
    const files = await findUnfinished(registry);
    return [...unjudged, ...files.map((file) => ofDirectory({ kind: 'leftover', file }))];
  } catch (error) {
    const { code = 'unknown error' } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    return [ofDirectory({ kind: 'unreadable-folder', file: registry.root, detail: code })];
  }
}

function ofDirectory(problem: Problem): Diagnosis {
  return { version: null, problem };
}
