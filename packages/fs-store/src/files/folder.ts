import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isOptional, SHARED, share } from './share.js';

/**
 * A folder that is open. Who shares a models directory with us may rename what is in it and put a symlink
 * there at any moment: what is done in an open folder is done in the folder that was opened.
 */
export interface Folder {
  readonly descriptor: number;
  /** Of a name in it, the path that leads through the descriptor. For calls, not for people. */
  at(name: string): string;
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

function open(path: string, flags: number): Folder {
  const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | flags);
  return { descriptor, at: (name) => `/proc/self/fd/${descriptor}/${name}` };
}

function use<T>(folder: Folder, body: (folder: Folder) => T): T {
  try {
    return body(folder);
  } finally {
    closeSync(folder.descriptor);
  }
}

/**
 * Does something in a folder of the models directory, or in that itself. The directory may be behind
 * symlinks; below it none is followed.
 *
 * @param path of the folder, in the models directory
 * @throws Error where something else or a symlink is in its place; the system's error, where it is
 *   missing or may not be opened
 * @example inFolder(registry, registry.root, (root) => unlinkSync(root.at('pin.json')))
 */
export function inFolder<T>(
  { modelsDir }: { readonly modelsDir: string },
  path: string,
  body: (folder: Folder) => T,
): T {
  const below = relative(modelsDir, path);
  if (below.split(sep)[0] === '..') throw new TypeError(`${path} is not in ${modelsDir}`);
  const names = below.split(sep).filter(Boolean);
  return use(open(modelsDir, 0), (directory) =>
    descend(directory, names, path, (folder) => namingFiles(folder, path, body)),
  );
}

/** The system names what it was asked for through the open folder, or nothing: people are told where that is. */
function namingFiles<T>(folder: Folder, path: string, body: (folder: Folder) => T): T {
  try {
    return body(folder);
  } catch (error) {
    const failed = error as NodeJS.ErrnoException & { readonly dest?: string };
    const through = folder.at('');
    // Of a new file that was to take another's place, it is the place that stands in the way.
    const named = failed?.dest ?? failed?.path;
    if (named?.startsWith(through)) failed.path = join(path, named.slice(through.length));
    else if (failed?.syscall && named === undefined) failed.path = path;
    throw error;
  }
}

/**
 * Does something in a folder that is in an open one.
 *
 * @throws the system's error, where something else or a symlink is in its place
 */
export function inBelow<T>(folder: Folder, name: string, body: (folder: Folder) => T): T {
  return use(open(folder.at(name), O_NOFOLLOW), body);
}

function descend<T>(
  folder: Folder,
  [name, ...names]: readonly string[],
  path: string,
  body: (folder: Folder) => T,
): T {
  if (name === undefined) return body(folder);
  return use(openIn(folder, name, path), (next) => descend(next, names, path, body));
}

function openIn(folder: Folder, name: string, path: string): Folder {
  try {
    return open(folder.at(name), O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    throw new Error(`${path} is no folder: put one there, in place of a symlink too`, {
      cause: error,
    });
  }
}

/**
 * Makes a folder in the models directory where it is missing, with the directory's permissions. One of
 * ours that was left half-made, open to its user alone, gets them too.
 *
 * @param path of the folder; the one above it exists
 * @throws the system's error; Error where something else or a symlink is in its place
 */
export function makeFolderAt(registry: { readonly modelsDir: string }, path: string): void {
  inFolder(registry, dirname(path), (above) => {
    const name = basename(path);
    const isNew = make(above, name);
    use(openIn(above, name, path), ({ descriptor }) => {
      const isPrivate = (fstatSync(descriptor).mode & SHARED.folder) === 0;
      if (isPrivate) share(descriptor, registry.modelsDir, SHARED.folder);
    });
    if (isNew) syncOpen(above.descriptor);
  });
}

function make(above: Folder, name: string): boolean {
  try {
    mkdirSync(above.at(name), { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Removes what stands at a path in the models directory, a folder with all that is in it; durable when
 * this returns. Symlinks are removed and never followed. Nothing happens where nothing is there.
 *
 * @throws the system's error, where something cannot be removed
 * @example removeTree(registry, '/srv/bot/models/.registry/staging/run-Ab12Cd')
 */
export function removeTree(registry: { readonly modelsDir: string }, path: string): void {
  inFolder(registry, dirname(path), (above) => {
    removeIn(above, basename(path));
    syncOpen(above.descriptor);
  });
}

function removeIn(above: Folder, name: string): void {
  try {
    unlinkSync(above.at(name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    // Of a folder; EPERM is POSIX's word for it, and then the next call says what is wrong.
    if (code !== 'EISDIR' && code !== 'EPERM') throw error;
    use(openToRemove(above, name, error as Error), (folder) => {
      for (const each of readdirSync(folder.at(''))) removeIn(folder, each);
    });
    rmdirSync(above.at(name));
  }
}

function openToRemove(above: Folder, name: string, refusal: Error): Folder {
  try {
    return open(above.at(name), O_NOFOLLOW);
  } catch (error) {
    // It is no folder: what counts is why it could not be removed.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') throw refusal;
    throw error;
  }
}

/**
 * Gives a folder of ours, and all in it, the permissions of the models directory: who may write there may
 * remove it, who may read there may read it.
 *
 * @throws the system's error
 */
export function shareTree(registry: { readonly modelsDir: string }, path: string): void {
  inFolder(registry, path, (folder) => shareIn(registry.modelsDir, folder));
}

function shareIn(modelsDir: string, folder: Folder): void {
  share(folder.descriptor, modelsDir, SHARED.folder);
  for (const entry of readdirSync(folder.at(''), { withFileTypes: true })) {
    if (entry.isDirectory()) {
      inBelow(folder, entry.name, (below) => shareIn(modelsDir, below));
    } else if (entry.isFile()) {
      const descriptor = openSync(folder.at(entry.name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        share(descriptor, modelsDir, SHARED.forReaders);
      } finally {
        closeSync(descriptor);
      }
    }
  }
}

/** Makes a folder's entries durable: names that were added or removed survive a power failure. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, O_RDONLY);
  try {
    syncOpen(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The same for a folder that is open. Some file systems have no such call: there it changes nothing. */
export function syncOpen(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!isOptional(error)) throw error;
  }
}

/** Makes a file's content durable. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
