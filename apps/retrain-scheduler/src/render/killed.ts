import type { RunAction, RunningRun } from '@org/model-registry-core';
import { timeText } from './reasons.js';

/**
 * What became of a run that never said so itself.
 *
 * @param folder where the model is now that it left in the models directory; null for none
 */
export function killedText(
  { pid, started, version }: RunningRun,
  action: RunAction,
  folder: string | null,
): string {
  const run = `the run of ${timeText(started)} (process ${pid}) was killed, or the disk was full`;
  if (action === 'promoted') return `${run}; its version ${version} is published`;
  if (action === 'not-promoted') return `${run}; its version ${version} was set aside`;
  const kept = folder === null ? '' : `, and its files are kept in ${folder}`;
  return `${run}; its version ${version} is not published${kept}`;
}
