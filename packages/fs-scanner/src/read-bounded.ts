import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Fills the buffer from the start of a file and stops when it is full, however large the file is.
 *
 * @returns the number of bytes read; the buffer's length where there may be more
 */
export async function readBounded(file: string, flags: number, buffer: Buffer): Promise<number> {
  const handle = await open(file, flags);
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; ) {
      read = (await handle.read(buffer, length, buffer.length - length)).bytesRead;
      length += read;
    }
    return length;
  } finally {
    await handle.close();
  }
}

/** The same as {@link readBounded}, without waiting. */
export function readBoundedSync(file: string, flags: number, buffer: Buffer): number {
  const descriptor = openSync(file, flags);
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

/** The bytes as text; null where they are not UTF-8. */
export function decodeUtf8(buffer: Buffer, length: number): string | null {
  const text = buffer.toString('utf8', 0, length);
  // The replacement character is what invalid bytes leave behind, and may be there in its own right.
  return !text.includes('\ufffd') || isUtf8(buffer.subarray(0, length)) ? text : null;
}
