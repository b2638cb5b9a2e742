import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemErrorText } from '@org/model-registry-core';
import { ownName } from '@org/model-registry-fs-scanner';

/**
 * Replaces a file in one step: who reads it sees what was there before, or the new content, whole. Everybody
 * may read it, as the umask says.
 *
 * @throws Error where something else than a regular file is there; with the system's error as `cause`. The
 *   file is then as it was
 * @example writeWhole('/var/lib/prometheus/node-exporter/bot.prom', page)
 */
export function writeWhole(file: string, content: string): void {
  // Two writers at once have a name each; it ends otherwise than the file's, for whoever reads `*.prom`.
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) {
      throw new Error('something else than a regular file is there: name a file');
    }
    rmSync(temporary, { force: true });
    const descriptor = openSync(temporary, 'wx', 0o644);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    remove(temporary);
    throw failure(file, error as NodeJS.ErrnoException);
  }
}

function remove(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // What could not be written can as a rule not be removed either.
  }
}

function failure(file: string, error: NodeJS.ErrnoException): Error {
  const isFolderMissing = error.code === 'ENOENT';
  const known = isFolderMissing
    ? `there is no folder ${dirname(file)}: make it first`
    : systemErrorText(error.code ?? '');
  const why = error.code === undefined ? error.message : known;
  const denied = error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS';
  const advice = denied
    ? `: user ${ownName()} has to be allowed to write in ${dirname(file)} (root works as the user who owns the models directory)`
    : '';
  return new Error(`${file} cannot be written: ${why}${advice}`, { cause: error });
}
