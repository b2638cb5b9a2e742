import { modelsDirectory } from '@org/model-registry-fs-scanner';
import { moveToStaging, withStoreLock } from '@org/model-registry-fs-store';

/**
 * Takes a finished model out of the models directory whose command failed when it had written it
 * there: nobody has checked it, and readers would load it. What is not finished stays, since nobody
 * loads that. The caller holds the training lock.
 *
 * @returns the staging folder where it is now; null where there was no finished model
 * @throws BusyError where another process holds the store lock for longer than the wait
 * @throws Error for failing IO
 * @example await takeBack('models', '1.4', 10)
 */
export async function takeBack(
  modelsDir: string,
  version: string,
  waitSeconds: number,
): Promise<string | null> {
  // No signal ends the waiting: it may be the very reason why the command failed.
  return withStoreLock(modelsDir, { waitSeconds, purpose: 'train' }, () => {
    const { models } = modelsDirectory(modelsDir).scanSync();
    const model = models.find((candidate) => candidate.version === version);
    return model?.exists && model.metadata ? moveToStaging(modelsDir, version) : null;
  });
}
