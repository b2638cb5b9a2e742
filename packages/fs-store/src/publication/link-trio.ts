import { linkSync, lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, artifactFileName } from '@org/model-registry-core';
import { isSameFile, userName } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { syncFolder } from '../files/folder.js';

/** The config file comes last: with it the version is complete. */
const ORDER = ['model', 'scaler', 'config'] as const;

/**
 * Hard-links a version's files into another folder of the same file system. Nothing that exists is
 * replaced; a name that stands for the same file already is left as it is. The last name is made when
 * the others are durable, and is not yet durable itself.
 *
 * @param artifacts those that exist
 * @throws VersionTakenError where another file stands at one of the names; Error with the system's
 *   error as `cause`. The names that were made are removed again
 */
export function linkTrio(
  from: string,
  to: string,
  version: string,
  artifacts: readonly Artifact[] = ORDER,
): void {
  try {
    for (const artifact of ORDER) {
      if (!artifacts.includes(artifact)) continue;
      if (artifact === 'config') syncFolder(to);
      link(from, to, artifactFileName(artifact, version));
    }
  } catch (error) {
    unlinkTrio(from, to, version);
    throw inWords(error as NodeJS.ErrnoException, from, to, version);
  }
}

/** Removes the names in `to` that stand for the same files as those in `from`. */
export function unlinkTrio(from: string, to: string, version: string): void {
  for (const artifact of [...ORDER].reverse()) {
    const name = artifactFileName(artifact, version);
    if (isSameFile(join(from, name), join(to, name))) unlinkSync(join(to, name));
  }
  syncFolder(to);
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

function inWords(error: NodeJS.ErrnoException, from: string, to: string, version: string): Error {
  const { code = '', message } = error;
  if (code === 'EEXIST') return new VersionTakenError(version, { cause: error });
  const why = NO_LINKS.has(code) ? whyNoLink(code, from, version) : message;
  return new Error(`version ${version} cannot be moved from ${from} to ${to}: ${why}`, {
    cause: error,
  });
}

/** The kernel links no files of other users, unless the one who asks may write to them. */
function whyNoLink(code: string, from: string, version: string): string {
  const foreign = ORDER.map((artifact) => join(from, artifactFileName(artifact, version)))
    .map((file) => ({ file, uid: lstatSync(file, { throwIfNoEntry: false })?.uid }))
    .find(({ uid }) => uid !== undefined && uid !== process.geteuid?.());
  return code === 'EPERM' && foreign
    ? `${foreign.file} belongs to ${userName(foreign.uid as number)}, and the system links only one's own files (${code}): let that user do it`
    : `the file system makes no hard links there (${code}); use a local one such as ext4, xfs or btrfs`;
}
