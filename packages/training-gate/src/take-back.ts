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
  const { models } = modelsDirectory(modelsDir).scanSync();
  const model = models.find((candidate) => candidate.version === version);
  return model?.exists && model.metadata ? moveToStaging(modelsDir, version) : null;
}
