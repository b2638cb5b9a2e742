import { writeSync } from 'node:fs';

/** Milliseconds until a reader that was behind is tried again. */
const PAUSE = 5;

/**
 * Writes text to a descriptor, and comes back when all of it is written. A program that prints once
 * starts faster so: `process.stdout` loads Node's streams and sockets. Not for a program that
 * listens for signals: it hears none while it waits for its reader.
 *
 * @throws the system's error; see {@link isReaderGone}
 */
export function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Another process that shares the descriptor may have made it one that does not wait.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

/**
 * Whether an error says that nobody reads the output any more (`| head`, a socket that was reset).
 *
 * @example isReaderGone(new Error('disk full')) // false
 */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && GONE.has(error.code);
}

const GONE = new Set<unknown>(['EPIPE', 'ECONNRESET']);
