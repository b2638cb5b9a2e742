import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import type { Folder } from '@org/model-registry-fs-store';

const TEMPORARY = /^\.new-[0-9a-f]{24}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A name for what is being written, of which no key begins and which nobody else takes.
 *
 * @example newTemporary() // '.new-0f3a…', 24 hexadecimal digits
 */
export function newTemporary(): string {
  return `.new-${randomBytes(12).toString('hex')}`;
}

/**
 * Removes what killed writers left in a folder: temporaries that nobody wrote to for a day. Whose clock is
 * right does not matter, since all times are of the file system.
 *
 * @param nowMs its time now: that of a file that was just written there
 */
export function removeLeft(folder: Folder, nowMs: number): void {
  for (const name of readdirSync(folder.at('')).filter((each) => TEMPORARY.test(each))) {
    const stats = lstatSync(folder.at(name), { throwIfNoEntry: false });
    if (stats && nowMs - stats.mtimeMs > DAY_MS) tryToRemove(folder.at(name));
  }
}

/** Another's, in a folder with a sticky bit, is for its owner to remove; one that is gone, is. */
function tryToRemove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EPERM' && code !== 'EACCES') throw error;
  }
}
