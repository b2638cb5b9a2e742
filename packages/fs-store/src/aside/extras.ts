import { type Dirent, lstatSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Extras, entryNamesOf, fileNamesOf, readAnyVersion } from '@org/model-registry-core';
import { isThere, namesIn, type Registry } from '@org/model-registry-fs-scanner';
import {
  type Folder,
  inBelow,
  inFolder,
  makeFolderAt,
  removeTree,
  syncOpen,
} from '../files/folder.js';
import type { StoreLock, TrainingLock } from '../locks/held.js';
import { makeFolder } from '../locks/prepare-registry.js';
import { stagingFolder } from '../staging/staging.js';

/** Versions whose extras are kept, at most. */
const EXTRAS_KEPT = 3;
/** Names that are told, at most. */
const MOST_NAMES = 100;
/** Folders within folders that links are looked for in. What is deeper is kept as it is. */
const MOST_DEPTH = 32;

/**
 * Moves what is in a staging folder beside the files of its version (an encoder, plots) to
 * `.registry/extras/<version>/`, folders included. Links and special files are not kept, in folders
 * neither, and no link is followed. The extras of the last three versions stay.
 *
 * @param version by which those files are named
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
  if (!isThere(staging)) return null;
  try {
    const target = join(registry.extras, publishedAs);
    const found = placesOf(registry, staging, version).flatMap(({ folder, own }) =>
      inFolder(registry, folder, (source) => {
        const entries = entriesOf(source).filter(({ name }) => !own.has(name));
        if (entries.length === 0) return [];
        makeFolder(registry, 'extras');
        makeFolderAt(registry, target);
        return [inFolder(registry, target, (open) => moveAll(entries, source, open))];
      }),
    );
    if (found.length === 0) return null;
    dropOld(registry, publishedAs);
    const kept = found.flatMap((one) => one.kept).sort();
    return extrasOf(
      'kept',
      target,
      kept,
      found.flatMap((one) => one.dropped),
    );
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`what is in ${staging} beside the model cannot be kept: ${message}`, {
      cause: error,
    });
  }
}

/** The folders that a version is in, and what in each belongs to it. */
function placesOf(
  { layout }: Registry,
  staging: string,
  version: string,
): { readonly folder: string; readonly own: ReadonlySet<string> }[] {
  const entries = entryNamesOf(layout, version);
  const places = [{ folder: staging, own: new Set(entries) }];
  const [name = ''] = entries;
  const folder = join(staging, name);
  if (layout.folder === null || !isThere(folder)) return places;
  const files = fileNamesOf(layout, version).map((file) => file.slice(name.length + 1));
  return [...places, { folder, own: new Set(files) }];
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

function moveAll(entries: readonly Dirent[], source: Folder, target: Folder) {
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    const isFolder = entry.isDirectory();
    if (isFolder) dropped.push(...inBelow(source, name, (below) => removeSpecial(below, name, 0)));
    if (isFolder || entry.isFile()) {
      renameSync(source.at(name), freeName(target, name));
      kept.push(isFolder ? `${name}/` : name);
    } else dropped.push(name);
  }
  syncOpen(target.descriptor);
  syncOpen(source.descriptor);
  return { kept, dropped };
}

function entriesOf(folder: Folder): Dirent[] {
  const entries = readdirSync(folder.at(''), { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those of an earlier run of the same version, which was killed, are not replaced. */
function freeName(target: Folder, name: string): string {
  for (let number = 1; ; number += 1) {
    const path = target.at(number === 1 ? name : `${name}.${number}`);
    if (!isThere(path)) return path;
  }
}

/** Removes links and special files in a folder and its folders. */
function removeSpecial(folder: Folder, shown: string, depth: number): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const name = `${shown}/${entry.name}`;
    if (entry.isFile()) return [];
    if (!entry.isDirectory()) {
      unlinkSync(folder.at(entry.name));
      return [name];
    }
    if (depth >= MOST_DEPTH) return [];
    return inBelow(folder, entry.name, (below) => removeSpecial(below, name, depth + 1));
  });
}

/** The newest stay, this version's among them, whatever the clock says. */
function dropOld(registry: Registry, version: string): void {
  const { extras } = registry;
  const others = namesIn(extras)
    .filter((name) => name !== version && readAnyVersion(name) !== null)
    .map((name) => ({ path: join(extras, name), stats: lstatSync(join(extras, name)) }))
    .filter(({ stats }) => stats.isDirectory())
    .sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs);
  for (const { path } of others.slice(EXTRAS_KEPT - 1)) removeTree(registry, path);
}
