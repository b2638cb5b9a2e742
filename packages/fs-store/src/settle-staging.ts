import { resolve } from 'node:path';
import { finishedVersions } from './finished-versions.js';
import { removeStaging, stagingFolder } from './remove-staging.js';

/**
 * Ends a run that published nothing: removes its staging folder, unless there is a finished model
 * in it, which stays until it is published or deleted. The caller holds the training lock.
 *
 * @returns the versions that are kept there; empty where the folder is gone
 * @throws TypeError for a folder that is not directly in the staging folder
 * @throws the system's error, where something in it cannot be removed
 * @example await settleStaging('models', staging)
 */
export async function settleStaging(modelsDir: string, folder: string): Promise<string[]> {
  const versions = await finishedVersions(stagingFolder(modelsDir, folder), resolve(modelsDir));
  if (versions.length === 0) removeStaging(modelsDir, folder);
  return versions;
}
