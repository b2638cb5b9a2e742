import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** The names of what the process has open already, or the shell for it: nobody can put another there. */
const DESCRIPTOR = /^\/(?:dev\/(?:stdin|null|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * Whether a config file can be read only once: a pipe that the shell made (`--config <(…)`), or stdin.
 *
 * @example isStream('/dev/fd/63')
 */
export function isStream(file: string): boolean {
  return DESCRIPTOR.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile() !== true;
}

/**
 * Fills the buffer from the start of a file, and stops when it is full, however large the file is.
 * What may stand still, a FIFO that took the file's place, is neither waited for nor read.
 *
 * @returns the number of bytes read; the buffer's length where there may be more
 * @throws the system's error; Error where a FIFO is there
 * @example readBounded('/root/.aws/credentials', Buffer.allocUnsafe(65_537)) // 116
 */
export function readBounded(file: string, buffer: Buffer): number {
  const descriptor = openReadable(file);
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

function openReadable(file: string): number {
  if (isStream(file)) return openSync(file, 'r');
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!fstatSync(descriptor).isFIFO()) return descriptor;
  closeSync(descriptor);
  throw new Error('it is a FIFO, and no regular file');
}
