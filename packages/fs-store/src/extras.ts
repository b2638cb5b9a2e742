import {
  closeSync,
  constants,
  type Dirent,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName, type Extras, parseVersion } from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import { namesIn, removeTree, syncFolder } from './files/folder.js';
import { SHARED, share } from './files/share.js';
import { makeFolder } from './locks/prepare-registry.js';
import type { StoreLock, TrainingLock } from './locks/registry-locks.js';
import { stagingFolder } from './staging/staging.js';

/** Versions whose extras are kept, at most. */
const EXTRAS_KEPT = 3;
/** Names that are told, at most. */
const MOST_NAMES = 100;
/** Folders within folders that links are looked for in. What is deeper is kept as it is. */
const MOST_DEPTH = 32;

/**
 * Moves what is in a staging folder beside the three files of its version (an encoder, plots) to
 * `.registry/extras/<version>/`, folders included. Links and special files are not kept, in folders
 * neither, and no link is followed. The extras of the last three versions stay.
 *
 * @param version by which the three files are named
 * @param publishedAs the version whose extras they are
 * @returns null where there is nothing else
 * @throws Error with the system's error as `cause`: what is not moved is still in the staging folder
 * @example keepExtras(store, staging, '1.4')?.names // ['label_encoder.joblib', 'plots/']
 */
export function keepExtras(
  { registry }: StoreLock | TrainingLock,
  folder: string,
  version: string,
  publishedAs = version,
): Extras | null {
  const staging = stagingFolder(registry, folder);
  const own = new Set(ARTIFACTS.map((artifact) => artifactFileName(artifact, version)));
  const entries = entriesOf(staging).filter(({ name }) => !own.has(name));
  if (entries.length === 0) return null;
  const kept: string[] = [];
  const dropped: string[] = [];
  try {
    const target = makeTarget(registry, publishedAs);
    for (const entry of entries) {
      const path = join(staging, entry.name);
      if (entry.isDirectory()) dropped.push(...removeSpecial(path, entry.name, 0));
      if (entry.isDirectory() || entry.isFile()) {
        renameSync(path, freeName(target, entry.name));
        kept.push(entry.isDirectory() ? `${entry.name}/` : entry.name);
      } else dropped.push(entry.name);
    }
    syncFolder(target);
    syncFolder(staging);
    dropOld(registry, publishedAs);
    return extrasOf('kept', target, kept, dropped);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`what is in ${staging} beside the model cannot be kept: ${message}`, {
      cause: error,
    });
  }
}

/**
 * What a folder of the user's own holds beside artifacts; it stays there.
 *
 * @param names those that are no artifacts
 * @returns null where there are none
 */
export function leftExtras(folder: string, names: readonly string[]): Extras | null {
  return names.length === 0 ? null : extrasOf('left', folder, names, []);
}

function extrasOf(
  action: Extras['action'],
  folder: string,
  names: readonly string[],
  dropped: readonly string[],
): Extras {
  const shown = { names: names.slice(0, MOST_NAMES), dropped: dropped.slice(0, MOST_NAMES) };
  const more = names.length + dropped.length - shown.names.length - shown.dropped.length;
  return { action, folder, ...shown, more };
}

/** None where there is no such folder. */
function entriesOf(folder: string): Dirent[] {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

function makeTarget(registry: Registry, version: string): string {
  makeFolder(registry, 'extras');
  const target = join(registry.extras, version);
  if (!isThere(target)) mkdirSync(target, { mode: 0o700 });
  // No folder of that name: this fails.
  const descriptor = openSync(target, FOLDER);
  try {
    share(descriptor, registry.modelsDir, SHARED.folder);
  } finally {
    closeSync(descriptor);
  }
  return target;
}

/** Those of an earlier run of the same version, which was killed, are not replaced. */
function freeName(target: string, name: string): string {
  for (let number = 1; ; number += 1) {
    const path = join(target, number === 1 ? name : `${name}.${number}`);
    if (!isThere(path)) return path;
  }
}

/**
 * Removes links and special files in a folder and its folders, each by way of the folder that was opened:
 * whoever puts a link in a folder's place gets nothing removed elsewhere.
 */
function removeSpecial(folder: string, shown: string, depth: number): string[] {
  const descriptor = openSync(folder, FOLDER);
  try {
    const here = `/proc/self/fd/${descriptor}`;
    return readdirSync(here, { withFileTypes: true }).flatMap((entry) => {
      const path = join(here, entry.name);
      const name = `${shown}/${entry.name}`;
      if (entry.isFile()) return [];
      if (entry.isDirectory())
        return depth < MOST_DEPTH ? removeSpecial(path, name, depth + 1) : [];
      unlinkSync(path);
      return [name];
    });
  } finally {
    closeSync(descriptor);
  }
}

/** The newest stay, this version's among them, whatever the clock says. */
function dropOld(registry: Registry, version: string): void {
  const { extras } = registry;
  const others = namesIn(extras)
    .filter((name) => name !== version && parseVersion(name) !== null)
    .map((name) => ({ path: join(extras, name), stats: lstatSync(join(extras, name)) }))
    .filter(({ stats }) => stats.isDirectory())
    .sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs);
  for (const { path } of others.slice(EXTRAS_KEPT - 1)) removeTree(registry, path);
}
