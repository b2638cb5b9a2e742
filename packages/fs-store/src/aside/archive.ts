import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Decision, entryNamesOf } from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { moveTrio } from '../files/move.js';
import { makeFolder } from '../locks/prepare-registry.js';
import type { StoreLock } from '../locks/registry-locks.js';
import { isRecorded, readIntent, removeIntent, writeIntent } from '../publication/intent.js';
import { type Change, recordChange } from '../records/record-change.js';

/**
 * Moves the files of a version to `archive/`, where nothing is ever replaced. It stops being complete
 * with the first step; an archiving that is interrupted is completed by recovery. Whether the version
 * may be archived is for the caller to decide, after a recovery.
 *
 * @returns the decision after it
 * @throws VersionTakenError where `archive/` has a file of that version already
 * @throws Error where there is no such version, or something in it is no regular file; with the
 *   system's error as `cause`
 * @example await archiveVersion(store, '0.9', { situation, at, reason: 'prune', previousVersion: '1.4' })
 */
export async function archiveVersion(
  store: StoreLock,
  version: string,
  change: Change,
): Promise<Decision> {
  const { registry } = store;
  checkArchivable(registry, version);
  makeFolder(registry, 'archive');
  writeIntent(store, registry.archiving, version, change);
  moveToArchive(store, version);
  const decision = await recordChange(store, 'archived', version, change);
  removeIntent(store, registry.archiving);
  return decision;
}

/**
 * Checks that {@link archiveVersion} can move a version, so that of several none is moved where one
 * cannot be.
 *
 * @throws what archiveVersion throws for it
 * @example checkArchivable(registry, '0.9')
 */
export function checkArchivable({ modelsDir, archive, layout }: Registry, version: string): void {
  const names = entryNamesOf(layout, version);
  if (names.some((name) => isThere(join(archive, name)))) throw new VersionTakenError(version);
  const present = names.filter((name) => isThere(join(modelsDir, name)));
  if (present.length === 0) throw new Error(`there is no version ${version} in ${modelsDir}`);
  for (const name of present) {
    const stats = lstatSync(join(modelsDir, name));
    if (layout.folder === null ? stats.isFile() : stats.isDirectory()) continue;
    const expected = layout.folder === null ? 'regular file' : 'folder';
    throw new Error(`${join(modelsDir, name)} is no ${expected}: move the version by hand`);
  }
}

/**
 * Completes an archiving that was interrupted, wherever it stopped after the intent.
 *
 * @throws VersionTakenError, or Error with the system's error as `cause`, where a file cannot get
 *   its new name: all is as it was then
 */
export async function recoverArchiving(
  store: StoreLock,
  { situation, at }: Pick<Change, 'situation' | 'at'>,
): Promise<void> {
  const { registry } = store;
  const intent = readIntent(registry.archiving);
  if (intent === null) return;
  const { version, reason, previous_version: previousVersion } = intent;
  makeFolder(registry, 'archive');
  moveToArchive(store, version);
  if (!isRecorded(registry, intent, ['archived'])) {
    await recordChange(store, 'archived', version, { situation, at, reason, previousVersion });
  }
  removeIntent(store, registry.archiving);
}

function moveToArchive(store: StoreLock, version: string): void {
  const { registry } = store;
  const { modelsDir, archive, archiving } = registry;
  try {
    moveTrio(registry, modelsDir, archive, version);
  } catch (error) {
    // Where not even that could be taken back, the next recovery goes on from here.
    if (!isHalfMoved(registry, version)) removeIntent(store, archiving);
    throw error;
  }
}

function isHalfMoved({ modelsDir, archive, layout }: Registry, version: string): boolean {
  const names = entryNamesOf(layout, version);
  return names.some((name) => isThere(join(archive, name)) && !isThere(join(modelsDir, name)));
}
