import { closeSync, lstatSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { SHARED, share } from './share.js';
import { syncFolder } from './sync-folder.js';

/** Where everything is that the store keeps; absolute paths. */
export interface RegistryPaths {
  readonly modelsDir: string;
  /** `.registry` in the models directory. */
  readonly root: string;
  /** Holds a private folder for each run that is not yet published. */
  readonly staging: string;
  /** Holds a folder for each version that was finished and turned down. */
  readonly rejected: string;
  readonly archive: string;
  readonly pin: string;
  readonly journal: string;
  readonly trainingLock: string;
  readonly storeLock: string;
  /** Says which archiving is under way. */
  readonly archiving: string;
  /** What the retrain scheduler remembers. */
  readonly retrain: string;
}

/**
 * The store's paths. Nothing is read or made.
 *
 * @example registryPaths('models').journal // '/srv/bot/models/.registry/journal.jsonl'
 */
export function registryPaths(modelsDir: string): RegistryPaths {
  const dir = resolve(modelsDir);
  const root = join(dir, '.registry');
  return {
    modelsDir: dir,
    root,
    staging: join(root, 'staging'),
    rejected: join(root, 'rejected'),
    archive: join(dir, 'archive'),
    pin: join(root, 'pin.json'),
    journal: join(root, 'journal.jsonl'),
    trainingLock: join(root, 'training.lock'),
    storeLock: join(root, 'store.lock'),
    archiving: join(root, 'archiving.json'),
    retrain: join(root, 'retrain.json'),
  };
}

/**
 * Makes the models directory and `.registry` where they are missing.
 *
 * @param folders others of the store's folders that are needed, in the order of their nesting
 * @throws Error where one of them, or `archive`, is something else or a symlink: one that leads to
 *   another would have the clean-up of one remove what the other keeps. With the system's error as
 *   `cause`, where one cannot be made
 */
export function prepareRegistry(
  modelsDir: string,
  ...folders: readonly ('staging' | 'rejected' | 'archive')[]
): RegistryPaths {
  const paths = registryPaths(modelsDir);
  try {
    mkdirSync(paths.modelsDir, { recursive: true });
    for (const name of ['root', ...folders] as const) makeFolder(paths[name], paths.modelsDir);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${paths.modelsDir} cannot be written to: ${message}`, { cause: error });
  }
  const realDir = realpathSync(paths.modelsDir);
  for (const folder of [paths.root, paths.staging, paths.rejected, paths.archive]) {
    checkInPlace(folder, join(realDir, relative(paths.modelsDir, folder)));
  }
  return paths;
}

function makeFolder(folder: string, modelsDir: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return;
  }
  const descriptor = openSync(folder, 'r');
  try {
    share(descriptor, modelsDir, SHARED.folder);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(join(folder, '..'));
}

function checkInPlace(folder: string, place: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  if (attempt(() => realpathSync(folder)) === place && statSync(place).isDirectory()) return;
  throw new Error(`${folder} is no folder: put one there, in place of a symlink too`);
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
