import type { Extras } from '@org/model-registry-core';
import {
  type Change,
  type CheckedTrio,
  endTraining,
  keepExtras,
  moveToStaging,
  type Publication,
  publishInPlace,
  publishStaged,
  rejectStaged,
  type StoreLock,
  type TrainingLock,
} from '@org/model-registry-fs-store';
import type { Training } from './plan.js';

/** What was published, and what the training left beside it; null where there was nothing. */
export type TrainedPublication =
  | (Extract<Publication, { ok: true }> & { readonly extras: Extras | null })
  | Extract<Publication, { ok: false }>;

/**
 * Publishes a model that was trained and checked. What the command left beside it is kept first: a crash
 * after that loses neither.
 *
 * @throws what `publishStaged` throws; in place, what `publishInPlace` throws
 * @example await publishTrained(store, lock, training, checked, { situation, at, previousVersion })
 */
export async function publishTrained(
  store: StoreLock,
  lock: TrainingLock,
  { inPlace, out, version }: Training,
  checked: CheckedTrio,
  change: Omit<Change, 'reason'>,
): Promise<TrainedPublication> {
  const extras = inPlace ? null : keepExtras(store, out, version);
  const publication = inPlace
    ? await publishInPlace(store, lock, checked, { ...change, reason: 'trained in place' })
    : await publishStaged(store, checked, { ...change, reason: 'trained' });
  if (!publication.ok) return publication;
  conclude(lock);
  return { ...publication, extras };
}

/** What is not removed is for recovery: the model is where it belongs. */
function conclude(lock: TrainingLock): void {
  try {
    endTraining(lock);
  } catch {}
}

/**
 * Sets a model aside that was trained and is not to be published.
 *
 * @param reasons any value that JSON can hold, kept with the files
 * @returns the folder of its files
 * @throws what `rejectStaged` and `moveToStaging` throw
 * @example await rejectTrained(store, lock, training, judgement, { situation, at, previousVersion })
 */
export async function rejectTrained(
  store: StoreLock,
  lock: TrainingLock,
  { version, out, inPlace }: Training,
  reasons: unknown,
  change: Omit<Change, 'reason'>,
): Promise<string> {
  const rejected = { ...change, reason: 'not promoted' };
  const staging = inPlace ? moveToStaging(store, lock, [version], rejected) : out;
  const { folder } = await rejectStaged(store, staging, version, reasons, rejected);
  conclude(lock);
  return folder;
}
