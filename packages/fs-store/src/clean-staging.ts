import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName } from '@org/model-registry-core';
import { modelsDirectory } from '@org/model-registry-fs-scanner';
import type { Change } from './change.js';
import { finishInterrupted } from './finish-interrupted.js';
import type { FinishedPublication } from './finish-publication.js';
import { namesIn } from './names-in.js';
import { prepareRegistry } from './registry-folder.js';
import { isSameFile } from './same-file.js';
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
      const versions = await finishedVersions(path, dir);
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

/** The versions in a staging folder that are finished and not published yet. */
async function finishedVersions(folder: string, modelsDir: string): Promise<string[]> {
  if (!lstatSync(folder).isDirectory()) return [];
  const { models } = await modelsDirectory(folder).scan();
  return models
    .filter(({ exists, metadata }) => exists && metadata !== null)
    .map(({ version }) => version)
    .filter((version) => isWhole(folder, version) && !isPublished(folder, modelsDir, version));
}

function isWhole(folder: string, version: string): boolean {
  return ARTIFACTS.every((artifact) => {
    const stats = lstatSync(join(folder, artifactFileName(artifact, version)));
    return stats.isFile() && stats.size > 0;
  });
}

/** So it is where a power failure brought back what a publication had removed. */
function isPublished(folder: string, modelsDir: string, version: string): boolean {
  return ARTIFACTS.every((artifact) => {
    const name = artifactFileName(artifact, version);
    return isSameFile(join(folder, name), join(modelsDir, name));
  });
}
