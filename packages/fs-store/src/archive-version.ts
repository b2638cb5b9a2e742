import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { isThere, registryPaths } from '@org/model-registry-fs-scanner';
import type { Change } from './change.js';
import { finishArchiving } from './finish-archiving.js';
import { finishInterrupted } from './finish-interrupted.js';
import { writeIntent } from './intent.js';
import { prepareRegistry } from './registry-folder.js';
import { VersionTakenError } from './version-taken.js';

/**
 * Moves what there is of a version to `archive/`, where nothing is ever replaced. It stops being
 * complete with the first step; a crash in between is finished by the next write. Whether it may
 * be archived is the caller's question. The caller holds the store lock.
 *
 * @throws VersionTakenError where `archive/` has a file of that version already
 * @throws Error where there is no such version, or something in it is no regular file; with the
 *   system's error as `cause`
 * @example await archiveVersion('models', '0.9', { now, reason: 'prune', before, selected })
 */
export async function archiveVersion(
  modelsDir: string,
  version: string,
  change: Change,
): Promise<void> {
  const { archiving } = prepareRegistry(modelsDir, 'archive');
  await finishInterrupted(modelsDir, change);
  checkArchivable(modelsDir, version);
  writeIntent(archiving, modelsDir, version, change);
  await finishArchiving(modelsDir, change);
}

/**
 * Checks that {@link archiveVersion} can move a version, so that of several none is moved where one
 * cannot be. What a crash interrupted has to be finished before.
 *
 * @throws what archiveVersion throws for it
 * @example checkArchivable('models', '0.9')
 */
export function checkArchivable(modelsDir: string, version: string): void {
  const { modelsDir: dir, archive } = registryPaths(modelsDir);
  const names = ARTIFACTS.map((artifact) => artifactFileName(artifact, version));
  if (names.some((name) => isThere(join(archive, name)))) throw new VersionTakenError(version);
  const present = names.filter((name) => isThere(join(dir, name)));
  if (present.length === 0) throw new Error(`there is no version ${version} in ${dir}`);
  for (const name of present) {
    if (lstatSync(join(dir, name)).isFile()) continue;
    throw new Error(`${join(dir, name)} is no regular file: move the version by hand`);
  }
}
