import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import {
  entryNamesOf,
  fileNamesOf,
  isComplete,
  isVersion,
  type Layout,
  parseArtifactFileName,
  versionOfEntry,
} from '@org/model-registry-core';
import { isSameFile, isThere, namesIn } from '../files/file-identity.js';
import { blameFile } from '../files/read-error.js';
import { entriesIn, scanModels } from '../models/scan-models.js';
import type { Registry } from './registry.js';

/**
 * The versions of which any file exists: in the models directory, in `archive/`, or under
 * `.registry/rejected/`. No new model may get one of them. Folders that do not exist are empty.
 *
 * @throws Error with the system's error as `cause`, where a folder cannot be listed
 * @example takenVersions(registry).has('1.0')
 */
export function takenVersions({
  modelsDir,
  archive,
  rejected,
  layout,
}: Registry): ReadonlySet<string> {
  const ofFiles = [modelsDir, archive]
    .flatMap(namesIn)
    .flatMap((name) => versionOfEntry(layout, name) ?? []);
  const ofFolders = namesIn(rejected).filter((name) => isVersion(layout.scheme, name));
  return new Set([...ofFiles, ...ofFolders]);
}

/**
 * Whether any file of a version is in `archive/`.
 *
 * @example isArchived(registry, '1.2')
 */
export function isArchived({ archive, layout }: Registry, version: string): boolean {
  const names = isVersion(layout.scheme, version) ? fileNamesOf(layout, version) : [];
  return names.some((name) => isThere(join(archive, name)));
}

/**
 * The versions that a symlink in the models directory leads from or to, as where several versions
 * share a scaler. To move such a file away would break another version.
 *
 * @throws Error where the directory cannot be read
 * @example if (linkedVersions(registry).has('1.4')) keep('1.4');
 */
export function linkedVersions({ modelsDir, layout }: Registry): ReadonlySet<string> {
  const dir = realpathSync(modelsDir);
  const names = linksIn(dir, layout).flatMap((link) => [link, ...targetIn(dir, link)]);
  return new Set(names.flatMap((name) => versionOfEntry(layout, name.split(sep)[0] ?? '') ?? []));
}

/** From the directory on: those in it, or in the folders of versions. */
function linksIn(dir: string, layout: Layout): string[] {
  const entries = readdirSync(dir, { withFileTypes: true });
  const below = versionFolders(entries, layout).flatMap((folder) =>
    linkNames(entriesIn(join(dir, folder)) ?? []).map((link) => join(folder, link)),
  );
  return [...linkNames(entries), ...below];
}

/** None where the files are directly in the directory. */
function versionFolders(entries: readonly Dirent[], layout: Layout): string[] {
  if (layout.folder === null) return [];
  return entries
    .filter((entry) => entry.isDirectory() && versionOfEntry(layout, entry.name) !== null)
    .map(({ name }) => name);
}

function linkNames(entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
}

/**
 * The versions of which any file is in the archive, in ascending order.
 *
 * @throws Error with the system's error as `cause`, where the folder cannot be listed
 * @example archivedVersions(registry) // ['0.8', '0.9']
 */
export function archivedVersions({ archive, layout }: Registry): string[] {
  return scanModels(archive, layout).models.map(({ version }) => version);
}

/**
 * The versions in the archive that a symlink in the models directory leads to, or into: with their files
 * deleted or moved, another version would break.
 *
 * @throws Error where the directory cannot be read
 * @example if (linkedIntoArchive(registry).has('0.9')) keep('0.9');
 */
export function linkedIntoArchive(registry: Registry): ReadonlySet<string> {
  const { modelsDir, archive, layout } = registry;
  const links = linksIn(modelsDir, layout);
  if (links.length === 0) return new Set();
  const targets = links.flatMap((link) => realPathOf(join(modelsDir, link)) ?? []);
  const leadTo = (path: string) =>
    targets.some((target) => target === path || target.startsWith(path + sep));
  const isLinked = (version: string) =>
    entryNamesOf(layout, version)
      .flatMap((name) => realPathOf(join(archive, name)) ?? [])
      .some(leadTo);
  return new Set(archivedVersions(registry).filter(isLinked));
}

/** Null where nothing is there, or it cannot be asked. */
function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    blameFile(path, error);
    return null;
  }
}

/** What a symlink leads to, where that is in the directory: from there on. */
function targetIn(dir: string, link: string): string[] {
  try {
    const target = relative(dir, realpathSync(join(dir, link)));
    return target.startsWith('..') ? [] : [target];
  } catch (error) {
    blameFile(join(dir, link), error);
    return [];
  }
}

/** How the names of staging folders begin that pulls go on with. */
export const PULL = 'pull-';

/**
 * The versions in a staging folder that are finished (all files, metadata that can be read) and not
 * yet published. None in the folder of a pull: the store has them, and the next pull goes on.
 *
 * @param registry where they are to be published
 * @returns none where the folder is missing or is no folder
 * @throws Error with the system's error as `cause`, where the folder cannot be read
 * @example finishedVersions('models/.registry/staging/run-Ab12Cd', registry) // ['1.4']
 */
export function finishedVersions(folder: string, registry: Registry): string[] {
  if (basename(folder).startsWith(PULL)) return [];
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const { models } = scanModels(folder, registry.layout);
  return models
    .filter(isComplete)
    .map(({ version }) => version)
    .filter(
      (version) => isWhole(folder, registry, version) && !isPublished(folder, registry, version),
    );
}

function isWhole(folder: string, { layout }: Registry, version: string): boolean {
  return fileNamesOf(layout, version).every((name) => {
    const stats = lstatSync(join(folder, name));
    return stats.isFile() && stats.size > 0;
  });
}

/** After a power failure the staged names of a published version may be back. */
function isPublished(folder: string, { modelsDir, layout }: Registry, version: string): boolean {
  return fileNamesOf(layout, version).every((name) =>
    isSameFile(join(folder, name), join(modelsDir, name)),
  );
}

/**
 * The files of versions in a folder, as far as they have their names: from the folder on, `7/model.pkl`
 * where versions have folders.
 *
 * @returns none where the folder is missing
 * @throws Error with the system's error as `cause`, where it cannot be listed
 * @example versionFilesIn(modelsDir, layout) // ['feature_scaler_v1.0.joblib', …]
 */
export function versionFilesIn(folder: string, layout: Layout): string[] {
  return namesBelow(folder, layout).filter((name) => parseArtifactFileName(layout, name) !== null);
}

/**
 * All names in a folder, in ascending order; where versions have folders, those in them too, from the
 * folder on.
 *
 * @returns none where the folder is missing
 * @throws Error with the system's error as `cause`, where it cannot be listed
 * @example namesBelow('out', layout) // ['7/meta.json', '7/model.pkl', 'notes.txt']
 */
export function namesBelow(folder: string, layout: Layout): string[] {
  const names = namesIn(folder);
  if (layout.folder === null) return names;
  return names.flatMap((name) => {
    if (versionOfEntry(layout, name) === null) return [name];
    const path = join(folder, name);
    if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return [name];
    return (entriesIn(path) ?? []).map((each) => `${name}/${each.name}`).sort();
  });
}
