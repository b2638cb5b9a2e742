import type { TrainFailure } from '@org/model-registry-core';
import {
  isMisplaced,
  recoverModel,
  recoverStaging,
  type TrainingLock,
  UnfinishedPublicationError,
  VersionTakenError,
  withStoreLock,
} from '@org/model-registry-fs-store';
import type { Training } from './plan.js';

/** What is left of a training that failed. */
export interface FailedTraining {
  readonly failure: TrainFailure;
  /** Where the command wrote to, or where a finished model was moved from there. */
  readonly out: string;
  /** The finished versions that are kept there. */
  readonly kept: readonly string[];
}

/**
 * The failure that an error of a step after the command stands for.
 *
 * @example failureOf(new VersionTakenError('1.4')) // { kind: 'version-taken' }
 */
export function failureOf(error: unknown): TrainFailure {
  if (error instanceof VersionTakenError) return { kind: 'version-taken' };
  const isPublished = error instanceof UnfinishedPublicationError;
  return { kind: 'error', error: error as Error, isPublished };
}

/** Seconds to wait for the store lock where a finished model would be lost or loaded otherwise. */
export const LEAST_WAIT = 10;

/**
 * Recovers from a training that failed: its staging folder is removed unless a finished model is in
 * it, and a finished model that it left in the models directory moves into staging, since nobody has
 * checked it. Nothing is thrown: where that fails, the failure tells.
 *
 * @example return recoverTraining(lock, training, { kind: 'command', end });
 */
export async function recoverTraining(
  lock: TrainingLock,
  { version, out, inPlace }: Training,
  failure: TrainFailure,
): Promise<FailedTraining> {
  const { registry } = lock;
  const kept = inPlace ? [] : recoverStaging(lock, out);
  if (failure.kind === 'error' || kept.length > 0) return { failure, out, kept };
  const isLeft = () => (inPlace ? failure.kind === 'command' : isMisplaced(registry, version));
  // Asked before the lock is waited for: nearly every training that fails leaves nothing.
  if (!isLeft()) return { failure, out, kept };
  try {
    // No signal ends the waiting: it may be the very reason why the command failed.
    const options = { waitSeconds: LEAST_WAIT, purpose: 'train' };
    const folder = await withStoreLock(registry, options, (store) =>
      isLeft() ? recoverModel(store, lock, version) : null,
    );
    if (folder === null) return { failure, out, kept };
    const isCommands = failure.kind === 'command';
    return { failure: isCommands ? failure : { kind: 'misplaced' }, out: folder, kept: [version] };
  } catch (cause) {
    const text = `its files are still in ${registry.modelsDir}: ${(cause as Error).message}`;
    return { failure: failureOf(new Error(text, { cause })), out, kept: [] };
  }
}
