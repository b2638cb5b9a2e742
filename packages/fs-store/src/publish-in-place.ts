import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName, RECORDED_ARTIFACTS } from '@org/model-registry-core';
import { type Change, recordChange } from './change.js';
import { type Checks, checkTrio } from './check-trio.js';
import type { Publication } from './publish-staged.js';
import { publishedConfig } from './published-config.js';
import { prepareRegistry } from './registry-folder.js';
import { replaceFile } from './replace-file.js';
import { StoreRefusal } from './store-refusal.js';
import { syncFolder } from './sync-folder.js';

/**
 * Does for a version that a command wrote straight into the models directory what can be done
 * afterwards: checks its files, makes them durable, records `artifacts` and `published_at` in its
 * config file, and writes the journal. Permissions are left as they are. The caller holds the
 * store lock.
 *
 * @returns the problems, where the files would not have been published; they stay as they are
 * @throws Error with the system's error as `cause`
 * @example await publishInPlace('models', '1.4', config.requirements, { now, reason: 'trained in place', before, selected })
 */
export async function publishInPlace(
  modelsDir: string,
  version: string,
  checks: Checks,
  change: Change,
): Promise<Publication> {
  const { modelsDir: dir } = prepareRegistry(modelsDir);
  const check = await checkTrio(dir, version, checks);
  if (!check.ok) return check;
  const text = publishedConfig(check, change.now);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  for (const artifact of RECORDED_ARTIFACTS) {
    syncFile(join(dir, artifactFileName(artifact, version)));
  }
  replaceFile(join(dir, artifactFileName('config', version)), dir, (found) => {
    if (found !== check.configText)
      throw new StoreRefusal(`version ${version} was changed meanwhile`);
    return text;
  });
  syncFolder(dir);
  await recordChange(dir, 'published', version, change);
  return { ok: true, version, fingerprints: check.fingerprints };
}

function syncFile(file: string): void {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
