import { join } from 'node:path';
import { finishedVersions, registryPaths } from '@org/model-registry-fs-scanner';
import { namesIn } from './names-in.js';
import { removeStaging } from './remove-staging.js';

/** A copy, or an intent to publish one that was not written to its end. */
const COPY = /^copy-[^.]+(\.publish\.json\.tmp)?$/;

/**
 * Removes parts of copies that killed publications left in staging, so that they do not fill the
 * disk where nothing is ever trained. The caller holds the store lock: nobody else is copying.
 */
export function removeUnfinishedCopies(modelsDir: string): void {
  const { staging, modelsDir: dir } = registryPaths(modelsDir);
  const copies = namesIn(staging).filter((name) => COPY.test(name));
  for (const path of copies.map((name) => join(staging, name))) {
    try {
      if (finishedVersions(path, dir).length > 0) continue;
      removeStaging(modelsDir, path);
    } catch {
      // Another user's: a clean-up reports it.
    }
  }
}
