import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Instant, Problem, RegistryConfig } from '@org/model-registry-core';
import { registryPaths } from '@org/model-registry-fs-scanner';
import {
  copyIntoStaging,
  publishStaged,
  removeStaging,
  trainingLock,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { type Decision, decide, selectedVersion } from '@org/model-registry-selector';
import { changeFor } from './change-for.js';

/** Which files to publish, and where. */
export interface PublishRequest {
  readonly modelsDir: string;
  readonly config: RegistryConfig;
  /** The moment that age and recency are counted from. */
  readonly now: Instant;
  /** Holds the three files; a folder that a training left in staging, or any other. */
  readonly folder: string;
  /** The version to publish as; canonical. Null for that in the files' names. */
  readonly version: string | null;
  /** Seconds to wait for a lock; 0 does not wait. */
  readonly waitSeconds: number;
}

/** What was published, or every reason why it was not. */
export type PublishOutcome =
  | { readonly action: 'published'; readonly version: string; readonly decision: Decision }
  | { readonly action: 'refused'; readonly problems: readonly Problem[] };

/**
 * Publishes files that were made elsewhere: copies them, checks the copy, publishes that. The
 * folder stays as it is, unless it is one that a training left in staging, which is removed.
 *
 * @throws SourceFolderError where the folder does not say which version
 * @throws VersionTakenError where any file of the version exists
 * @throws BusyError where another process holds a lock for longer than the wait
 * @throws UnfinishedPublicationError where the version is published all the same
 * @throws Error for failing IO
 * @example await publishFolder({ modelsDir: 'models', config, now, folder: 'out', version: null, waitSeconds: 10 })
 */
export async function publishFolder(request: PublishRequest): Promise<PublishOutcome> {
  const { modelsDir, folder, waitSeconds } = request;
  const staged = stagedPath(modelsDir, folder);
  if (staged === null) return publishCopy(request);
  // A training that is under way may still be writing there.
  const lock = await trainingLock(modelsDir, { waitSeconds, purpose: 'publish' });
  try {
    const outcome = await publishCopy(request);
    if (outcome.action === 'published') removeStaging(modelsDir, staged);
    return outcome;
  } finally {
    await lock.release();
  }
}

/** The folder as the store names it, whatever symlinks lead there; null where it is not in staging. */
function stagedPath(modelsDir: string, folder: string): string | null {
  const { staging } = registryPaths(modelsDir);
  if (!existsSync(folder) || !existsSync(staging)) return null;
  const real = realpathSync(folder);
  return dirname(real) === realpathSync(staging) ? join(staging, basename(real)) : null;
}

function publishCopy(request: PublishRequest): Promise<PublishOutcome> {
  const { modelsDir, folder, waitSeconds, config } = request;
  return withStoreLock(modelsDir, { waitSeconds, purpose: 'publish' }, async () => {
    const before = await decide(request);
    const copy = await copyIntoStaging(modelsDir, folder, request.version);
    if (!copy.ok) return { action: 'refused', problems: copy.problems };
    const { staging, version } = copy;
    try {
      const change = changeFor(request, selectedVersion(before), 'published by command');
      const publication = await publishStaged(
        modelsDir,
        staging,
        version,
        config.requirements,
        change,
      );
      if (!publication.ok) return { action: 'refused', problems: publication.problems };
      return { action: 'published', version, decision: await decide(request) };
    } finally {
      removeStaging(modelsDir, staging);
    }
  });
}
