import { lstatSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { entryNamesOf } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { type Folder, inFolder, syncOpen } from './folder.js';

/**
 * Moves the files of a version, or its folder, from one folder of the models directory to another, each by a rename,
 * which asks for no more than the right to write in both folders. Nothing that exists is replaced, as
 * far as all who write hold the store lock. Those that were moved already stay moved; a file that is in
 * neither folder is passed over. A move that is killed is completed by the same call.
 *
 * @throws VersionTakenError where the other folder has another file of the version; Error with the
 *   system's error as `cause`. All files are where they were before the first such call then
 * @example moveTrio(registry, registry.modelsDir, registry.archive, '0.9')
 */
export function moveTrio(registry: Registry, from: string, to: string, version: string): void {
  inFolder(registry, from, (source) =>
    inFolder(registry, to, (target) => {
      // The config file comes first: without it the version is complete nowhere, until all are moved.
      const names = entryNamesOf(registry.layout, version).reverse();
      const isMoved = (name: string) => isIn(target, name) && !isIn(source, name);
      try {
        for (const name of names) if (isIn(source, name)) move(source, target, name);
      } catch (error) {
        for (const name of names.filter(isMoved).reverse()) move(target, source, name);
        throw inWords(error as Error, from, to, version);
      } finally {
        syncOpen(target.descriptor);
        syncOpen(source.descriptor);
      }
    }),
  );
}

/**
 * Moves one file or folder within the models directory, by a rename; nothing that exists is replaced.
 *
 * @throws Error where the name is taken; the system's error
 * @example moveEntry(registry, staging, join(registry.rejected, '1.4'))
 */
export function moveEntry(registry: Registry, from: string, to: string): void {
  inFolder(registry, dirname(from), (source) =>
    inFolder(registry, dirname(to), (target) => {
      move(source, target, basename(from), basename(to));
      syncOpen(target.descriptor);
      syncOpen(source.descriptor);
    }),
  );
}

/** A name that is taken, as far as that can be seen without the kernel's help. */
class TakenError extends Error {
  constructor(name: string) {
    super(`${name} is there already`);
  }
}

/** A folder that comes into being after the look is replaced only where it is empty. */
function move(source: Folder, target: Folder, name: string, to = name): void {
  if (isIn(target, to)) throw new TakenError(to);
  renameSync(source.at(name), target.at(to));
}

function isIn(folder: Folder, name: string): boolean {
  return lstatSync(folder.at(name), { throwIfNoEntry: false }) !== undefined;
}

function inWords(error: Error, from: string, to: string, version: string): Error {
  if (error instanceof TakenError) return new VersionTakenError(version, { cause: error });
  const why = WHY[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
  return new Error(`version ${version} cannot be moved from ${from} to ${to}: ${why}`, {
    cause: error,
  });
}

const DENIED =
  'whoever moves it needs the right to write in both folders, and with their sticky bit has to own the files (ls -ld shows who may)';

const WHY: Readonly<Record<string, string>> = {
  EACCES: `permission denied (EACCES): ${DENIED}`,
  EPERM: `not permitted (EPERM): ${DENIED}`,
  EXDEV: 'they are on two file systems (EXDEV): both have to be on one',
};
