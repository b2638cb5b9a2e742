import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  fileNamesOf,
  isComplete,
  isVersion,
  parseArtifactFileName,
} from '@org/model-registry-core';
import { isSameFile, namesIn } from '../files/file-identity.js';
import { blameFile } from '../files/read-error.js';
import { scanModels } from '../models/scan-models.js';
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
    .flatMap((name) => parseArtifactFileName(layout, name)?.version ?? []);
  const ofFolders = namesIn(rejected).filter((name) => isVersion(layout.scheme, name));
  return new Set([...ofFiles, ...ofFolders]);
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
  const links = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  const names = links.flatMap(({ name }) => [name, ...targetIn(dir, name)]);
  return new Set(names.flatMap((name) => parseArtifactFileName(layout, name)?.version ?? []));
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
 * The versions in the archive that a symlink in the models directory leads to: with their files deleted,
 * another version would break.
 *
 * @throws Error where the directory cannot be read
 * @example if (linkedIntoArchive(registry).has('0.9')) keep('0.9');
 */
export function linkedIntoArchive(registry: Registry): ReadonlySet<string> {
  const { modelsDir, archive, layout } = registry;
  const links = readdirSync(modelsDir, { withFileTypes: true }).filter((entry) =>
    entry.isSymbolicLink(),
  );
  if (links.length === 0) return new Set();
  const targets = new Set(links.map(({ name }) => realPathOf(join(modelsDir, name))));
  const isLinked = (version: string) =>
    fileNamesOf(layout, version)
      .map((name) => realPathOf(join(archive, name)))
      .some((path) => path !== null && (targets.has(path) || targets.has(dirname(path))));
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

/** The name of the file that a symlink leads to, where that is in the directory itself. */
function targetIn(dir: string, link: string): string[] {
  try {
    const file = realpathSync(join(dir, link));
    return dirname(file) === dir ? [basename(file)] : [];
  } catch (error) {
    blameFile(join(dir, link), error);
    return [];
  }
}

/**
 * The versions in a staging folder that are finished (all files, metadata that can be read) and not
 * yet published.
 *
 * @param registry where they are to be published
 * @returns none where the folder is missing or is no folder
 * @throws Error with the system's error as `cause`, where the folder cannot be read
 * @example finishedVersions('models/.registry/staging/run-Ab12Cd', registry) // ['1.4']
 */
export function finishedVersions(folder: string, registry: Registry): string[] {
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
