import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { NotAFile } from './finding.js';

/** Opens a file without following a link at its end and without waiting for a writer to a FIFO. */
export function openArtifact(path: string): number | NotAFile {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ELOOP') return { kind: 'not-a-file', found: 'symlink' };
    if (code === 'ENXIO') return { kind: 'not-a-file', found: 'other' };
    throw new Error(`Cannot open ${JSON.stringify(path)}`, { cause });
  }
}

/** The size of an open regular file in bytes. */
export function sizeOf(descriptor: number): number | NotAFile {
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return stats.size;
  return { kind: 'not-a-file', found: stats.isDirectory() ? 'directory' : 'other' };
}

export function close(descriptor: number): void {
  closeSync(descriptor);
}
