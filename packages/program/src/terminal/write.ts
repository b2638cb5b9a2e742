import { fstatSync, writeSync } from 'node:fs';

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
      const failed = error as NodeJS.ErrnoException;
      if (failed.code !== 'EAGAIN') {
        // For the message: the system does not say where it could not write.
        failed.path = descriptor === 1 ? 'standard output' : 'standard error';
        throw failed;
      }
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

/** Milliseconds between two looks at the parent process. */
const EVERY = 250;

/**
 * Tells when nobody reads standard output any more, as far as that can be known without writing: a
 * write failed, or the output is a pipe and the process that started this one is gone. While that
 * one lives, only the next write tells.
 *
 * @param callback may be called more than once
 * @returns ends the watching
 */
export function whenReaderGone(callback: () => void): () => void {
  process.stdout.on('close', callback);
  const parent = process.ppid;
  const look = () => process.ppid !== parent && callback();
  const timer = fstatSync(1).isFIFO() ? setInterval(look, EVERY) : undefined;
  return () => {
    clearInterval(timer);
    process.stdout.removeListener('close', callback);
  };
}
