import { closeSync, constants, fsyncSync, openSync, readdirSync } from 'node:fs';

/** Makes a folder's entries durable: names that were added or removed survive a power failure. */
export function syncFolder(folder: string): void {
  sync(folder, constants.O_RDONLY);
}

/** Makes a file's content durable. */
export function syncFile(file: string): void {
  sync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
}

function sync(path: string, flags: number): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The names in a folder, in ascending order; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
