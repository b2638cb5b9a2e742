import { lstatSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DirectoryFacts, FolderFacts } from '@org/model-registry-core';
import type { Registry } from './registry.js';

/** Symlinks that are followed on the way to a folder, at most; the kernel follows as many. */
const MOST_SYMLINKS = 40;

/**
 * Who owns a models directory, the folders on the way to it, and those of the store in it. Nothing is
 * made.
 *
 * @throws the system's error, where the way to the directory cannot be followed
 * @example actorFor(directoryFacts(registry))
 */
export function directoryFacts(registry: Registry): DirectoryFacts {
  const { modelsDir, root, staging, rejected, archive } = registry;
  const { folders, symlinks, isThere } = wayTo(modelsDir);
  const nearest = folders.pop() as FolderFacts;
  const above = [...folders, ...symlinks];
  const inside = isThere ? [root, staging, rejected, archive].flatMap(factsOfOne) : [];
  return { nearest, isThere, above, inside, isInNamespace: isInNamespace() };
}

/** What the kernel passes on its way. */
interface Way {
  /** In that order, as far as they exist. */
  readonly folders: FolderFacts[];
  readonly symlinks: FolderFacts[];
  readonly isThere: boolean;
}

function wayTo(path: string): Way {
  const folders = [factsOf('/', statSync('/'))];
  const symlinks: FolderFacts[] = [];
  let place = '/';
  const names = path.split('/').filter(Boolean);
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = name === '..' ? dirname(place) : join(place, name);
    const stats = lstatSync(next, { throwIfNoEntry: false });
    if (stats === undefined) return { folders, symlinks, isThere: false };
    if (stats.isSymbolicLink()) {
      // Nobody changes a symlink: its permissions mean nothing.
      symlinks.push({ ...factsOf(next, stats), mode: 0o755 });
      if (symlinks.length > MOST_SYMLINKS) statSync(path);
      const target = readlinkSync(next);
      names.unshift(...target.split('/').filter((part) => part !== '' && part !== '.'));
      if (target.startsWith('/')) place = '/';
    } else {
      place = next;
      folders.push(factsOf(next, stats));
    }
  }
  return { folders, symlinks, isThere: true };
}

function factsOfOne(path: string): FolderFacts[] {
  const stats = lookAt(path);
  // What is no folder is refused by who would use it, and so is what is below that.
  return stats?.isDirectory() ? [factsOf(path, stats)] : [];
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function factsOf(path: string, { uid, gid, mode }: Stats): FolderFacts {
  return { path, uid, gid, mode: mode & 0o7777 };
}

/** Whether users here are others outside: the first namespace alone maps each to itself. */
function isInNamespace(): boolean {
  try {
    const ids = readFileSync('/proc/self/uid_map', 'utf8').trim().split(' ').filter(Boolean);
    return ids.join(' ') !== '0 0 4294967295';
  } catch {
    return false;
  }
}
