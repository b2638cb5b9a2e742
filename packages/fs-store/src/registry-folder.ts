import { closeSync, lstatSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type RegistryPaths, registryPaths } from '@org/model-registry-fs-scanner';
import { SHARED, share } from './share.js';
import { syncFolder } from './sync-folder.js';

/**
 * Makes the models directory and `.registry` where they are missing.
 *
 * @param folders others of the store's folders that are needed, in the order of their nesting
 * @throws Error where one of them, or `archive`, is something else or a symlink: one that leads to
 *   another would have the clean-up of one remove what the other keeps. With the system's error as
 *   `cause`, where one cannot be made
 */
export function prepareRegistry(
  modelsDir: string,
  ...folders: readonly ('staging' | 'rejected' | 'archive')[]
): RegistryPaths {
  const paths = registryPaths(modelsDir);
  try {
    mkdirSync(paths.modelsDir, { recursive: true });
    for (const name of ['root', ...folders] as const) makeFolder(paths[name], paths.modelsDir);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${paths.modelsDir} cannot be written to: ${message}`, { cause: error });
  }
  const realDir = realpathSync(paths.modelsDir);
  for (const folder of [paths.root, paths.staging, paths.rejected, paths.archive]) {
    checkInPlace(folder, join(realDir, relative(paths.modelsDir, folder)));
  }
  return paths;
}

function makeFolder(folder: string, modelsDir: string): void {
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
  if (attempt(() => realpathSync(folder)) === place && statSync(place).isDirectory()) return;
  throw new Error(`${folder} is no folder: put one there, in place of a symlink too`);
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
