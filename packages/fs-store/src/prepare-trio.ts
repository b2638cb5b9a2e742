import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  artifactFileName,
  type Instant,
  type MetadataUnreadable,
  RECORDED_ARTIFACTS,
} from '@org/model-registry-core';
import type { TrioCheck } from './check-trio.js';
import { publishedConfig } from './published-config.js';
import { SHARED, share } from './share.js';
import { syncFolder } from './sync-folder.js';
import { writeFile } from './write-file.js';

/**
 * Makes the model and scaler files of a staging folder files of their own: one that has other
 * names too (a scaler that the training linked from an earlier version), or another owner, is
 * replaced by a copy, so that nothing done to it reaches another file.
 */
export function ownFiles(folder: string, version: string): void {
  for (const artifact of RECORDED_ARTIFACTS) {
    const file = join(folder, artifactFileName(artifact, version));
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    const isForeign = process.geteuid?.() !== 0 && stats.uid !== process.geteuid?.();
    if (stats.nlink > 1 || isForeign) replaceByCopy(file);
  }
}

function replaceByCopy(file: string): void {
  const copy = `${file}.tmp`;
  rmSync(copy, { force: true });
  copyFileSync(file, copy, constants.COPYFILE_EXCL);
  renameSync(copy, file);
}

/**
 * Makes three checked files ready to be published: records the publication in the
 * config file ({@link publishedConfig}), gives them the permissions that the models
 * directory asks for, and makes all durable.
 *
 * @returns a problem where the config file would become too large; nothing is changed then
 */
export function prepareTrio(
  modelsDir: string,
  folder: string,
  version: string,
  check: Extract<TrioCheck, { ok: true }>,
  now: Instant,
): MetadataUnreadable | null {
  const text = publishedConfig(check, now);
  if (typeof text !== 'string') return text;
  for (const artifact of RECORDED_ARTIFACTS) {
    makeDurable(join(folder, artifactFileName(artifact, version)), modelsDir);
  }
  writeFile(join(folder, artifactFileName('config', version)), text, modelsDir);
  syncFolder(folder);
  return null;
}

function makeDurable(file: string, modelsDir: string): void {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    share(descriptor, modelsDir, SHARED.forReaders);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
