import { closeSync, constants, fsyncSync, lstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import {
  artifactFileName,
  entryNamesOf,
  formatInstant,
  type Instant,
  MAX_METADATA_BYTES,
  type MetadataUnreadable,
  recordedLibraries,
  restampVersion,
  setMembers,
  versionMismatch,
} from '@org/model-registry-core';
import { fileIdentity, type Registry } from '@org/model-registry-fs-scanner';
import { StoreRefusal } from '../errors.js';
import { syncFolder, syncOpen } from '../files/folder.js';
import { SHARED, share } from '../files/share.js';
import { writeFile } from '../files/write-file.js';
import type { StoreLock } from '../locks/held.js';
import type { CheckedTrio } from './check-trio.js';

/**
 * Makes three checked files ready to be published: records the publication in the config file
 * ({@link publishedConfig}), and makes the names durable. Model and scaler are durable since they were
 * checked.
 *
 * @returns a problem where the config file would become too large; nothing is changed then
 */
export function prepareTrio(
  { registry }: StoreLock,
  checked: CheckedTrio,
  at: Instant,
): MetadataUnreadable | null {
  const { folder, version } = checked;
  const text = publishedConfig(checked, at);
  if (typeof text !== 'string') return text;
  writeFile(registry, join(folder, artifactFileName(registry.layout, 'config', version)), text);
  syncFolder(folder);
  return null;
}

/**
 * The config file's text with what tells model and scaler from every other file, and the time of
 * publication; restamped, where that was asked for, also with the version.
 *
 * @returns a problem where it would become too large to be read again
 */
export function publishedConfig(
  { configText, metadata, version, checks, fingerprints, libraries }: CheckedTrio,
  at: Instant,
): string | MetadataUnreadable {
  // What the training wrote down itself wins.
  const all = { ...libraries, ...recordedLibraries(metadata) };
  const isOurs =
    metadata.libraries === undefined || Object.keys(recordedLibraries(metadata)).length > 0;
  const published = {
    artifacts: fingerprints,
    published_at: formatInstant(at),
    ...(isOurs && Object.keys(all).length > 0 && { libraries: all }),
  };
  const isNamed = metadata.version !== undefined && versionMismatch(metadata, version) === null;
  const isRestamped = checks.restamp && !isNamed;
  const stamped = isRestamped ? restampVersion(configText, version) : configText;
  const text = setMembers(stamped, published);
  if (Buffer.byteLength(text) <= MAX_METADATA_BYTES) return text;
  return { kind: 'metadata-unreadable', reason: 'too-large', detail: '' };
}

/**
 * Gives what was checked, and the folder of the version, the permissions that the models directory asks for,
 * and makes them durable; the config file is written anew.
 */
export function makeDurable(
  { modelsDir, layout }: Registry,
  { folder, version }: CheckedTrio,
): void {
  for (const artifact of layout.recorded) {
    makeDurableAs(
      join(folder, artifactFileName(layout, artifact, version)),
      modelsDir,
      SHARED.forReaders,
    );
  }
  if (layout.folder === null) return;
  for (const name of entryNamesOf(layout, version)) {
    makeDurableAs(join(folder, name), modelsDir, SHARED.folder);
  }
}

function makeDurableAs(path: string, modelsDir: string, bits: number): void {
  const descriptor = openSync(
    path,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  try {
    share(descriptor, modelsDir, bits);
    if (bits === SHARED.folder) syncOpen(descriptor);
    else fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Checks that model and scaler are still the files that were checked, under whatever name.
 *
 * @throws StoreRefusal where one was written to or replaced since
 */
export function checkUnchanged({ layout, folder, version, examined }: CheckedTrio): void {
  for (const artifact of layout.recorded) {
    const file = join(folder, artifactFileName(layout, artifact, version));
    const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    if (fileIdentity(stats) === examined[artifact]?.read.identity) continue;
    throw new StoreRefusal(`${file} was changed after it was checked: nothing is published`);
  }
}
