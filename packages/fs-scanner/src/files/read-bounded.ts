import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Fills the buffer from the start of a file, which may be a pipe, and stops when it is full,
 * however large the file is.
 *
 * @returns the number of bytes read; the buffer's length where there may be more
 */
export function readBounded(file: string, buffer: Buffer): number {
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; ) {
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += read;
    }
    return length;
  } finally {
    closeSync(descriptor);
  }
}
