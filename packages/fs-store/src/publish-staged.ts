import type { Fingerprints, Problem } from '@org/model-registry-core';
import { formatInstant } from '@org/model-registry-core';
import { takenVersions } from '@org/model-registry-fs-scanner';
import type { Change } from './change.js';
import { type Checks, checkTrio } from './check-trio.js';
import { finishInterrupted } from './finish-interrupted.js';
import { concludePublication, intentFile } from './finish-publication.js';
import { removeIntent, writeIntent } from './intent.js';
import { linkTrio } from './link-trio.js';
import { ownFiles, prepareTrio } from './prepare-trio.js';
import { prepareRegistry } from './registry-folder.js';
import { stagingFolder } from './remove-staging.js';
import { UnfinishedPublicationError } from './unfinished-publication.js';
import { VersionTakenError } from './version-taken.js';

/** What was published, or every reason why it was not. */
export type Publication =
  | { readonly ok: true; readonly version: string; readonly fingerprints: Fingerprints }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Publishes the version in a staging folder: checks its files, records `artifacts` and
 * `published_at` in its config file, and links them into the models directory, the config file
 * last. No reader ever sees the version complete before it is; nothing that exists is replaced; a
 * crash leaves every other model as it was, and {@link finishInterrupted} goes on from there.
 * The staging folder is removed. The caller holds the store lock.
 *
 * @returns the problems, where the files are not fit to be published: they stay in the staging
 *   folder
 * @throws VersionTakenError where any file of the version is in the models directory, in
 *   `archive/` or set aside
 * @throws UnfinishedPublicationError where the version is published all the same
 * @throws Error with the system's error as `cause`: it is not published, and its files are still in
 *   the staging folder
 * @example await publishStaged('models', staging, '1.4', config.requirements, { now, reason: 'trained', before, selected })
 */
export async function publishStaged(
  modelsDir: string,
  folder: string,
  version: string,
  checks: Checks,
  change: Change,
): Promise<Publication> {
  const staging = stagingFolder(modelsDir, folder);
  const { modelsDir: dir } = prepareRegistry(modelsDir, 'staging');
  await finishInterrupted(modelsDir, change);
  if (takenVersions(dir).has(version)) throw new VersionTakenError(version);
  ownFiles(staging, version);
  const check = await checkTrio(staging, version, checks);
  if (!check.ok) return check;
  const problem = prepareTrio(dir, staging, version, check, change.now);
  if (problem) return { ok: false, problems: [problem] };
  writeIntent(intentFile(staging), dir, version, change);
  try {
    linkTrio(staging, dir, version);
  } catch (error) {
    removeIntent(intentFile(staging));
    throw error;
  }
  await conclude(dir, staging, version, change);
  return { ok: true, version, fingerprints: check.fingerprints };
}

async function conclude(
  modelsDir: string,
  staging: string,
  version: string,
  change: Change,
): Promise<void> {
  const { reason, before } = change;
  const intent = { version, at: formatInstant(change.now), reason, before };
  try {
    await concludePublication(modelsDir, staging, intent, 'published', change);
  } catch (error) {
    throw new UnfinishedPublicationError(version, error as Error);
  }
}
