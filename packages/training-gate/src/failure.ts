import {
  type Instead,
  instantOf,
  type Problem,
  remarkOnFailure,
  type SomeNames,
  someNames,
  type TrainFailure,
} from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import {
  endTraining,
  findUnjudged,
  recoverStaging,
  type TrainingLock,
  takeBack,
  UnfinishedPublicationError,
  VersionTakenError,
  withStoreLock,
} from '@org/model-registry-fs-store';
import type { Situation } from '@org/model-registry-selector';
import { appearedFiles } from './changed-files.js';
import { heldIn } from './instead.js';
import type { Training } from './plan.js';

/** What is left of a training that failed. */
export interface FailedTraining {
  readonly failure: TrainFailure;
  /** Where the command wrote to, or where a finished model was moved from there. */
  readonly out: string;
  /** The finished versions that are kept there. */
  readonly kept: readonly string[];
  /**
   * What came into the models directory meanwhile and nobody published, though the command was to write
   * elsewhere: files of models, and what looks like one.
   */
  readonly appeared: SomeNames;
  /** What was in the folder that the command wrote to, and is removed with it. */
  readonly removed: SomeNames;
  /** That a model may be live which nobody has judged, and why; null where there is none. */
  readonly stillLive: string | null;
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

/**
 * That what a training made cannot be published.
 *
 * @example if (!check.ok) return unfit(check);
 */
export function unfit({
  problems,
  instead = null,
}: {
  readonly problems: readonly Problem[];
  readonly instead?: Instead | null;
}): TrainFailure {
  return { kind: 'unfit', problems, instead };
}

/** Seconds to wait for the store lock where a finished model would be lost or loaded otherwise. */
export const LEAST_WAIT = 10;

/**
 * Recovers from a training that failed: its staging folder is removed unless a finished model is in
 * it, and a finished model that it left in the models directory moves into staging, since nobody has
 * judged it. Nothing is thrown: where that fails, `stillLive` tells, and the next recovery takes it
 * back.
 *
 * @example return recoverTraining(lock, training, situation, { kind: 'command', end });
 */
export async function recoverTraining(
  lock: TrainingLock,
  training: Training,
  situation: Situation,
  failure: TrainFailure,
): Promise<FailedTraining> {
  const { registry } = lock;
  const { version, out, inPlace } = training;
  const appeared = someNames(appearedBeside(training, registry));
  const held = inPlace ? [] : heldIn(out);
  const kept = inPlace ? [] : recoverStaging(lock, out);
  const isPublished = failure.kind === 'error' && failure.isPublished;
  const removed = someNames(isPublished || isThere(out) ? [] : held);
  const failed = { failure, out, kept, appeared, removed, stillLive: null };
  // A publication that has begun is completed by the next recovery.
  if (isPublished) return failed;
  try {
    // Asked before the lock is waited for: nearly every training that fails leaves nothing.
    if (findUnjudged(registry).length === 0) {
      endTraining(lock);
      return failed;
    }
    // No signal ends the waiting: it may be the very reason why the training failed.
    const options = { waitSeconds: LEAST_WAIT, purpose: 'train' };
    const at = instantOf(new Date());
    // Its own files are why the version was taken, unless there are others in {out}.
    const isMisplaced = !inPlace && kept.length === 0 && failure.kind !== 'command';
    const seen: TrainFailure = isMisplaced ? { kind: 'misplaced' } : failure;
    const reason = `not judged: ${remarkOnFailure(seen)}`;
    const taken = await withStoreLock(registry, options, (store) =>
      takeBack(store, lock, { situation, at, reason }),
    );
    endTraining(lock);
    if (taken === null || kept.length > 0) return failed;
    return { ...failed, failure: seen, out: taken.folder, kept: taken.versions };
  } catch (cause) {
    return { ...failed, stillLive: liveSentence(lock, version, cause as Error) };
  }
}

/** What cannot be found out is left out: why the training failed is to be told. */
function appearedBeside({ inPlace, earlier }: Training, registry: Registry): readonly string[] {
  if (inPlace) return [];
  try {
    return appearedFiles(registry, earlier);
  } catch {
    return [];
  }
}

function liveSentence({ registry }: TrainingLock, version: string, cause: Error): string {
  return `version ${version} is still in ${registry.modelsDir}, where it may be live, and nobody has judged it (${cause.message}): model-registry recover takes it back, or the next run does`;
}
