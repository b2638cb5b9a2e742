import { closeSync, lstatSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkNotLost, type Registry } from '@org/model-registry-fs-scanner';
import { syncFolder } from '../files/folders.js';
import { SHARED, share } from '../files/share.js';
import { leaveMarks } from '../marks.js';

/**
 * Makes the models directory and `.registry` where they are missing, and checks the store's folders.
 * Every lock is taken on a registry that was prepared so. Leaves the marks that tell an unmounted
 * volume from a new directory.
 *
 * @throws LostRegistryError where the directory was used before and is empty or gone
 * @throws Error where one of the folders is something else or a symlink: one that leads to another
 *   would have recovery remove what the other keeps. With the system's error as `cause`, where one
 *   cannot be made
 */
export function prepareRegistry(registry: Registry): void {
  const { modelsDir, root, staging, rejected, extras, archive } = registry;
  checkNotLost(registry);
  makeFolder(registry, 'root');
  const realDir = realpathSync(modelsDir);
  for (const folder of [root, staging, rejected, extras, archive]) {
    checkInPlace(folder, join(realDir, relative(modelsDir, folder)));
  }
  leaveMarks(registry);
}

/**
 * Makes one of the store's folders where it is missing, with the permissions of the models directory.
 *
 * @throws Error with the system's error as `cause`
 */
export function makeFolder(
  registry: Registry,
  name: 'root' | 'staging' | 'rejected' | 'extras' | 'archive',
): void {
  const { modelsDir } = registry;
  try {
    if (name === 'root') mkdirSync(modelsDir, { recursive: true });
    make(registry[name], modelsDir);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${modelsDir} cannot be written to: ${message}`, { cause: error });
  }
}

function make(folder: string, modelsDir: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return;
  }
  const descriptor = openSync(folder, 'r');
  try {
    share(descriptor, modelsDir, SHARED.folder);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(join(folder, '..'));
}

function checkInPlace(folder: string, place: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  if (leadsTo(folder, place) && statSync(place).isDirectory()) return;
  throw new Error(`${folder} is no folder: put one there, in place of a symlink too`);
}

function leadsTo(folder: string, place: string): boolean {
  try {
    return realpathSync(folder) === place;
  } catch {
    return false;
  }
}
