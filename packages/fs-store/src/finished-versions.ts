import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { modelsDirectory } from '@org/model-registry-fs-scanner';
import { isSameFile } from './same-file.js';

/** The versions in a staging folder that are finished and not published yet. */
export async function finishedVersions(folder: string, modelsDir: string): Promise<string[]> {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const { models } = await modelsDirectory(folder).scan();
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
