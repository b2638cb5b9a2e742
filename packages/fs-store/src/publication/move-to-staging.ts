import { renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { isThere } from '@org/model-registry-fs-scanner';
import { syncFolder } from '../files/folder.js';
import type { Change } from '../journal/record-change.js';
import type { StoreLock, TrainingLock } from '../locks/registry-locks.js';
import { createStaging } from '../staging/staging.js';
import { takeBackStep, writeStep } from './training-intent.js';

/**
 * Moves versions that a command wrote straight into the models directory into a staging folder. Each
 * stops being complete with the first file that is moved; where the move is interrupted, recovery goes
 * on with it.
 *
 * @param folder a new one where it is left out
 * @returns the folder
 * @throws Error with the system's error as `cause`
 * @example moveToStaging(store, lock, ['1.4'], change)
 */
export function moveToStaging(
  { registry: { modelsDir } }: StoreLock,
  lock: TrainingLock,
  versions: readonly string[],
  change: Change,
  folder = createStaging(lock),
): string {
  writeStep(lock, takeBackStep(change, versions, basename(folder)));
  for (const version of versions) {
    const present = ARTIFACTS.filter((artifact) =>
      isThere(join(modelsDir, artifactFileName(artifact, version))),
    );
    for (const artifact of present.reverse()) {
      const name = artifactFileName(artifact, version);
      renameSync(join(modelsDir, name), join(folder, name));
    }
  }
  syncFolder(folder);
  syncFolder(modelsDir);
  return folder;
}
