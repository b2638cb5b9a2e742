import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  endRun,
  type RetrainState,
  type RunningRun,
  type RunOutcome,
} from '@org/model-registry-core';
import { registryPaths } from '@org/model-registry-fs-scanner';
import { readRetrainState, writeRetrainState } from '@org/model-registry-fs-store';
import type { Decision } from '@org/model-registry-selector';
import { takeBack } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { killedText } from '../render/endings.js';
import type { Scheduler } from '../scheduler.js';

/**
 * Reads the state anew. A run that is still running there was killed, since no other run is under
 * way: what became of it is found out and written down. What its command wrote into the models
 * directory is taken back: nobody has judged it. The caller holds both locks.
 */
export async function settleKilled(
  { modelsDir, clock }: Scheduler,
  decision: Decision,
  log: Log,
): Promise<RetrainState> {
  const { state } = await readRetrainState(modelsDir);
  const { running } = state;
  if (running === null) return state;
  const outcome = outcomeOf(running, decision, modelsDir);
  const isLeft = outcome === 'killed' && running.inPlace;
  const folder = isLeft ? takeBack(modelsDir, running.version) : null;
  const reasons = [killedText(running, outcome, folder)];
  const { started, version } = running;
  const run = { started, ended: clock(), outcome, version, reasons };
  const settled = endRun(state, run, started);
  writeRetrainState(modelsDir, settled);
  log('warn', 'last-run-killed', reasons.join(), { version: running.version, outcome });
  return settled;
}

/** Publication and setting aside are steps that are made or not. */
function outcomeOf({ version }: RunningRun, { scan }: Decision, modelsDir: string): RunOutcome {
  const model = scan.models.find((candidate) => candidate.version === version);
  if (model?.exists && model.metadata?.published_at !== undefined) return 'promoted';
  const isAside = existsSync(join(registryPaths(modelsDir).rejected, version));
  return isAside ? 'not-promoted' : 'killed';
}
