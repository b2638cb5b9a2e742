import { lstatSync } from 'node:fs';
import type { CommandEnd, Instead, TrainFailure } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import {
  type CheckedTrio,
  type Checks,
  checkInPlace,
  checkStaged,
  type TrainingLock,
  type TrioCheck,
} from '@org/model-registry-fs-store';
import { appearedFiles, changedFiles } from './changed-files.js';
import { entriesAround, findInstead } from './instead.js';
import type { Training } from './plan.js';

/**
 * Whether a training failed already by how its command ended, or, in place, by what it did to earlier models.
 *
 * @returns null where the command did its part: its files are to be checked
 * @example const failure = checkEnd(registry, training, await runTraining(lock, training, options));
 */
export function checkEnd(
  registry: Registry,
  training: Training,
  end: CommandEnd,
): TrainFailure | null {
  const files = training.inPlace ? changedFiles(registry, training.earlier) : [];
  if (files.length > 0) return { kind: 'overwritten', end, files };
  return end.kind === 'exited' && end.status === 0 ? null : { kind: 'command', end };
}

/** The files of a version, which may be published, or why they may not. */
export type TrainedCheck =
  | CheckedTrio
  | (Extract<TrioCheck, { ok: false }> & {
      /** What there is where files are missing; null where none is. */
      readonly instead: Instead | null;
    });

/**
 * Checks the files that a training made, each once: what follows (a judgement, the publication, the
 * decision after it) goes by what was found out here. It may take long, and is made without the store
 * lock: others can pin and publish meanwhile.
 *
 * @throws Error with the system's error as `cause`, where a file exists and cannot be read
 * @example await checkTrained(lock, training, { ...config.requirements, restamp: false, trainedWith: {} })
 */
export async function checkTrained(
  lock: TrainingLock,
  { version, out, inPlace, earlier }: Training,
  checks: Checks,
): Promise<TrainedCheck> {
  // What the command put in place of its folder is not followed.
  const isFolder = lstatSync(out, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const { layout } = lock.registry;
  if (!isFolder) {
    const problems = layout.artifacts.map((artifact) => ({
      kind: 'missing-file' as const,
      artifact,
    }));
    return { ok: false, problems, instead: findInstead(layout, version, problems, []) };
  }
  const check = inPlace
    ? await checkInPlace(lock, version, checks)
    : await checkStaged(lock, out, version, checks);
  if (check.ok) return check;
  const names = inPlace
    ? appearedFiles(lock.registry, earlier)
    : entriesAround(layout, out, version);
  return { ...check, instead: findInstead(layout, version, check.problems, names) };
}
