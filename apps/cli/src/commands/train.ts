import { describeModel, instantOf, modelDocument, needsTraining } from '@org/model-registry-core';
import { type Surroundings, selectedVersion, UsageError } from '@org/model-registry-selector';
import type { TrainEvent, TrainOutcome } from '@org/model-registry-training-gate';
import {
  listenForSignals,
  train as passGate,
  remarksOnCleanUp,
  statusOfFailure,
} from '@org/model-registry-training-gate';
import { type Command, flag, type Outcome, text } from '../command.js';
import { EXIT, statusOf } from '../exit-status.js';
import { presentPublished } from '../present-published.js';
import { readSurroundings } from '../read-context.js';
import { renderFailure } from '../render/training.js';
import { planRefusal } from '../render/training-plan.js';
import { checkVersion, WAIT, waitSeconds } from '../write-options.js';

export const train: Command = {
  usage: 'train [--force-train] [--version X.Y] [options] -- COMMAND',
  summary: 'train and publish a model, unless a compatible one is there',
  help: `With a compatible model, nothing is run. Otherwise runs the command, checks the
three files that it made, and publishes them in one step. Nothing that exists
is ever replaced, and a failure leaves every earlier model as it was.

{version} and {out} in the command are replaced by the version to make and by
the folder to write to; MODEL_REGISTRY_VERSION and MODEL_REGISTRY_OUT say the
same. No shell looks at the command. Needs the config file.`,
  remarks: `Exits 4 when the command failed or made files that cannot be published, 5 when
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
  async run(arguments_, say) {
    const version = text(arguments_, 'version');
    const surroundings = await readSurroundings(arguments_, 'refuse');
    const forced = flag(arguments_, 'force-train');
    const interruption = listenForSignals();
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
        interruption,
        report: (event) => remarksOn(event).forEach(say),
      });
      return present(outcome, surroundings);
    } finally {
      interruption.stop();
    }
  },
};

function remarksOn(event: TrainEvent): string[] {
  if (event.kind === 'ended') return [];
  return event.kind === 'cleaned-up'
    ? remarksOnCleanUp(event.cleanUp)
    : [`training version ${event.version} into ${event.out}`];
}

const SCHEMA = 'model-registry/train@1';

/** Nothing judges the model here, so none is set aside. */
type Outcomes = Exclude<TrainOutcome, { action: 'rejected' }>;

function present(outcome: Outcomes, { notes }: Surroundings): Outcome {
  switch (outcome.action) {
    case 'refused':
      throw new UsageError(planRefusal(outcome.plan));
    case 'skipped': {
      const model = outcome.decision.selection.chosen?.model ?? null;
      return {
        text: () => `${model ? describeModel(model).join('\n') : ''}\n\n${SKIPPED}\n`,
        json: () => ({ schema: SCHEMA, action: 'skipped', model: model && modelDocument(model) }),
        notes,
        status: EXIT.done,
      };
    }
    case 'published':
      return presentPublished(SCHEMA, outcome, notes);
    case 'failed': {
      const { action, version, failure, out, kept } = outcome;
      const facts =
        failure.kind === 'error' ? { kind: 'error', message: failure.error.message } : failure;
      return {
        text: () => '',
        json: () => ({ schema: SCHEMA, action, version, model: null, failure: facts, out, kept }),
        notes: [...notes, ...renderFailure(outcome)],
        status: failure.kind === 'error' ? statusOf(failure.error) : statusOfFailure(failure),
      };
    }
  }
}

const SKIPPED = 'A compatible model is there: nothing was trained (--force-train trains anyway).';
