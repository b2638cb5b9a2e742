import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Decision, formatInstant, isVersion, readAnyVersion } from '@org/model-registry-core';
import { namesIn, type Registry, takenVersions } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { removeTree, shareTree } from '../files/folder.js';
import { moveEntry } from '../files/move.js';
import { writeFile } from '../files/write-file.js';
import type { StoreLock } from '../locks/held.js';
import { makeFolder } from '../locks/prepare-registry.js';
import { type Change, recordChange } from '../records/record-change.js';
import { stagingFolder } from '../staging/staging.js';

const REASONS = 'reasons.json';

/** Versions whose files are kept, at most. Of older ones only the reasons are kept. */
const REJECTED_KEPT = 3;

/**
 * Sets a finished version aside that is not to be published: its staging folder becomes
 * `.registry/rejected/<version>/`, with the reasons in `reasons.json`. The files of the last three
 * are kept. Of older ones the folder and the reasons stay, so that their version is not handed out
 * again.
 *
 * @param reasons any value that JSON can hold: problems, a judgement
 * @returns the new folder, and the decision after it
 * @throws VersionTakenError where any file of the version is there already
 * @throws Error with the system's error as `cause`
 * @example await rejectStaged(store, staging, '1.4', [{ kind: 'low-performance', … }], change)
 */
export async function rejectStaged(
  store: StoreLock,
  folder: string,
  version: string,
  reasons: unknown,
  change: Change,
): Promise<{ readonly folder: string; readonly decision: Decision }> {
  const { registry } = store;
  const { rejected } = registry;
  const staging = stagingFolder(registry, folder);
  if (!isVersion(registry.layout.scheme, version) || takenVersions(registry).has(version)) {
    throw new VersionTakenError(version);
  }
  const content = { version, at: formatInstant(change.at), reason: change.reason, reasons };
  writeFile(registry, join(staging, REASONS), `${JSON.stringify(content, null, 2)}\n`);
  makeFolder(registry, 'rejected');
  const target = join(rejected, version);
  // A staging folder is private to its user. From now on all who may write have to be able to remove it.
  shareTree(registry, staging);
  moveEntry(registry, staging, target);
  const decision = await recordChange(store, 'rejected', version, change);
  dropOld(registry, target);
  return { folder: target, decision };
}

/** The newest stays, whatever the clock says: it may have been set back. */
function dropOld(registry: Registry, newest: string): void {
  const { rejected } = registry;
  const folders = namesIn(rejected)
    .filter((name) => readAnyVersion(name) !== null)
    .map((name) => join(rejected, name))
    .filter((folder) => folder !== newest && lstatSync(folder).isDirectory())
    .map((folder) => ({ folder, since: sinceWhen(folder) }))
    .sort((a, b) => Number(b.since - a.since));
  for (const { folder } of folders.slice(REJECTED_KEPT - 1)) {
    for (const name of namesIn(folder).filter((name) => name !== REASONS)) {
      dropFile(registry, join(folder, name));
    }
  }
}

/** The version is set aside and recorded: what cannot be removed now is tried again the next time. */
function dropFile(registry: Registry, path: string): void {
  try {
    removeTree(registry, path);
  } catch {
    // Somebody made it who does not share it.
  }
}

function sinceWhen(folder: string): bigint {
  const stats = lstatSync(join(folder, REASONS), { bigint: true, throwIfNoEntry: false });
  return stats?.mtimeNs ?? 0n;
}
