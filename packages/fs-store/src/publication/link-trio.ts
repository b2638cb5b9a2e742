import { linkSync, lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName, fileNamesOf } from '@org/model-registry-core';
import { isSameFile, type Registry, userName } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { syncFolder } from '../files/folder.js';
import { moveTrio } from '../files/move.js';

/**
 * Makes a version's files names in the models directory: as hard links to those in a folder of the same
 * file system, or, where it has a folder of its own, by moving that whole. Nothing
 * that exists is replaced; a name that stands for the same file already is left as it is. The config file
 * comes last, with which the version is complete: when the others are durable, and not yet durable
 * itself.
 *
 * @throws VersionTakenError where another file stands at one of the names; Error with the system's
 *   error as `cause`. The names that were made are removed again
 */
export function linkTrio(registry: Registry, from: string, version: string): void {
  const { modelsDir, layout } = registry;
  if (layout.folder !== null) {
    moveTrio(registry, from, modelsDir, version);
    return;
  }
  try {
    for (const artifact of layout.artifacts) {
      if (artifact === 'config') syncFolder(modelsDir);
      link(from, modelsDir, artifactFileName(layout, artifact, version));
    }
  } catch (error) {
    unlinkTrio(registry, from, version);
    throw inWords(error as NodeJS.ErrnoException, registry, from, version);
  }
}

/**
 * Removes the names in the models directory that stand for the same files as those in `from`. A folder is
 * never in both.
 */
export function unlinkTrio({ modelsDir, layout }: Registry, from: string, version: string): void {
  if (layout.folder !== null) return;
  for (const name of fileNamesOf(layout, version).reverse()) {
    if (isSameFile(join(from, name), join(modelsDir, name))) unlinkSync(join(modelsDir, name));
  }
  syncFolder(modelsDir);
}

function link(from: string, to: string, name: string): void {
  try {
    linkSync(join(from, name), join(to, name));
  } catch (error) {
    const isDone =
      (error as NodeJS.ErrnoException).code === 'EEXIST' &&
      isSameFile(join(from, name), join(to, name));
    if (!isDone) throw error;
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK']);

function inWords(
  error: NodeJS.ErrnoException,
  { modelsDir, layout }: Registry,
  from: string,
  version: string,
): Error {
  const { code = '', message } = error;
  if (code === 'EEXIST') return new VersionTakenError(version, { cause: error });
  const files = fileNamesOf(layout, version).map((name) => join(from, name));
  const why = NO_LINKS.has(code) ? whyNoLink(code, files) : message;
  return new Error(`version ${version} cannot be moved from ${from} to ${modelsDir}: ${why}`, {
    cause: error,
  });
}

/** The kernel links no files of other users, unless the one who asks may write to them. */
function whyNoLink(code: string, files: readonly string[]): string {
  const foreign = files
    .map((file) => ({ file, uid: lstatSync(file, { throwIfNoEntry: false })?.uid }))
    .find(({ uid }) => uid !== undefined && uid !== process.geteuid?.());
  return code === 'EPERM' && foreign
    ? `${foreign.file} belongs to ${userName(foreign.uid as number)}, and the system links only one's own files (${code}): let that user do it`
    : `the file system makes no hard links there (${code}); use a local one such as ext4, xfs or btrfs`;
}
