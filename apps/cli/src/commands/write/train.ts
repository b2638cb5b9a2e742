import { describeModel, instantOf, modelDocument, needsTraining } from '@org/model-registry-core';
import {
  type Command,
  EXIT,
  flag,
  type InterruptedError,
  listenForSignals,
  type Outcome,
  readSurroundings,
  type Signals,
  type Surroundings,
  statusOfError,
  text,
  UsageError,
} from '@org/model-registry-program';
import { selectedVersion } from '@org/model-registry-selector';
import type { Interruption, TrainEvent, TrainOutcome } from '@org/model-registry-training-gate';
import {
  train as passGate,
  remarksOnCleanUp,
  statusOfFailure,
} from '@org/model-registry-training-gate';
import { renderFailure } from '../../render/training.js';
import { planRefusal } from '../../render/training-plan.js';
import { statusOf } from '../../status-of.js';
import { checkVersion, WAIT, waitSeconds } from './options.js';
import { presentPublished } from './present-published.js';

export const train: Command = {
  usage: 'train [--force-train] [--version X.Y] [options] -- COMMAND',
  summary: 'train and publish a model, unless a compatible one is there',
  help: `With a compatible model, nothing is run. Otherwise runs the command, checks the
three files that it made, and publishes them in one step. Nothing that exists
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
    ...WAIT,
  },
  operands: 'command',
  async run(arguments_, { say }) {
    const version = text(arguments_, 'version');
    const surroundings = await readSurroundings(arguments_, 'refuse');
    const forced = flag(arguments_, 'force-train');
    const signals = listenForSignals();
    try {
      const outcome = await passGate({
        ...surroundings,
        clock: () => instantOf(new Date()),
        isWanted: (decision) => needsTraining(selectedVersion(decision), forced),
        version: version === undefined ? null : checkVersion('--version', version),
        command: arguments_.operands,
        inPlace: flag(arguments_, 'in-place'),
        waitSeconds: waitSeconds(arguments_),
        output: { stdout: flag(arguments_, 'json') ? 2 : 1 },
        symbols: null,
        timeoutSeconds: null,
        judge: null,
        interruption: interruptionBy(signals),
        report: (event) => remarksOn(event).forEach(say),
      });
      return present(outcome, surroundings);
    } finally {
      signals.stop();
    }
  },
};

/** The signals as the gate takes them. */
function interruptionBy({ interrupt, kill, stop }: Signals): Interruption {
  const interruption: Interruption = { aborted: interrupt, onSignal: null, stop };
  for (const signal of [interrupt, kill]) {
    signal.addEventListener('abort', () => {
      interruption.onSignal?.((signal.reason as InterruptedError).signal);
    });
  }
  return interruption;
}

function remarksOn(event: TrainEvent): string[] {
  if (event.kind === 'ended') return [];
  return event.kind === 'cleaned-up'
    ? remarksOnCleanUp(event.cleanUp)
    : [`training version ${event.version} into ${event.out}`];
}

const SCHEMA = 'model-registry/train@1';

/** Nothing judges the model here, so none is set aside. */
type Outcomes = Exclude<TrainOutcome, { action: 'rejected' }>;

function present(outcome: Outcomes, { remarks }: Surroundings): Outcome {
  switch (outcome.action) {
    case 'refused':
      throw new UsageError(planRefusal(outcome.plan));
    case 'skipped': {
      const model = outcome.decision.selection.chosen?.model ?? null;
      return {
        text: () => `${model ? describeModel(model).join('\n') : ''}\n\n${SKIPPED}\n`,
        json: () => ({ schema: SCHEMA, action: 'skipped', model: model && modelDocument(model) }),
        remarks,
        status: EXIT.done,
      };
    }
    case 'published':
      return presentPublished(SCHEMA, outcome, remarks);
    case 'failed': {
      const { action, version, failure, out, kept } = outcome;
      const facts =
        failure.kind === 'error' ? { kind: 'error', message: failure.error.message } : failure;
      return {
        text: () => '',
        json: () => ({ schema: SCHEMA, action, version, model: null, failure: facts, out, kept }),
        remarks: [...remarks, ...renderFailure(outcome)],
        status:
          failure.kind === 'error'
            ? statusOfError(failure.error, statusOf)
            : statusOfFailure(failure),
      };
    }
  }
}

const SKIPPED = 'A compatible model is there: nothing was trained (--force-train trains anyway).';
