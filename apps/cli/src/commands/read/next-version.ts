import { selectedVersion } from '@org/model-registry-core';
import { type Command, EXIT, flag, UsageError } from '@org/model-registry-program';
import { nextTraining } from '@org/model-registry-training-gate';
import { readContext } from '../../context.js';
import { planRefusal, renderPlan } from '../../render/training.js';
import { versionOption } from '../write/options.js';

export const nextVersion: Command = {
  usage: 'next-version [--force-train] [--version X.Y] [options]',
  summary: 'whether a training run would train, and which version',
  help: `Prints the decision that a training run would take, and why; runs nothing.
A version of which any file exists, also in archive/ or set aside, is taken.`,
  examples: ['model-registry next-version', 'model-registry next-version --force-train --json'],
  options: {
    'force-train': { type: 'boolean', help: 'train although a compatible model is there' },
    version: {
      type: 'string',
      value: 'X.Y',
      help: `the version to train, if one is trained; exits 2 when that
version is taken`,
    },
  },
  operands: [],
  async run(arguments_) {
    const context = await readContext(arguments_);
    const { registry, config, remarks, now } = context;
    const requested = versionOption(arguments_, registry);
    const request = { forceTrain: flag(arguments_, 'force-train'), requested };
    const plan = nextTraining(registry, context, { ...request, configured: config.version }, now);
    if (plan.action === 'refuse') throw new UsageError(planRefusal(plan));
    return {
      text: () => `${renderPlan(plan, selectedVersion(context))}\n`,
      json: () => ({ schema: 'model-registry/next-version@1', ...plan }),
      remarks,
      status: EXIT.done,
    };
  },
};
