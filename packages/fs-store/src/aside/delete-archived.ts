import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { artifactFileName, entryNamesOf, fileNamesOf } from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import { inFolder, makeFolderAt, syncOpen } from '../files/folder.js';
import type { StoreLock } from '../locks/held.js';
import { makeFolder } from '../locks/prepare-registry.js';
import { isRecorded, readIntent, removeIntent, writeIntent } from '../publication/intent.js';
import { type Change, recordChange } from '../records/record-change.js';

/**
 * Deletes the files of a version in `archive/`. Its number stays taken: an empty folder under
 * `.registry/rejected/` keeps it. A deletion that is interrupted is completed by recovery.
 * Whether the version may be deleted is for the caller to decide, after a recovery.
 *
 * @throws what {@link checkDeletable} throws; Error with the system's error as `cause`, where a file cannot
 *   be deleted: where others were by then, the next recovery goes on
 * @example await deleteArchived(store, '0.8', { situation, at, reason: 'prune', previousVersion: '1.4' })
 */
export async function deleteArchived(
  store: StoreLock,
  version: string,
  change: Change,
): Promise<void> {
  const { registry } = store;
  const { deleting } = registry;
  checkDeletable(registry, version);
  const before = filesOf(registry, registry.archive, version).length;
  writeIntent(store, deleting, version, change);
  try {
    removeFiles(registry, version);
  } catch (error) {
    const left = filesOf(registry, registry.archive, version).length;
    if (left === before) removeIntent(store, deleting);
    throw error;
  }
  await recordChange(store, 'deleted', version, change);
  removeIntent(store, deleting);
}

/**
 * Checks that {@link deleteArchived} can delete a version, so that of several none is deleted where one cannot
 * be.
 *
 * @throws Error where something in it is a folder, or anything else that is neither a file nor a symlink;
 *   where its folder is none, or holds what is not the version's
 * @example checkDeletable(registry, '0.8')
 */
export function checkDeletable(registry: Registry, version: string): void {
  if (registry.layout.folder !== null) checkFolder(registry, version);
  for (const path of filesOf(registry, registry.archive, version)) {
    const stats = lstatSync(path);
    if (!stats.isFile() && !stats.isSymbolicLink()) {
      throw new Error(`${path} is no regular file: move it away by hand`);
    }
  }
}

/** What somebody put into a version's folder is not deleted with it: another version may need it. */
function checkFolder({ archive, layout }: Registry, version: string): void {
  const [own = ''] = entryNamesOf(layout, version);
  const folder = join(archive, own);
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) throw new Error(`${folder} is no folder: move it away by hand`);
  const names = new Set(fileNamesOf(layout, version).map((name) => basename(name)));
  const other = readdirSync(folder).find((name) => !names.has(name));
  if (other === undefined) return;
  throw new Error(`${join(folder, other)} is no file of the version: move it away by hand`);
}

/**
 * Completes a deletion that was interrupted after its first step. Before that the version is whole, and may
 * have been pinned or asked for since: it stays. What this user may not delete is left to one who may.
 */
export async function recoverDeletion(
  store: StoreLock,
  { situation, at }: Pick<Change, 'situation' | 'at'>,
): Promise<void> {
  const { registry } = store;
  const intent = readIntent(registry.deleting);
  if (intent === null) return;
  const { version, reason, previous_version: previousVersion } = intent;
  if (isThere(join(registry.archive, artifactFileName(registry.layout, 'config', version)))) {
    removeIntent(store, registry.deleting);
    return;
  }
  try {
    removeFiles(registry, version);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return;
    throw error;
  }
  if (!isRecorded(registry, intent, ['deleted'])) {
    await recordChange(store, 'deleted', version, { situation, at, reason, previousVersion });
  }
  removeIntent(store, registry.deleting);
}

/**
 * Bytes that a version takes in a folder of the registry. A file that has another name elsewhere is not counted: it stays
 * on the disk when this one goes.
 *
 * @throws the system's error
 * @example bytesOf(registry, registry.archive, '0.8') // 123456
 */
export function bytesOf(registry: Registry, folder: string, version: string): number {
  return filesOf(registry, folder, version).reduce((sum, path) => {
    const stats = lstatSync(path);
    return sum + (stats.isFile() && stats.nlink === 1 ? stats.size : 0);
  }, 0);
}

/** The config file comes first: without it a version is complete nowhere. */
function removeFiles(registry: Registry, version: string): void {
  makeFolder(registry, 'rejected');
  makeFolderAt(registry, join(registry.rejected, version));
  for (const path of filesOf(registry, registry.archive, version).reverse()) {
    try {
      inFolder(registry, dirname(path), (folder) => {
        unlinkSync(folder.at(basename(path)));
        syncOpen(folder.descriptor);
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const denied = code === 'EACCES' || code === 'EPERM';
      const why = denied
        ? `whoever deletes it has to be allowed to write there (${code})`
        : message;
      throw new Error(`${path} cannot be deleted: ${why}`, { cause: error });
    }
  }
  if (registry.layout.folder !== null) removeFolder(registry, version);
}

/** Not with what somebody has put into it since it was checked. */
function removeFolder(registry: Registry, version: string): void {
  const { archive, layout } = registry;
  const [own = ''] = entryNamesOf(layout, version);
  inFolder(registry, archive, (folder) => {
    try {
      rmdirSync(folder.at(own));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error;
    }
    syncOpen(folder.descriptor);
  });
}

function filesOf({ layout }: Registry, folder: string, version: string): string[] {
  return fileNamesOf(layout, version)
    .map((name) => join(folder, name))
    .filter(isThere);
}
