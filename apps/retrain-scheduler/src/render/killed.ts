import type { RunningRun, RunOutcome } from '@org/model-registry-core';
import { timeText } from './reasons.js';

/** What became of a run that never said so itself. */
export function killedText({ pid, started, version }: RunningRun, outcome: RunOutcome): string {
  const run = `the run of ${timeText(started)} (process ${pid}) was killed, or the disk was full`;
  if (outcome === 'promoted') return `${run}; its version ${version} is published`;
  if (outcome === 'not-promoted') return `${run}; its version ${version} was set aside`;
  return `${run}; its version ${version} is not published`;
}
