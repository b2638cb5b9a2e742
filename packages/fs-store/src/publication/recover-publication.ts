import { join } from 'node:path';
import {
  artifactFileName,
  entryNamesOf,
  fileNamesOf,
  type Problem,
  type RecoveredPublication,
  systemErrorText,
} from '@org/model-registry-core';
import { isSameFile, isThere, type Registry } from '@org/model-registry-fs-scanner';
import { VersionTakenError } from '../errors.js';
import { removeTree, syncFolder } from '../files/folder.js';
import type { StoreLock } from '../locks/held.js';
import { type Change, recordChange } from '../records/record-change.js';
import { removeStaging } from '../staging/staging.js';
import { checkTrio, UNCHECKED } from './check-trio.js';
import { isRecorded, readIntent, removeIntent } from './intent.js';
import { linkTrio, unlinkTrio } from './link-trio.js';

/** The name of an intent, and of the folder that it is about. */
export const INTENT = /^(.+)\.publish\.json$/;

/**
 * Where the intent to publish a staging folder is: beside the folder and not in it, so that no file
 * that a training command writes can pass for it.
 *
 * @example intentFile('…/staging/run-Ab12Cd') // '…/staging/run-Ab12Cd.publish.json'
 */
export function intentFile(staging: string): string {
  return `${staging}.publish.json`;
}

/**
 * Completes a publication that was interrupted, wherever it stopped after the intent. Only where the
 * staged files are no longer what was checked, or other files have the names, it is withdrawn.
 *
 * @returns null where there is no intent
 */
export async function recoverPublication(
  store: StoreLock,
  staging: string,
  { situation, at }: Pick<Change, 'situation' | 'at'>,
): Promise<RecoveredPublication | null> {
  const intent = readIntent(intentFile(staging));
  if (intent === null) return null;
  const { registry } = store;
  const { version, reason, previous_version: previousVersion } = intent;
  const place = whereIs(registry, staging, version);
  if (place === 'staged') {
    const problems = await link(registry, staging, version);
    if (problems) return withdraw(store, staging, version, problems);
  }
  if (place === 'nowhere') return withdraw(store, staging, version, []);
  syncFolder(registry.modelsDir);
  if (!isRecorded(registry, intent, ['published', 'recovered'])) {
    await recordChange(store, 'recovered', version, { situation, at, reason, previousVersion });
  }
  endPublication(store, staging, version);
  return { version, action: 'published' };
}

/** The last steps of every publication, after the version is complete and recorded. */
export function endPublication(store: StoreLock, staging: string, version: string): void {
  discard(store, staging, version);
  removeIntent(store, intentFile(staging));
}

function whereIs(
  { modelsDir, archive, layout }: Registry,
  staging: string,
  version: string,
): 'published' | 'staged' | 'nowhere' {
  const config = artifactFileName(layout, 'config', version);
  const isStaged = fileNamesOf(layout, version).every((name) => isThere(join(staging, name)));
  // The config file itself may have been replaced since: backfill does that.
  const isOurs = layout.recorded.every((artifact) => {
    const name = artifactFileName(layout, artifact, version);
    return isSameFile(join(staging, name), join(modelsDir, name));
  });
  if (isThere(join(modelsDir, config))) return isOurs || !isStaged ? 'published' : 'nowhere';
  if (isStaged) return 'staged';
  return isThere(join(archive, config)) ? 'published' : 'nowhere';
}

async function link(
  registry: Registry,
  staging: string,
  version: string,
): Promise<readonly Problem[] | null> {
  // All was verified before the intent was written, and the config file records what was verified.
  const checks = { ...UNCHECKED, verify: 'checksum' } as const;
  const check = await checkTrio(registry, staging, version, checks);
  if (!check.ok) {
    const [unread] = check.problems.filter((problem) => problem.kind === 'unreadable-file');
    // Whoever may read it goes on with the publication.
    if (unread) throw new Error(`${unread.file} cannot be read: ${systemErrorText(unread.code)}`);
    return check.problems;
  }
  try {
    linkTrio(registry, staging, version);
    return null;
  } catch (error) {
    if (error instanceof VersionTakenError) return [];
    throw error;
  }
}

function withdraw(
  store: StoreLock,
  staging: string,
  version: string,
  problems: readonly Problem[],
): RecoveredPublication {
  unlinkTrio(store.registry, staging, version);
  removeIntent(store, intentFile(staging));
  return { version, action: 'withdrawn', problems };
}

/** The config file first: what a crash leaves is no complete version. */
function discard(store: StoreLock, staging: string, version: string): void {
  if (!isThere(staging)) return;
  for (const name of entryNamesOf(store.registry.layout, version).reverse()) {
    removeTree(store.registry, join(staging, name));
  }
  try {
    removeStaging(store, staging);
  } catch {
    // The version is published. What the training took away the right to remove is for recovery.
  }
}
