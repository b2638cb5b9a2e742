import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  exampleNames,
  ignoredReason,
  isModelLike,
  isOfModel,
  isOfOtherFamily,
  type Layout,
  type ModelScan,
  someNames,
  type UnknownNames,
} from '@org/model-registry-core';

/**
 * Where no version is there, the files of models that have other names; those that a scan ignores, with
 * its reasons, are left out. Folders are looked into, no deeper than one level and not `archive/`;
 * symlinks to folders, and what cannot be read, are not.
 *
 * @returns null where there are none, and where a version is there
 * @example findUnknownNames(scan, layout)?.names // ['BTCUSDT/model.pkl', 'ensemble.pkl']
 */
export function findUnknownNames(
  { found, location, models }: ModelScan,
  layout: Layout,
): UnknownNames | null {
  if (!found || models.length > 0) return null;
  const entries = entriesOf(location);
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const unknown = files.filter(
    (name) => ignoredReason(layout, name) === null && !isOfOtherFamily(layout, name),
  );
  const nested = entries
    .filter((entry) => entry.isDirectory() && !isAside(entry.name))
    .filter(({ name }) => layout.folder === null || !isOfOtherFamily(layout, name))
    .flatMap(({ name }) => filesBelow(layout, location, name));
  const like = [...unknown.filter((name) => isModelLike(layout, name)), ...nested];
  if (like.length === 0) return null;
  // Beside models, such a file tells of one.
  const beside = unknown.filter((name) => name.endsWith('.json') && !isModelLike(layout, name));
  return {
    kind: 'unknown-names',
    expected: exampleNames(layout),
    ...someNames([...like, ...beside]),
  };
}

/**
 * The names of files in a models directory, and, from there on, of those in its folders, but for `archive/`
 * and what is hidden. Symlinks to folders, and what cannot be read, are left out.
 *
 * @example namesForLayout('models') // ['7/meta.json', '7/model.pkl', 'notes.txt']
 */
export function namesForLayout(location: string): string[] {
  return entriesOf(location).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    if (isAside(entry.name)) return [];
    const below = entriesOf(join(location, entry.name)).filter((each) => !each.isDirectory());
    return below.map(({ name }) => `${entry.name}/${name}`);
  });
}

function isAside(name: string): boolean {
  return /^(?:\.|archive$)/.test(name);
}

/** Versions' own files too: nobody finds them there. */
function filesBelow(layout: Layout, location: string, folder: string): string[] {
  return entriesOf(join(location, folder)).flatMap((entry) => {
    return isOfModel(layout, entry.name) && !entry.isDirectory() ? [`${folder}/${entry.name}`] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
