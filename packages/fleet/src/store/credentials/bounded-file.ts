import { openAtOnce, readBounded } from '@org/model-registry-fs-scanner';

const MAX_BYTES = 1_048_576;

/**
 * Reads a small text file of this machine's without waiting for it: of a device without an end no more than 1 MiB.
 *
 * @throws the system's error; Error where it is a FIFO, or has more than 1 MiB
 * @example readBoundedFile('/root/.aws/credentials')
 */
export function readBoundedFile(file: string): string {
  const buffer = Buffer.allocUnsafe(MAX_BYTES + 1);
  const length = readBounded(openAtOnce(file), buffer);
  if (length > MAX_BYTES) throw new Error('it has more than 1 MiB');
  return buffer.toString('utf8', 0, length);
}
