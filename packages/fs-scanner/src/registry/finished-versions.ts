import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { isSameFile } from '../files/file-identity.js';
import { scanModels } from '../models/scan-models.js';
import type { Registry } from './registry.js';

/**
 * The versions in a staging folder that are finished (three files, metadata that can be read) and not
 * yet published.
 *
 * @param registry where they are to be published
 * @returns none where the folder is missing or is no folder
 * @throws Error with the system's error as `cause`, where the folder cannot be read
 * @example finishedVersions('models/.registry/staging/run-Ab12Cd', registry) // ['1.4']
 */
export function finishedVersions(folder: string, registry: Registry): string[] {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const { models } = scanModels(folder);
  return models
    .filter(({ exists, metadata }) => exists && metadata !== null)
    .map(({ version }) => version)
    .filter((version) => isWhole(folder, version) && !isPublished(folder, registry, version));
}

function isWhole(folder: string, version: string): boolean {
  return ARTIFACTS.every((artifact) => {
    const stats = lstatSync(join(folder, artifactFileName(artifact, version)));
    return stats.isFile() && stats.size > 0;
  });
}

/** After a power failure the staged names of a published version may be back. */
function isPublished(folder: string, { modelsDir }: Registry, version: string): boolean {
  return ARTIFACTS.every((artifact) => {
    const name = artifactFileName(artifact, version);
    return isSameFile(join(folder, name), join(modelsDir, name));
  });
}
