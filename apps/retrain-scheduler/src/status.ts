import { toJson } from '@org/model-registry-core';
import { findTraining, readRetrainState } from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import { lookAhead } from './look-ahead.js';
import { renderStatus, statusDocument } from './render/status.js';
import type { Scheduler } from './scheduler.js';

/** What a person, or a program, wants to know between two runs. Nothing is changed. */
export async function status(scheduler: Scheduler, json: boolean): Promise<string> {
  const { modelsDir, config, clock } = scheduler;
  const { state, isBroken } = await readRetrainState(modelsDir);
  const outlook = await lookAhead(scheduler, await decide(scheduler), state, clock(), false);
  const facts = {
    outlook,
    isBroken,
    training: await findTraining(modelsDir),
    policy: config.rotation,
  };
  return json ? `${toJson(statusDocument(facts))}\n` : renderStatus(facts);
}
