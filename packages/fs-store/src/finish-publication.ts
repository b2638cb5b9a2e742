import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName, type Problem } from '@org/model-registry-core';
import { isSameFile, isThere, registryPaths } from '@org/model-registry-fs-scanner';
import { type Change, recordChange } from './change.js';
import { checkTrio } from './check-trio.js';
import { type Intent, isRecorded, readIntent, removeIntent } from './intent.js';
import { linkTrio, unlinkTrio } from './link-trio.js';
import { removeStaging } from './remove-staging.js';
import { syncFolder } from './sync-folder.js';
import { VersionTakenError } from './version-taken.js';

/**
 * Beside the staging folder, and not in it: what a training command writes must not pass for it.
 *
 * @example intentFile('…/staging/run-Ab12Cd') // '…/staging/run-Ab12Cd.publish.json'
 */
export function intentFile(staging: string): string {
  return `${staging}.publish.json`;
}

/** What became of a publication that a crash interrupted. */
export type FinishedPublication =
  | { readonly version: string; readonly outcome: 'published' }
  | {
      readonly version: string;
      readonly outcome: 'withdrawn';
      /** Empty where another version took the names. */
      readonly problems: readonly Problem[];
    };

/**
 * Finishes a publication that a crash interrupted, wherever it was: from the intent on it goes
 * forward. Only where the staged files are not what was checked, or somebody took the names, it is
 * withdrawn. The caller holds the store lock.
 *
 * @returns null where there is nothing to finish
 */
export async function finishPublication(
  modelsDir: string,
  staging: string,
  change: Change,
): Promise<FinishedPublication | null> {
  const file = intentFile(staging);
  const intent = await readIntent(file);
  if (intent === null) return null;
  const { version } = intent;
  const place = whereIs(modelsDir, staging, version);
  if (place === 'staged') {
    const problems = await goForward(modelsDir, staging, version);
    if (problems) return withdraw(modelsDir, staging, version, problems);
  }
  if (place === 'nowhere') return withdraw(modelsDir, staging, version, []);
  await concludePublication(modelsDir, staging, intent, 'recovered', change);
  return { version, outcome: 'published' };
}

/** The last steps of every publication, after the version is complete. */
export async function concludePublication(
  modelsDir: string,
  staging: string,
  { version, at, reason, before }: Intent,
  event: 'published' | 'recovered',
  change: Change,
): Promise<void> {
  syncFolder(registryPaths(modelsDir).modelsDir);
  const known = event === 'recovered' ? { ...change, reason, before } : change;
  if (
    event === 'published' ||
    !isRecorded(modelsDir, { version, at }, ['published', 'recovered'])
  ) {
    await recordChange(modelsDir, event, version, known);
  }
  discard(modelsDir, staging, version);
  removeIntent(intentFile(staging));
}

function whereIs(
  modelsDir: string,
  staging: string,
  version: string,
): 'published' | 'staged' | 'nowhere' {
  const { archive, modelsDir: dir } = registryPaths(modelsDir);
  const config = artifactFileName('config', version);
  const isStaged = ARTIFACTS.every((artifact) =>
    isThere(join(staging, artifactFileName(artifact, version))),
  );
  // The config file itself may have been replaced since: backfill does that.
  const isOurs = (['model', 'scaler'] as const).every((artifact) => {
    const name = artifactFileName(artifact, version);
    return isSameFile(join(staging, name), join(dir, name));
  });
  if (isThere(join(dir, config))) return isOurs || !isStaged ? 'published' : 'nowhere';
  if (isStaged) return 'staged';
  return isThere(join(archive, config)) ? 'published' : 'nowhere';
}

async function goForward(
  modelsDir: string,
  staging: string,
  version: string,
): Promise<readonly Problem[] | null> {
  // All was verified before the intent was written; the config file records what.
  const check = await checkTrio(staging, version, { verify: 'checksum', trustedGlobals: [] });
  if (!check.ok) return check.problems;
  try {
    linkTrio(staging, registryPaths(modelsDir).modelsDir, version);
    return null;
  } catch (error) {
    if (error instanceof VersionTakenError) return [];
    throw error;
  }
}

function withdraw(
  modelsDir: string,
  staging: string,
  version: string,
  problems: readonly Problem[],
): FinishedPublication {
  unlinkTrio(staging, registryPaths(modelsDir).modelsDir, version);
  removeIntent(intentFile(staging));
  return { version, outcome: 'withdrawn', problems };
}

/** The config file first: what a crash leaves is no complete version. */
function discard(modelsDir: string, staging: string, version: string): void {
  for (const artifact of ARTIFACTS.toReversed()) {
    const file = join(staging, artifactFileName(artifact, version));
    if (isThere(file)) unlinkSync(file);
  }
  try {
    removeStaging(modelsDir, staging);
  } catch {
    // The version is published; what the training locked away in there is for the next clean-up.
  }
}
