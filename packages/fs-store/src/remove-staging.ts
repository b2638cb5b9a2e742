import { rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { registryPaths } from '@org/model-registry-fs-scanner';
import { syncFolder } from './sync-folder.js';

/**
 * Removes a staging folder and all that is in it; symlinks in it are removed, not followed.
 *
 * @throws TypeError for any other folder
 * @throws the system's error, where something in it cannot be removed
 * @example removeStaging('models', staging)
 */
export function removeStaging(modelsDir: string, folder: string): void {
  rmSync(stagingFolder(modelsDir, folder), { recursive: true, force: true });
  syncFolder(registryPaths(modelsDir).staging);
}

/**
 * The absolute path of a folder directly in the staging folder.
 *
 * @throws TypeError for any other
 */
export function stagingFolder(modelsDir: string, folder: string): string {
  const { staging } = registryPaths(modelsDir);
  const path = resolve(folder);
  if (dirname(path) !== staging) throw new TypeError(`${folder} is not directly in ${staging}`);
  return join(staging, basename(path));
}
