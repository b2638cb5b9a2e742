import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ignoredReason,
  isModelLike,
  isOfModel,
  type ModelScan,
  someNames,
  type UnknownNames,
  VERSION_NAMES,
} from '@org/model-registry-core';

/**
 * Where no version is there, the files of models that have other names; those that a scan ignores, with
 * its reasons, are left out. Folders are looked into, no deeper than one level and not `archive/`;
 * symlinks to folders, and what cannot be read, are not.
 *
 * @returns null where there are none, and where a version is there
 * @example findUnknownNames(scanModels('models'))?.names // ['BTCUSDT/model.pkl', 'ensemble.pkl']
 */
export function findUnknownNames({ found, location, models }: ModelScan): UnknownNames | null {
  if (!found || models.length > 0) return null;
  const entries = entriesOf(location);
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const unknown = files.filter((name) => ignoredReason(name) === null);
  const nested = entries
    .filter((entry) => entry.isDirectory() && !/^(?:\.|archive$)/.test(entry.name))
    .flatMap(({ name }) => filesBelow(location, name));
  const like = [...unknown.filter(isModelLike), ...nested];
  if (like.length === 0) return null;
  // Beside models, such a file tells of one.
  const beside = unknown.filter((name) => name.endsWith('.json') && !isModelLike(name));
  return { kind: 'unknown-names', expected: VERSION_NAMES, ...someNames([...like, ...beside]) };
}

/** Versions' own files too: nobody finds them there. */
function filesBelow(location: string, folder: string): string[] {
  return entriesOf(join(location, folder)).flatMap((entry) => {
    return isOfModel(entry.name) && !entry.isDirectory() ? [`${folder}/${entry.name}`] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
