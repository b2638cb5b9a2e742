import { closeSync, constants, openSync } from 'node:fs';
import { registryPaths } from '@org/model-registry-fs-scanner';
import { BusyError } from './lock.js';
import { readHolder } from './lock-holder.js';
import { runFlock } from './run-flock.js';

/**
 * Who holds the training lock now. Nothing is made or written; whoever asks for the lock at that
 * very moment without waiting is turned away.
 *
 * @returns null where nobody holds it
 * @throws Error where the lock file is there and cannot be opened
 * @example (await findTraining('models'))?.message
 */
export async function findTraining(modelsDir: string): Promise<BusyError | null> {
  const { trainingLock: file } = registryPaths(modelsDir);
  const descriptor = open(file);
  if (descriptor === null) return null;
  try {
    const isFree = await runFlock(['-s', '-n'], descriptor);
    return isFree ? null : new BusyError(file, readHolder(file));
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string): number | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new Error(`lock file ${file} cannot be opened: ${message}`, { cause: error });
  }
}
