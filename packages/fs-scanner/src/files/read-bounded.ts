import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Opens a file to read it. What may stand still, a FIFO that took the file's place, is not waited for.
 *
 * @throws the system's error; Error where a FIFO is there
 * @example readBounded(openAtOnce('/root/.aws/credentials'), buffer)
 */
export function openAtOnce(file: string): number {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!fstatSync(descriptor).isFIFO()) return descriptor;
  closeSync(descriptor);
  throw new Error('it is a FIFO, and no regular file');
}

/**
 * Fills the buffer from what is open, however much that has, and closes it.
 *
 * @returns the number of bytes read; the buffer's length where there may be more
 * @throws the system's error
 * @example readBounded(openAtOnce('/root/.aws/credentials'), Buffer.allocUnsafe(65_537)) // 116
 */
export function readBounded(descriptor: number, buffer: Buffer): number {
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
