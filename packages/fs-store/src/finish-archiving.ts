import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, type Artifact, artifactFileName } from '@org/model-registry-core';
import { isThere, type RegistryPaths, registryPaths } from '@org/model-registry-fs-scanner';
import { type Change, recordChange } from './change.js';
import { isRecorded, readIntent, removeIntent } from './intent.js';
import { linkTrio } from './link-trio.js';
import { prepareRegistry } from './registry-folder.js';
import { syncFolder } from './sync-folder.js';

/**
 * Goes on with an archiving from wherever it was: each file that is still in the models directory
 * gets its name in `archive/` too, then loses the old one, the config file first. The caller holds
 * the store lock.
 *
 * @throws VersionTakenError, or Error with the system's error as `cause`, where a file cannot get
 *   its new name: all is as it was then
 */
export async function finishArchiving(modelsDir: string, change: Change): Promise<void> {
  const { archiving } = registryPaths(modelsDir);
  const intent = await readIntent(archiving);
  if (intent === null) return;
  const { version, reason, before } = intent;
  moveTrio(prepareRegistry(modelsDir, 'archive'), version);
  if (!isRecorded(modelsDir, intent, ['archived'])) {
    await recordChange(modelsDir, 'archived', version, { ...change, reason, before });
  }
  removeIntent(archiving);
}

function moveTrio({ modelsDir, archive, archiving }: RegistryPaths, version: string): void {
  const file = (artifact: Artifact) => join(modelsDir, artifactFileName(artifact, version));
  const present = ARTIFACTS.filter((artifact) => isThere(file(artifact)));
  try {
    linkTrio(modelsDir, archive, version, present);
    syncFolder(archive);
  } catch (error) {
    removeIntent(archiving);
    throw error;
  }
  for (const artifact of present.toReversed()) unlinkSync(file(artifact));
  syncFolder(modelsDir);
}
