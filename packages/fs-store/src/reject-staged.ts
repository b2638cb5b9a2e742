import { lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, parseVersion } from '@org/model-registry-core';
import { takenVersions } from '@org/model-registry-fs-scanner';
import { type Change, recordChange } from './change.js';
import { namesIn } from './names-in.js';
import { prepareRegistry } from './registry-folder.js';
import { stagingFolder } from './remove-staging.js';
import { syncFolder } from './sync-folder.js';
import { VersionTakenError } from './version-taken.js';
import { writeFile } from './write-file.js';

const REASONS = 'reasons.json';

/** Versions whose files are kept, at most. Of older ones only the reasons are. */
const REJECTED_KEPT = 3;

/**
 * Sets a finished version aside that is not to be published: its staging folder becomes
 * `.registry/rejected/<version>/`, with the reasons in `reasons.json`. The files of the last three
 * are kept. Of older ones the folder and the reasons stay, so that their version is not handed out
 * again. The caller holds the store lock.
 *
 * @param reasons any value that JSON can hold: problems, the gate's findings
 * @returns the new folder
 * @throws VersionTakenError where any file of the version is there already
 * @throws Error with the system's error as `cause`
 * @example await rejectStaged('models', staging, '1.4', [{ kind: 'low-performance', … }], change)
 */
export async function rejectStaged(
  modelsDir: string,
  folder: string,
  version: string,
  reasons: unknown,
  change: Change,
): Promise<string> {
  const staging = stagingFolder(modelsDir, folder);
  const paths = prepareRegistry(modelsDir, 'staging', 'rejected');
  if (parseVersion(version) === null || takenVersions(paths.modelsDir).has(version)) {
    throw new VersionTakenError(version);
  }
  const { now, reason } = change;
  const content = { version, at: formatInstant(now), reason, reasons };
  writeFile(join(staging, REASONS), `${JSON.stringify(content, null, 2)}\n`, modelsDir);
  const target = join(paths.rejected, version);
  renameSync(staging, target);
  syncFolder(paths.rejected);
  syncFolder(paths.staging);
  await recordChange(modelsDir, 'rejected', version, change);
  dropOld(paths.rejected, target);
  return target;
}

/** The newest stays, whatever the clock says: it may have been set back. */
function dropOld(rejected: string, newest: string): void {
  const folders = namesIn(rejected)
    .filter((name) => parseVersion(name) !== null)
    .map((name) => join(rejected, name))
    .filter((folder) => folder !== newest && lstatSync(folder).isDirectory())
    .map((folder) => ({ folder, since: sinceWhen(folder) }))
    .sort((a, b) => Number(b.since - a.since));
  for (const { folder } of folders.slice(REJECTED_KEPT - 1)) {
    for (const name of namesIn(folder).filter((name) => name !== REASONS)) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

function sinceWhen(folder: string): bigint {
  const stats = lstatSync(join(folder, REASONS), { bigint: true, throwIfNoEntry: false });
  return stats?.mtimeNs ?? 0n;
}
