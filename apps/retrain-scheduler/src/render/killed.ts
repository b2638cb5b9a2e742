import type { RunningRun, RunOutcome } from '@org/model-registry-core';
import { timeText } from './reasons.js';

/** What became of a run that never said so itself. */
export function killedText({ pid, started, version }: RunningRun, outcome: RunOutcome): string {
  const run = `the run of ${timeText(started)} (process ${pid}) was killed`;
  if (outcome === 'promoted') return `${run} when version ${version} was published`;
  if (outcome === 'not-promoted') return `${run} when version ${version} was set aside`;
  return `${run} before version ${version} was finished`;
}
