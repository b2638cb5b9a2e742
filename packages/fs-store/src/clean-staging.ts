import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { finishedVersions } from '@org/model-registry-fs-scanner';
import type { Change } from './change.js';
import { finishInterrupted } from './finish-interrupted.js';
import type { FinishedPublication } from './finish-publication.js';
import { namesIn } from './names-in.js';
import { prepareRegistry } from './registry-folder.js';
import { syncFolder } from './sync-folder.js';

/** What a clean-up did; absolute paths. */
export interface CleanUp {
  /** Publications that a crash had interrupted. */
  readonly finished: readonly FinishedPublication[];
  /** What was unfinished, and is gone. */
  readonly removed: readonly string[];
  /** Folders with a finished model, which wait to be published or deleted. */
  readonly kept: readonly { readonly folder: string; readonly versions: readonly string[] }[];
  /** What cannot be removed: another user's, or locked away by the training. */
  readonly stuck: readonly { readonly path: string; readonly cause: unknown }[];
}

/**
 * Cleans up after runs that were killed: finishes what they were publishing, removes what they had
 * not finished, and keeps every finished model. The caller holds the training lock and the store
 * lock, so that no run is under way. Symlinks are removed and never followed.
 *
 * @throws Error where the models directory cannot be written to
 * @example (await cleanStaging('models', change)).kept
 */
export async function cleanStaging(modelsDir: string, change: Change): Promise<CleanUp> {
  const { staging, modelsDir: dir } = prepareRegistry(modelsDir, 'staging');
  const finished = await finishInterrupted(modelsDir, change);
  const removed: string[] = [];
  const kept: { folder: string; versions: string[] }[] = [];
  const stuck: { path: string; cause: unknown }[] = [];
  for (const path of namesIn(staging).map((name) => join(staging, name))) {
    try {
      const versions = finishedVersions(path, dir);
      if (versions.length > 0) {
        kept.push({ folder: path, versions });
        continue;
      }
      rmSync(path, { recursive: true, force: true });
      removed.push(path);
    } catch (cause) {
      stuck.push({ path, cause });
    }
  }
  syncFolder(staging);
  return { finished, removed, kept, stuck };
}
