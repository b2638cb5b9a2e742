import { fstatSync } from 'node:fs';

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
