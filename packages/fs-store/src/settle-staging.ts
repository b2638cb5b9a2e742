import { resolve } from 'node:path';
import { finishedVersions } from '@org/model-registry-fs-scanner';
import { removeStaging, stagingFolder } from './remove-staging.js';

/**
 * Ends a run that published nothing: removes its staging folder, unless there is a finished model
 * in it, which stays until it is published or deleted. What cannot be read or removed there (the
 * training locked it away) is left for the next clean-up to report: it must not hide why the run
 * failed. The caller holds the training lock.
 *
 * @returns the versions that are kept there; empty where there are none
 * @throws TypeError for a folder that is not directly in the staging folder
 * @example settleStaging('models', staging)
 */
export function settleStaging(modelsDir: string, folder: string): string[] {
  const staging = stagingFolder(modelsDir, folder);
  try {
    const versions = finishedVersions(staging, resolve(modelsDir));
    if (versions.length === 0) removeStaging(modelsDir, staging);
    return versions;
  } catch {
    return [];
  }
}
