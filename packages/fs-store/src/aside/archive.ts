import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Decision, entryNamesOf } from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import { UnknownVersionError, VersionTakenError } from '../errors.js';
import { moveTrio } from '../files/move.js';
import type { StoreLock } from '../locks/held.js';
import { makeFolder } from '../locks/prepare-registry.js';
import { isRecorded, readIntent, removeIntent, writeIntent } from '../publication/intent.js';
import { type Change, recordChange } from '../records/record-change.js';

/** A way that all files of a version take together, and what the journal calls it. */
interface Way {
  readonly event: 'archived' | 'restored';
  readonly from: 'modelsDir' | 'archive';
  readonly to: 'modelsDir' | 'archive';
  /** The file that says which version is on it. */
  readonly intent: 'archiving' | 'restoring';
}

const AWAY: Way = { event: 'archived', from: 'modelsDir', to: 'archive', intent: 'archiving' };
const BACK: Way = { event: 'restored', from: 'archive', to: 'modelsDir', intent: 'restoring' };

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
export function archiveVersion(
  store: StoreLock,
  version: string,
  change: Change,
): Promise<Decision> {
  return moveVersion(store, AWAY, version, change);
}

/**
 * Moves the files of a version back from `archive/`, where it becomes complete with the last step.
 * Otherwise as {@link archiveVersion}.
 *
 * @throws VersionTakenError where the models directory has a file of that version
 * @throws UnknownVersionError where there is no file of it in `archive/`
 * @example await restoreArchived(store, '0.9', { situation, at, reason: 'restore', previousVersion: '1.4' })
 */
export function restoreArchived(
  store: StoreLock,
  version: string,
  change: Change,
): Promise<Decision> {
  return moveVersion(store, BACK, version, change);
}

async function moveVersion(
  store: StoreLock,
  way: Way,
  version: string,
  change: Change,
): Promise<Decision> {
  const { registry } = store;
  const intent = registry[way.intent];
  checkMovable(registry, way, version);
  makeFolder(registry, 'archive');
  writeIntent(store, intent, version, change);
  move(store, way, version);
  const decision = await recordChange(store, way.event, version, change);
  removeIntent(store, intent);
  return decision;
}

/**
 * Checks that {@link archiveVersion} can move a version, so that of several none is moved where one
 * cannot be.
 *
 * @throws what archiveVersion throws for it
 * @example checkArchivable(registry, '0.9')
 */
export function checkArchivable(registry: Registry, version: string): void {
  checkMovable(registry, AWAY, version);
}

function checkMovable(registry: Registry, { from, to }: Way, version: string): void {
  const { layout } = registry;
  const names = entryNamesOf(layout, version);
  if (names.some((name) => isThere(join(registry[to], name)))) throw new VersionTakenError(version);
  const present = names.map((name) => join(registry[from], name)).filter(isThere);
  if (present.length === 0) throw new UnknownVersionError(version, registry[from]);
  for (const path of present) {
    const stats = lstatSync(path);
    if (layout.folder === null ? stats.isFile() : stats.isDirectory()) continue;
    const expected = layout.folder === null ? 'regular file' : 'folder';
    throw new Error(`${path} is no ${expected}: move the version by hand`);
  }
}

/**
 * Completes an archiving, or the way back, that was interrupted, wherever it stopped after the intent.
 *
 * @throws VersionTakenError, or Error with the system's error as `cause`, where a file cannot get
 *   its new name: all is as it was then
 */
export async function recoverArchiving(
  store: StoreLock,
  { situation, at }: Pick<Change, 'situation' | 'at'>,
): Promise<void> {
  const { registry } = store;
  for (const way of [AWAY, BACK]) {
    const intent = readIntent(registry[way.intent]);
    if (intent === null) continue;
    const { version, reason, previous_version: previousVersion } = intent;
    makeFolder(registry, 'archive');
    move(store, way, version);
    if (!isRecorded(registry, intent, [way.event])) {
      await recordChange(store, way.event, version, { situation, at, reason, previousVersion });
    }
    removeIntent(store, registry[way.intent]);
  }
}

function move(store: StoreLock, way: Way, version: string): void {
  const { registry } = store;
  try {
    moveTrio(registry, registry[way.from], registry[way.to], version);
  } catch (error) {
    // Where not even that could be taken back, the next recovery goes on from here.
    if (!isHalfMoved(registry, way, version)) removeIntent(store, registry[way.intent]);
    throw error;
  }
}

function isHalfMoved(registry: Registry, { from, to }: Way, version: string): boolean {
  return entryNamesOf(registry.layout, version).some(
    (name) => isThere(join(registry[to], name)) && !isThere(join(registry[from], name)),
  );
}
