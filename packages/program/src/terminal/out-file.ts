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
 * Sees to it that `--out` replaces no other file: by a slip that may be a model, the config or a pin.
 *
 * @throws UsageError where a file is there that holds something else
 * @example checkOutFile('bot.prom', { extension: '.prom', beginning: '# HELP ', holds: 'metrics' })
 */
export function checkOutFile(file: string, own: OwnFiles): void {
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
  throw new UsageError(`--out ${file}: there is a file that holds no ${own.holds}: name another`);
}
