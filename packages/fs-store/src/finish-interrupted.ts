import { join } from 'node:path';
import { registryPaths } from '@org/model-registry-fs-scanner';
import type { Change } from './change.js';
import { finishArchiving } from './finish-archiving.js';
import { type FinishedPublication, finishPublication } from './finish-publication.js';
import { namesIn } from './names-in.js';

const INTENT = /^(.+)\.publish\.json$/;

/**
 * Finishes publications and archiving that a crash interrupted. The caller holds the store lock,
 * so whoever began them is gone.
 *
 * @returns what became of each publication
 * @example await finishInterrupted('models', change)
 */
export async function finishInterrupted(
  modelsDir: string,
  change: Change,
): Promise<readonly FinishedPublication[]> {
  const { staging } = registryPaths(modelsDir);
  const finished: FinishedPublication[] = [];
  for (const name of namesIn(staging)) {
    const run = INTENT.exec(name)?.[1];
    if (run === undefined) continue;
    const publication = await finishPublication(modelsDir, join(staging, run), change);
    if (publication) finished.push(publication);
  }
  await finishArchiving(modelsDir, change);
  return finished;
}
