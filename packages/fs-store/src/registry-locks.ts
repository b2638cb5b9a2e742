import { acquireLock, type Lock, type LockOptions } from './lock.js';
import { prepareRegistry } from './registry-folder.js';

/**
 * Takes the training lock: one training at a time. Pass `fd` on to the training command, so that
 * an orphaned one still holds it; release it after the run.
 *
 * @throws BusyError and what else {@link acquireLock} throws
 * @example const lock = await trainingLock('models', { waitSeconds: 10, purpose: 'train 1.4' })
 */
export async function trainingLock(modelsDir: string, options: LockOptions): Promise<Lock> {
  return acquireLock(prepareRegistry(modelsDir).trainingLock, options);
}

/**
 * Does something under the store lock, which every write to a models directory is done under. It
 * is held for a short time only, and not passed to children.
 *
 * @throws BusyError and what else {@link acquireLock} throws; what `body` throws
 * @example await withStoreLock('models', options, () => writePin('models', '1.4', change))
 */
export async function withStoreLock<T>(
  modelsDir: string,
  options: LockOptions,
  body: () => T | Promise<T>,
): Promise<T> {
  const lock = await acquireLock(prepareRegistry(modelsDir).storeLock, options);
  try {
    return await body();
  } finally {
    await lock.release();
  }
}
