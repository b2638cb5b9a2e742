import { constants, copyFileSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName, entryNamesOf } from '@org/model-registry-core';
import { type Registry, takenVersions } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { syncFile, syncFolder } from '../files/folder.js';
import { temporaryName } from '../files/write-file.js';
import type { TrainingLock } from '../locks/held.js';
import { gatherVersion } from '../staging/gather.js';
import { type CopyLock, stagingFolder } from '../staging/staging.js';
import { type Checks, checkTrio, keepChecked, type TrioCheck } from './check-trio.js';
import { makeDurable } from './prepare-trio.js';

/**
 * Checks the version in a staging folder, as {@link checkTrio} does, and makes its files our own: one
 * that is linked elsewhere too, or another user's, is replaced by a copy first, and they get the
 * permissions that the models directory asks for, durable. What was checked need not be read again by
 * a decision that follows. All that takes long is done here, without the store lock.
 *
 * @throws TypeError for any other folder; VersionTakenError where any file of the version is in the
 *   models directory, in `archive/` or under `.registry/rejected/`; what checkTrio throws
 * @example await checkStaged(lock, staging, '1.4', { ...config.requirements, restamp: false, trainedWith: {} })
 */
export async function checkStaged(
  { registry }: TrainingLock | CopyLock,
  folder: string,
  version: string,
  checks: Checks,
): Promise<TrioCheck> {
  const staging = stagingFolder(registry, folder);
  if (takenVersions(registry).has(version)) throw new VersionTakenError(version);
  gatherVersion(registry, staging, version);
  ownFiles(registry, staging, version);
  const check = await checkTrio(registry, staging, version, checks);
  if (check.ok) {
    makeDurable(registry, check);
    keepChecked(check, staging);
  }
  return check;
}

/**
 * Checks a version that a command wrote straight into the models directory, as {@link checkTrio} does,
 * and makes model and scaler durable.
 *
 * @throws what checkTrio throws
 * @example await checkInPlace(lock, '1.4', { ...config.requirements, restamp: false, trainedWith: {} })
 */
export async function checkInPlace(
  { registry }: TrainingLock,
  version: string,
  checks: Checks,
): Promise<TrioCheck> {
  const { modelsDir, layout } = registry;
  const check = await checkTrio(registry, modelsDir, version, checks);
  if (check.ok) {
    for (const artifact of layout.recorded) {
      syncFile(join(modelsDir, artifactFileName(layout, artifact, version)));
    }
    if (layout.folder) syncFolder(join(modelsDir, ...entryNamesOf(layout, version)));
    keepChecked(check, modelsDir);
  }
  return check;
}

/** So that nothing done to a file reaches another: the training may link a scaler from an earlier version. */
function ownFiles({ layout }: Registry, folder: string, version: string): void {
  for (const artifact of layout.recorded) {
    const file = join(folder, artifactFileName(layout, artifact, version));
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    const isForeign = stats.uid !== process.geteuid?.();
    if (stats.nlink > 1 || isForeign) replaceByCopy(file);
  }
}

function replaceByCopy(file: string): void {
  // A name that no layout can give.
  const copy = temporaryName(file);
  rmSync(copy, { force: true });
  copyFileSync(file, copy, constants.COPYFILE_EXCL);
  renameSync(copy, file);
}
