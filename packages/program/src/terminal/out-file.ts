import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../errors.js';

/** How a file is known that a command may replace. */
export interface OwnFiles {
  /** With this at the end of its name it is one. */
  readonly extension: string;
  /** Else its content begins so. */
  readonly beginning: string;
  /** What is in it, in words. */
  readonly holds: string;
}

/**
 * Sees to it that a file that is named for output replaces no other: by a slip that may be a model, the config
 * or a pin.
 *
 * @param option by which it was named
 * @throws UsageError for no name, and where a file is there that holds something else
 * @example checkOutFile('--out', 'bot.prom', { extension: '.prom', beginning: '# HELP ', holds: 'metrics' })
 */
export function checkOutFile(option: string, file: string, own: OwnFiles): void {
  if (file === '') throw new UsageError(`${option}: expected a path, found an empty one`);
  if (file.endsWith(own.extension)) return;
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return;
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(own.beginning.length);
    const length = readSync(descriptor, start);
    if (length === 0 || start.toString('latin1', 0, length) === own.beginning) return;
  } finally {
    closeSync(descriptor);
  }
  throw new UsageError(
    `${option} ${file}: there is a file that holds no ${own.holds}: name another`,
  );
}
