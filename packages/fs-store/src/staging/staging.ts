import { closeSync, constants, mkdirSync, mkdtempSync, openSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PULL, type Registry } from '@org/model-registry-fs-scanner';
import { inFolder, removeTree } from '../files/folder.js';
import { checkLinks, checkWritable } from '../files/writable.js';
import { runFlock } from '../locks/flock.js';
import type { StoreLock, TrainingLock } from '../locks/held.js';
import { acquireLock } from '../locks/lock.js';
import { makeFolder } from '../locks/prepare-registry.js';

/**
 * Makes a new private folder for one training, `run-…`, on the file system of the models directory.
 * Recovery looks at it with the training lock only, which says whether the training is under way.
 *
 * What publication needs is tried out here, before anybody trains or copies for hours: the right to
 * write in the models directory, and a file system with hard links.
 *
 * @returns its absolute path
 * @throws Error with the system's error as `cause`
 * @example createStaging(lock) // '/srv/bot/models/.registry/staging/run-Ab12Cd'
 */
export function createStaging({ registry }: TrainingLock): string {
  return makeStaging(registry, 'run-');
}

/** The lock of a folder for a copy, held: recovery leaves the folder alone. */
export interface CopyLock {
  readonly held: 'copy';
  readonly registry: Registry;
  /** The folder, absolute. */
  readonly folder: string;
  /** Removes the folder with all that is left in it, and gives the lock up. */
  end(): Promise<void>;
}

/**
 * Makes a new private folder for a copy, `copy-…`, and locks it: the copy is made and checked without
 * the store lock, so that others can pin and publish meanwhile. The lock is `copy-….lock` beside it.
 *
 * @throws Error with the system's error as `cause`
 * @example const copy = await beginCopy(store);
 */
export async function beginCopy({ registry }: StoreLock): Promise<CopyLock> {
  const folder = makeStaging(registry, 'copy-');
  const lock = await acquireLock(copyLockFile(folder), { waitSeconds: 10, purpose: 'publish' });
  const end = async () => {
    try {
      removeStaging({ registry }, folder);
      removeTree(registry, copyLockFile(folder));
    } finally {
      await lock.release();
    }
  };
  return { held: 'copy', registry, folder, end };
}

/** The lock of a folder for a version that is pulled, held. */
export interface PullLock extends CopyLock {
  /** Gives the lock up, and leaves what is there for the next pull to go on with. */
  leave(): Promise<void>;
}

/**
 * Makes the folder for a version that is pulled, `pull-1_4`, or finds it as an earlier pull left it, and
 * locks it as {@link beginCopy} does.
 *
 * @throws BusyError where another pull is at work there; Error with the system's error as `cause`
 * @example const pull = await beginPull(store, '1.4');
 */
export async function beginPull({ registry }: StoreLock, version: string): Promise<PullLock> {
  const folder = join(registry.staging, `${PULL}${version.replace('.', '_')}`);
  checkWritable(registry.modelsDir);
  makeFolder(registry, 'staging');
  const lock = await acquireLock(copyLockFile(folder), { waitSeconds: 0, purpose: 'pull' });
  try {
    makePrivate(registry, folder);
    checkLinks(registry, folder);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const leave = () => lock.release();
  const end = async () => {
    try {
      removeStaging({ registry }, folder);
      removeTree(registry, copyLockFile(folder));
    } finally {
      await lock.release();
    }
  };
  return { held: 'copy', registry, folder, end, leave };
}

function makePrivate(registry: Registry, path: string): void {
  inFolder(registry, registry.staging, (staging) => {
    try {
      mkdirSync(staging.at(basename(path)), { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  });
  // What stands there is a folder and no symlink.
  inFolder(registry, path, () => {});
}

/**
 * Whether somebody holds the lock of a folder for a copy. Nothing is made or written. False for one of
 * another user's that cannot be looked at: what is in it cannot be removed either.
 *
 * @throws Error where the lock file cannot be opened
 */
export async function isBeingMade(folder: string): Promise<boolean> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let descriptor: number;
  try {
    descriptor = openSync(copyLockFile(folder), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ELOOP') return false;
    throw error;
  }
  try {
    return !(await runFlock(['-s', '-n'], descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/** Where the lock of a folder for a copy is: beside it, so that it can go before the folder does. */
function copyLockFile(folder: string): string {
  return `${folder}.lock`;
}

function makeStaging(registry: Registry, prefix: 'run-' | 'copy-'): string {
  const { staging } = registry;
  checkWritable(registry.modelsDir);
  makeFolder(registry, 'staging');
  let made: string | null = null;
  try {
    const name = inFolder(registry, staging, (folder) => mkdtempSync(folder.at(prefix)));
    made = join(staging, basename(name));
    checkLinks(registry, made);
    return made;
  } catch (error) {
    if (made !== null) removeTree(registry, made);
    const { message } = error as Error;
    throw new Error(`no folder can be made in ${staging}: ${message}`, { cause: error });
  }
}

/**
 * Removes a staging folder with all its content. Symlinks in it are removed and not followed.
 *
 * @throws TypeError for any other folder
 * @throws the system's error, where something in it cannot be removed
 * @example removeStaging(store, staging)
 */
export function removeStaging({ registry }: Pick<TrainingLock, 'registry'>, folder: string): void {
  removeTree(registry, stagingFolder(registry, folder));
}

/**
 * The absolute path of a folder directly in the staging folder.
 *
 * @throws TypeError for any other
 */
export function stagingFolder({ staging }: Registry, folder: string): string {
  const path = resolve(folder);
  if (dirname(path) !== staging) throw new TypeError(`${folder} is not directly in ${staging}`);
  return join(staging, basename(path));
}
