import { closeSync, constants, openSync } from 'node:fs';
import { configUsesDocument, instantOf, noteUse } from '@org/model-registry-core';
import { type Registry, readConfigUses } from '@org/model-registry-fs-scanner';
import { checkWritable } from '../files/writable.js';
import { writeFile } from '../files/write-file.js';
import { runFlock } from './flock.js';
import type { StoreLock, TrainingLock } from './held.js';
import { acquireLock, BusyError, type LockOptions } from './lock.js';
import { readHolder } from './lock-holder.js';
import { noteNames } from './names-note.js';
import { prepareRegistry } from './prepare-registry.js';

/** How long a writer waits for a lock where nothing else is said. */
export const WAIT_SECONDS = 10;

/**
 * Takes the training lock: one training at a time. It is held for as long as the training takes;
 * models can be selected, pinned and published by others meanwhile.
 *
 * @throws BusyError and what else {@link acquireLock} throws; Error where the registry cannot be used
 * @example const lock = await trainingLock(registry, { waitSeconds: 10, purpose: 'train 1.4' })
 */
export async function trainingLock(
  registry: Registry,
  options: LockOptions,
): Promise<TrainingLock> {
  prepareRegistry(registry);
  // Not after hours of training.
  checkWritable(registry.modelsDir);
  const lock = await acquireLock(registry.trainingLock, options);
  const { release } = lock;
  return {
    ...{ held: 'training', registry, release },
    get fd() {
      return lock.fd;
    },
  };
}

/**
 * Does something under the store lock, which is held for a short time only and not passed to children.
 * Notes the config that the registry is used with, and how its files are named.
 *
 * @throws BusyError and what else {@link acquireLock} throws; StoreRefusal where a run under other names
 *   is not finished; Error where the registry cannot be used; what `body` throws
 * @example await withStoreLock(registry, options, (store) => writePin(store, '1.4', change))
 */
export async function withStoreLock<T>(
  registry: Registry,
  options: LockOptions,
  body: (store: StoreLock) => T | Promise<T>,
): Promise<T> {
  prepareRegistry(registry);
  const lock = await acquireLock(registry.storeLock, options);
  try {
    noteNames(registry);
    recordConfig(registry);
    return await body({ held: 'store', registry });
  } finally {
    await lock.release();
  }
}

/**
 * Notes which config a registry is used with, so that whoever archives or pins can ask it too. Nothing is
 * written for a config that came through a pipe, and once a day for any other.
 */
function recordConfig(registry: Registry): void {
  const { configFile: config, isNamed: isDirNamed } = registry;
  if (config === null) return;
  const lastUsed = instantOf(new Date());
  const use = { config, workingDirectory: process.cwd(), isDirNamed, lastUsed };
  const { uses: known, damage } = readConfigUses(registry);
  // What is damaged is left as it is: the other bots that it names must not be forgotten.
  const uses = damage ? null : noteUse(known, use);
  if (uses === null) return;
  writeFile(registry, registry.configs, `${JSON.stringify(configUsesDocument(uses), null, 1)}\n`);
}

/**
 * Who is training now. Nothing is made or written. Whoever asks for the training lock at the same
 * moment, without waiting, is turned away.
 *
 * @returns null where nobody holds the training lock; `unknown` for those who may not write to the
 *   models directory, since they may not open its locks either
 * @throws Error where the lock file cannot be opened
 * @example (await findTraining(registry)) === null
 */
export async function findTraining({
  trainingLock: file,
}: Registry): Promise<BusyError | 'unknown' | null> {
  const descriptor = openToLook(file);
  if (typeof descriptor !== 'number') return descriptor;
  try {
    const isFree = await runFlock(['-s', '-n'], descriptor);
    return isFree ? null : new BusyError(file, readHolder(file));
  } finally {
    closeSync(descriptor);
  }
}

function openToLook(file: string): number | 'unknown' | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES') return 'unknown';
    throw new Error(`lock file ${file} cannot be opened: ${message}`, { cause: error });
  }
}
