import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  artifactFileName,
  entryNamesOf,
  fileNamesOf,
  type Instead,
  type Layout,
  type Problem,
  someNames,
} from '@org/model-registry-core';

/**
 * What there is where files of a version are missing.
 *
 * @param names what to look for them among
 * @returns null where none is missing
 * @example findInstead(layout, '1.4', problems, entriesOf(out))?.names // ['ensemble.pkl', 'plots/']
 */
export function findInstead(
  layout: Layout,
  version: string,
  problems: readonly Problem[],
  names: readonly string[],
): Instead | null {
  const missing = problems.flatMap((problem) =>
    problem.kind === 'missing-file' ? [problem.artifact] : [],
  );
  if (missing.length === 0) return null;
  const own = new Set(fileNamesOf(layout, version));
  const expected = Object.fromEntries(
    missing.map((artifact) => [artifact, artifactFileName(layout, artifact, version)]),
  );
  return { expected, ...someNames(names.filter((name) => !own.has(name))) };
}

/**
 * What is in a folder in which a version is looked for, in ascending order: of the version's own folder,
 * where it has one, what is in that.
 */
export function entriesAround(layout: Layout, folder: string, version: string): string[] {
  const entries = entriesOf(folder);
  if (layout.folder === null) return entries;
  const [own = ''] = entryNamesOf(layout, version);
  return entries.flatMap((name) =>
    name === `${own}/` ? entriesOf(join(folder, own)).map((each) => name + each) : [name],
  );
}

/** What is in a training's folder; nothing where something else is in its place, or it cannot be read. */
export function heldIn(folder: string): string[] {
  try {
    return lstatSync(folder).isDirectory() ? entriesOf(folder) : [];
  } catch {
    return [];
  }
}

/** What is in a folder, in ascending order; the names of folders end with a slash. */
export function entriesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}
