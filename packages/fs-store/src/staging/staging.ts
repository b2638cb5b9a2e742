import { mkdtempSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import { inFolder, removeTree, syncFolder } from '../files/folder.js';
import { checkLinks, checkWritable } from '../files/writable.js';
import { makeFolder } from '../locks/prepare-registry.js';
import type { StoreLock, TrainingLock } from '../locks/registry-locks.js';
import { linkTrio } from '../publication/link-trio.js';

/**
 * Makes a new private folder for one run, on the file system of the models directory: `run-…` under
 * the training lock; `copy-…` under the store lock, which is then held until the folder is published
 * or removed. By its name recovery knows which lock says whether the run is still under way.
 *
 * What publication needs is tried out here, before anybody trains or copies for hours: the right to
 * write in the models directory, and a file system with hard links.
 *
 * @returns its absolute path
 * @throws Error with the system's error as `cause`
 * @example createStaging(lock) // '/srv/bot/models/.registry/staging/run-Ab12Cd'
 */
export function createStaging({ held, registry }: TrainingLock | StoreLock): string {
  const { staging } = registry;
  checkWritable(registry.modelsDir);
  makeFolder(registry, 'staging');
  let made: string | null = null;
  try {
    const prefix = held === 'training' ? 'run-' : 'copy-';
    const name = inFolder(registry, staging, (folder) => mkdtempSync(folder.at(prefix)));
    made = join(staging, basename(name));
    checkLinks(registry, made);
    return made;
  } catch (error) {
    if (made !== null) removeTree(registry, made);
    const { message } = error as Error;
    throw new Error(`no folder can be made in ${staging}: ${message}`, { cause: error });
  }
}

/**
 * Removes a staging folder with all its content. Symlinks in it are removed and not followed.
 *
 * @throws TypeError for any other folder
 * @throws the system's error, where something in it cannot be removed
 * @example removeStaging(store, staging)
 */
export function removeStaging({ registry }: TrainingLock | StoreLock, folder: string): void {
  removeTree(registry, stagingFolder(registry, folder));
  syncFolder(registry.staging);
}

/**
 * The absolute path of a folder directly in the staging folder.
 *
 * @throws TypeError for any other
 */
export function stagingFolder({ staging }: Registry, folder: string): string {
  const path = resolve(folder);
  if (dirname(path) !== staging) throw new TypeError(`${folder} is not directly in ${staging}`);
  return join(staging, basename(path));
}

/**
 * Moves a version that a command wrote straight into the models directory into a new staging folder.
 * It stops being complete with the first name that is removed.
 *
 * @returns the folder
 * @throws Error with the system's error as `cause`
 * @example moveToStaging(store, lock, '1.4')
 */
export function moveToStaging(
  { registry: { modelsDir } }: StoreLock,
  lock: TrainingLock,
  version: string,
): string {
  const staging = createStaging(lock);
  linkTrio(modelsDir, staging, version);
  syncFolder(staging);
  for (const artifact of [...ARTIFACTS].reverse()) {
    unlinkSync(join(modelsDir, artifactFileName(artifact, version)));
  }
  syncFolder(modelsDir);
  return staging;
}
