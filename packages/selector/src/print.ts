import { writeSync } from 'node:fs';

const STDOUT = 1;
const STDERR = 2;
/** Milliseconds until a reader that was behind is tried again. */
const PAUSE = 5;

/**
 * Writes a result to standard output, and comes back when all of it is written. A program that
 * prints once starts faster so: `process.stdout` loads Node's streams and sockets. Not for a
 * program that listens for signals: it hears none while it waits for its reader.
 *
 * @throws the system's error; see {@link isReaderGone}
 * @example printResult('Version: 1.4\n')
 */
export function printResult(text: string): void {
  writeAll(STDOUT, text);
}

/**
 * Writes a remark to standard error, in the same way. One that cannot be written is lost: the exit
 * status still tells what happened.
 *
 * @param text escaped, and with its line end
 * @example printRemark('model-registry: no model versions in /srv/bot/models\n')
 */
export function printRemark(text: string): void {
  try {
    writeAll(STDERR, text);
  } catch {}
}

/**
 * Whether an error says that nobody reads the output any more (`| head`, a socket that was
 * reset).
 *
 * @example isReaderGone(new Error('disk full')) // false
 */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && GONE.has(error.code);
}

const GONE = new Set<unknown>(['EPIPE', 'ECONNRESET']);

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Who shares the descriptor may have made it one that does not wait.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}
