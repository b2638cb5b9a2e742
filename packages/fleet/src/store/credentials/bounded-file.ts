import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const MAX_BYTES = 1_048_576;

/**
 * Reads a small text file of this machine's, as nobody waits for: a FIFO in its place, which may stand still, is not
 * read, and of a device without an end no more than 1 MiB.
 *
 * @throws the system's error; Error where it is a FIFO, or has more than 1 MiB
 * @example readBoundedFile('/root/.aws/credentials')
 */
export function readBoundedFile(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (fstatSync(descriptor).isFIFO()) throw new Error('it is a FIFO, and no regular file');
    const buffer = Buffer.allocUnsafe(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    if (length > MAX_BYTES) throw new Error('it has more than 1 MiB');
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}
