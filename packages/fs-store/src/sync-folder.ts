import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a folder's entries durable: names that were added or removed survive a power failure. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
