import {
  type Change,
  type CheckedTrio,
  moveToStaging,
  type Publication,
  publishInPlace,
  publishStaged,
  rejectStaged,
  type StoreLock,
  type TrainingLock,
} from '@org/model-registry-fs-store';
import type { Training } from './plan.js';

/**
 * Publishes a model that was trained and checked.
 *
 * @throws what `publishStaged` throws; in place, what `publishInPlace` throws
 * @example await publishTrained(store, training, checked, { situation, at, reason: 'trained', previousVersion })
 */
export function publishTrained(
  store: StoreLock,
  { inPlace }: Training,
  checked: CheckedTrio,
  change: Omit<Change, 'reason'>,
): Promise<Publication> {
  return inPlace
    ? publishInPlace(store, checked, { ...change, reason: 'trained in place' })
    : publishStaged(store, checked, { ...change, reason: 'trained' });
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
  const staging = inPlace ? moveToStaging(store, lock, version) : out;
  const rejected = { ...change, reason: 'not promoted' };
  return (await rejectStaged(store, staging, version, reasons, rejected)).folder;
}
