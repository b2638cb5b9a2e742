import { type BigIntStats, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { blameFile, readError } from './read-error.js';

/**
 * Tells one content of a file from another without reading it: its device, inode, size and the time
 * of the last write. The same for every name of the file, and after a change of its permissions,
 * owner or names. A write within the file system's resolution of time (some milliseconds) to as many
 * bytes as before does not show.
 *
 * @param stats with `bigint`; undefined for a file that does not exist
 * @returns an empty text where the file does not exist
 * @example fileIdentity(statSync(path, { bigint: true, throwIfNoEntry: false }))
 */
export function fileIdentity(stats: BigIntStats | undefined): string {
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeNs].join(' ') : '';
}

/** Whether two names stand for the same file. False where either is missing. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) =>
    lstatSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** Whether anything stands at a name, a broken symlink included. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Whether a path leads to anything that this user can see, symlinks followed.
 *
 * @throws Error with the system's error as `cause`, where the machine is to blame that it is not known
 */
export function leadsSomewhere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    blameFile(path, error);
    return false;
  }
}

/**
 * Where a symlink leads that leads nowhere: as a rule into a volume that is not mounted.
 *
 * @returns null for everything else
 * @example danglingTo('models') // '/mnt/models'
 */
export function danglingTo(path: string): string | null {
  try {
    return leadsSomewhere(path) ? null : readlinkSync(path);
  } catch {
    return null;
  }
}

/**
 * The names in a folder, in ascending order; none where there is no such folder.
 *
 * @throws Error with the system's error as `cause`
 */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw readError(folder, error);
  }
}
