import { type DiscoveredModel, recordedFingerprints } from '@org/model-registry-core';
import { modelsDirectory } from '@org/model-registry-fs-scanner';
import { moveToStaging } from '@org/model-registry-fs-store';

/**
 * Takes a finished model out of the models directory that a command wrote there before it failed,
 * or was left alone: nobody has checked it, and readers would load it. What is not finished stays,
 * since nobody loads that. The caller holds both locks.
 *
 * @returns the staging folder where it is now; null where there was no finished model
 * @throws Error with the system's error as `cause`
 * @example takeBack('models', '1.4')
 */
export function takeBack(modelsDir: string, version: string): string | null {
  return finishedModel(modelsDir, version) ? moveToStaging(modelsDir, version) : null;
}

/**
 * The same for a command that was to write into a folder of its own and wrote a model into the
 * models directory instead. What somebody else published there meanwhile stays: publication records
 * its fingerprints.
 */
export function takeBackMisplaced(modelsDir: string, version: string): string | null {
  const metadata = finishedModel(modelsDir, version)?.metadata;
  const isPublished = metadata && recordedFingerprints(metadata).model !== undefined;
  return metadata && !isPublished ? moveToStaging(modelsDir, version) : null;
}

function finishedModel(modelsDir: string, version: string): DiscoveredModel | null {
  const { models } = modelsDirectory(modelsDir).scanSync();
  const model = models.find((candidate) => candidate.version === version);
  return model?.exists && model.metadata ? model : null;
}
