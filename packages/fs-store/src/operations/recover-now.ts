import {
  type Diagnosis,
  entriesSince,
  instantOf,
  type Problem,
  type Recovery,
} from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';
import { hasOtherNames } from '../locks/names-note.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { findUnfinished, needsTrainingLock } from '../publication/leftovers.js';
import { freeTrainingLock, recover } from '../publication/recover.js';
import { findUnjudged } from '../publication/training-intent.js';
import { readJournal } from '../records/journal.js';
import { selectedNow, type WriteOptions } from './pin-version.js';

/** What a recovery did, also to the selection. */
export interface RecoverOutcome {
  readonly recovery: Recovery;
  /** What was selected before; null where nothing was, or it is not known. */
  readonly previousVersion: string | null;
  /** What is selected now; likewise. */
  readonly selectedVersion: string | null;
}

/**
 * Recovers now from runs that were killed, as every other change of the models begins with it.
 *
 * @throws BusyError where another process holds the lock for longer than the wait; Error for failing IO
 * @example (await recoverNow(situation, { waitSeconds: 10 })).recovery.removed
 */
export function recoverNow(
  situation: Situation,
  { waitSeconds, at = instantOf(new Date()) }: WriteOptions,
): Promise<RecoverOutcome> {
  const { registry } = situation;
  return withStoreLock(registry, { waitSeconds, purpose: 'recover' }, async (store) => {
    const selectedBefore = await selectedNow(situation);
    const { entries: known } = readJournal(registry);
    const lock = needsTrainingLock(registry) ? await freeTrainingLock(store) : null;
    try {
      const recovery = await recover(store, lock, { situation, at });
      // What a killed run had made visible was selected already: the journal knows what was before it.
      const [first] = entriesSince(known, readJournal(registry).entries);
      const previousVersion = first ? first.previous_version : selectedBefore;
      return { recovery, previousVersion, selectedVersion: await selectedNow(situation) };
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
