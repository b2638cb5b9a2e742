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
 * Whether a command that was to write into a folder of its own wrote a finished model into the
 * models directory instead. What somebody else published there is none: publication records its
 * fingerprints. In a directory that cannot be read nothing is live.
 */
export function isMisplaced(modelsDir: string, version: string): boolean {
  try {
    const metadata = finishedModel(modelsDir, version)?.metadata;
    return metadata != null && recordedFingerprints(metadata).model === undefined;
  } catch {
    return false;
  }
}

function finishedModel(modelsDir: string, version: string): DiscoveredModel | null {
  const { models } = modelsDirectory(modelsDir).scanSync();
  const model = models.find((candidate) => candidate.version === version);
  return model?.exists && model.metadata ? model : null;
}
