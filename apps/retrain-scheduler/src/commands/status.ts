import { findTraining, readRetrainState } from '@org/model-registry-fs-store';
import { type Command, EXIT } from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import { renderStatus, statusDocument } from '../render/status.js';
import { lookAhead } from '../retrain/look-ahead.js';
import { readScheduler } from '../scheduler.js';
import { DECIDING } from './run.js';

export const status: Command = {
  usage: 'status [options]',
  summary: 'the last runs, when the next is due, what waits',
  help: `Shows what a person wants to know between two runs: the selected model, whether
and when a training is due and why, the queue, and the last runs. Changes
nothing.`,
  examples: ['model-registry-retrain status'],
  options: DECIDING,
  operands: [],
  async run(arguments_) {
    const scheduler = await readScheduler(arguments_);
    const { registry, config, clock } = scheduler;
    const { state, isBroken } = readRetrainState(registry);
    const outlook = lookAhead(scheduler, await decide(scheduler), state, clock(), false);
    const training = await findTraining(registry);
    const facts = { outlook, isBroken, training, policy: config.rotation };
    return {
      text: () => renderStatus(facts),
      json: () => statusDocument(facts),
      remarks: [],
      status: EXIT.done,
    };
  },
};
