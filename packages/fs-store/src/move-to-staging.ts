import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { createStaging } from './create-staging.js';
import { linkTrio } from './link-trio.js';
import { prepareRegistry } from './registry-folder.js';
import { syncFolder } from './sync-folder.js';

/**
 * Takes a version that a command wrote straight into the models directory back into a new staging
 * folder. It stops being complete with the first name that goes. The caller holds both locks.
 *
 * @returns the folder
 * @throws Error with the system's error as `cause`
 * @example moveToStaging('models', '1.4')
 */
export function moveToStaging(modelsDir: string, version: string): string {
  const { modelsDir: dir } = prepareRegistry(modelsDir);
  const staging = createStaging(modelsDir);
  linkTrio(dir, staging, version);
  syncFolder(staging);
  for (const artifact of ARTIFACTS.toReversed()) {
    unlinkSync(join(dir, artifactFileName(artifact, version)));
  }
  syncFolder(dir);
  return staging;
}
