import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { modelsDirectory } from './models-directory.js';
import { isSameFile } from './same-file.js';

/**
 * The versions in a staging folder that are finished, three files with readable metadata, and not
 * published yet. Blocks.
 *
 * @param modelsDir the models directory that they are to be published in
 * @throws Error with the system's error as `cause`, where the folder cannot be read
 * @example finishedVersions('models/.registry/staging/run-Ab12Cd', 'models') // ['1.4']
 */
export function finishedVersions(folder: string, modelsDir: string): string[] {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const { models } = modelsDirectory(folder).scanSync();
  return models
    .filter(({ exists, metadata }) => exists && metadata !== null)
    .map(({ version }) => version)
    .filter((version) => isWhole(folder, version) && !isPublished(folder, modelsDir, version));
}

function isWhole(folder: string, version: string): boolean {
  return ARTIFACTS.every((artifact) => {
    const stats = lstatSync(join(folder, artifactFileName(artifact, version)));
    return stats.isFile() && stats.size > 0;
  });
}

/** So it is where a power failure brought back what a publication had removed. */
function isPublished(folder: string, modelsDir: string, version: string): boolean {
  return ARTIFACTS.every((artifact) => {
    const name = artifactFileName(artifact, version);
    return isSameFile(join(folder, name), join(modelsDir, name));
  });
}
