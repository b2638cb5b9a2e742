import {
  accessSync,
  constants,
  linkSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { shellWord } from '@org/model-registry-core';
import { type Registry, userName } from '@org/model-registry-fs-scanner';
import { type Folder, inFolder } from './folder.js';

/**
 * Checks that we may make names in the models directory.
 *
 * @throws Error that says whose it is and what to do, with the system's error as `cause`
 * @example checkWritable(registry.modelsDir)
 */
export function checkWritable(modelsDir: string): void {
  try {
    accessSync(modelsDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(modelsDir, error as Error);
  }
}

/** That the models directory cannot be written to; where the right is missing, who has it. */
export function notWritable(modelsDir: string, cause: Error): Error {
  const text = `${modelsDir} cannot be written to: ${cause.message}`;
  const stats = statSync(modelsDir, { throwIfNoEntry: false });
  if ((cause as NodeJS.ErrnoException).code !== 'EACCES' || !stats)
    return new Error(text, { cause });
  const owner = userName(stats.uid);
  const mode = (stats.mode & 0o7777).toString(8);
  const advice = `run this as that user (sudo -u ${shellWord(owner)} …), or give a group that both are in the right to write (chmod g+ws)`;
  return new Error(`${text}; it belongs to ${owner} (mode ${mode}): ${advice}`, { cause });
}

/**
 * Checks that files of a folder can be published by links: that its file system has them, and is that of
 * the models directory.
 *
 * @param path of a staging folder in which nobody else is at work
 * @throws Error that says what is missing, with the system's error as `cause`
 */
export function checkLinks(registry: Registry, path: string): void {
  inFolder(registry, path, (folder) => {
    if (statSync(folder.at('.')).dev !== statSync(registry.modelsDir).dev) {
      throw new Error(
        `${path} is on another file system than ${registry.modelsDir}: both have to be on one`,
      );
    }
    tryLink(folder, path);
  });
}

function tryLink(folder: Folder, path: string): void {
  const [file, link] = ['probe', 'probe-link'].map(folder.at) as [string, string];
  // A run that was killed here may have left them, in the folder of a pull that is gone on with.
  for (const left of [file, link]) rmSync(left, { force: true });
  writeFileSync(file, '', { flag: 'wx' });
  try {
    linkSync(file, link);
    unlinkSync(link);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(
      `the file system makes no hard links in ${path} (${code}); use a local one such as ext4, xfs or btrfs`,
      { cause },
    );
  } finally {
    unlinkSync(file);
  }
}
