import {
  describeModel,
  modelDocument,
  selectedVersion,
  warningsOnUnread,
} from '@org/model-registry-core';
import { startAnew } from '@org/model-registry-fs-store';
import {
  actingAs,
  type Command,
  EXIT,
  flag,
  listenForSignals,
  type Outcome,
  readSurroundings,
  type Surroundings,
  statusOfError,
  statusOfFailure,
  UsageError,
} from '@org/model-registry-program';
import { type TrainOutcome, trainUnlessThere } from '@org/model-registry-training-gate';
import { planRefusal, renderFailure } from '../../render/training.js';
import { alertsOnFailure, alertsOnSelection } from '../../selection-alerts.js';
import { statusOf } from '../../status-of.js';
import { numbersFor, pushAfter } from '../fleet/train-with-store.js';
import { FRESH, RESTAMP, remarksOnMarks, versionOption, WAIT, waitSeconds } from './options.js';
import { presentPublished, turnedDown } from './publish.js';

export const train: Command = {
  usage: 'train [--force-train] [--version X.Y] [options] -- COMMAND',
  summary: 'train and publish a model, unless a compatible one is there',
  help: `With a compatible model, nothing is run. Otherwise runs the command, checks the
files that it made, and publishes them in one step. Nothing that exists
is ever replaced, and a failure leaves every earlier model as it was.

{version} and {out} in the command are replaced by the version to make and by
the folder to write to; MODEL_REGISTRY_VERSION and MODEL_REGISTRY_OUT say the
same. No shell looks at the command. Needs the config file.`,
  notes: `Exits 4 when the command failed or made files that cannot be published, 5 when
another training runs. With --json the command's own output goes to stderr.`,
  examples: [
    `model-registry train -- python3 train_model.py --symbol BTCUSDT \\
  --version {version} --out {out}`,
  ],
  options: {
    'force-train': { type: 'boolean', help: 'train although a compatible model is there' },
    version: { type: 'string', value: 'X.Y', help: 'the version to train, if one is trained' },
    'in-place': {
      type: 'boolean',
      help: `the command writes straight into the models directory;
{out} is that directory`,
    },
    restamp: { type: 'boolean', help: RESTAMP },
    fresh: { type: 'boolean', help: FRESH },
    ...WAIT,
  },
  operands: 'command',
  async run(arguments_, io) {
    const { say } = io;
    const surroundings = await readSurroundings(arguments_, 'refuse');
    if (flag(arguments_, 'fresh')) startAnew(surroundings.registry);
    const requested = versionOption(arguments_, surroundings.registry);
    const user = actingAs();
    const signals = listenForSignals();
    try {
      const outcome = await trainUnlessThere(surroundings, {
        request: {
          forceTrain: flag(arguments_, 'force-train'),
          requested,
          configured: surroundings.config.version,
        },
        command: arguments_.operands,
        inPlace: flag(arguments_, 'in-place'),
        restamp: flag(arguments_, 'restamp'),
        numbers: numbersFor(surroundings, waitSeconds(arguments_), say),
        waitSeconds: waitSeconds(arguments_),
        output: { stdout: flag(arguments_, 'json') ? 2 : 1 },
        timeoutSeconds: null,
        interrupt: signals.interrupt,
        kill: signals.kill,
        say: (remark) => say(user === null ? remark : `as ${user}: ${remark}`),
      });
      return pushAfter(present(outcome, surroundings), surroundings, waitSeconds(arguments_));
    } finally {
      signals.stop();
    }
  },
};

const SCHEMA = 'model-registry/train@1';

function present(result: TrainOutcome, surroundings: Surroundings): Outcome {
  const { registry, config, remarks } = surroundings;
  switch (result.action) {
    case 'refuse':
      throw new UsageError(planRefusal(result));
    case 'skip': {
      const model = result.decision.selection.chosen?.model ?? null;
      return {
        text: () =>
          `${model ? describeModel(model, config.rotation.criteria.metricNames).join('\n') : ''}\n\n${SKIPPED}\n`,
        json: () => ({ schema: SCHEMA, action: 'skipped', model: model && modelDocument(model) }),
        remarks: [...remarks, ...warningsOnUnread(result.decision)],
        status: EXIT.done,
      };
    }
    case 'published': {
      const all = [...remarks, ...remarksOnMarks(registry)];
      const outcome = {
        ...presentPublished(SCHEMA, result, config, all),
        ...alertsOnSelection(surroundings, result, 'trained by command'),
      };
      // Whoever trained wanted a model to load, and this is none.
      return turnedDown(result).length > 0 ? { ...outcome, status: EXIT.no } : outcome;
    }
    case 'failed': {
      const { action, version, failure, out, kept, appeared, removed } = result;
      const facts =
        failure.kind === 'error' ? { kind: 'error', message: failure.error.message } : failure;
      return {
        text: () => '',
        json: () => ({
          schema: SCHEMA,
          action,
          version,
          model: null,
          failure: facts,
          ...{ out, kept, appeared, removed },
        }),
        remarks: [...remarks, ...renderFailure(version, result, registry.modelsDir)],
        ...alertsOnFailure(surroundings, version, failure, selectedVersion(result.decision)),
        status:
          failure.kind === 'error'
            ? statusOfError(failure.error, statusOf)
            : statusOfFailure(failure),
      };
    }
  }
}

const SKIPPED = 'A compatible model is there: nothing was trained (--force-train trains anyway).';
