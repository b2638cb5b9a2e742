import {
  type Decision,
  describeModel,
  type Extras,
  instantOf,
  modelDocument,
  remarksOnRecovery,
  selectedVersion,
  type TrainFailure,
  type TrainingPlan,
} from '@org/model-registry-core';
import {
  recover,
  startAnew,
  type TrainingLock,
  trainingLock,
  withStoreLock,
} from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  flag,
  listenForSignals,
  type Outcome,
  readSurroundings,
  type Signals,
  type Surroundings,
  statusOfError,
  statusOfFailure,
  text,
  UsageError,
} from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import {
  beginTraining,
  checkEnd,
  checkTrained,
  type FailedTraining,
  failureOf,
  LEAST_WAIT,
  nextTraining,
  publishTrained,
  recoverTraining,
  runTraining,
  type Training,
  type TrainingRequest,
} from '@org/model-registry-training-gate';
import { planRefusal, renderFailure } from '../../render/training.js';
import { statusOf } from '../../status-of.js';
import { checkVersion, FRESH, remarksOnMarks, WAIT, waitSeconds } from './options.js';
import { presentPublished } from './publish.js';

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
    fresh: { type: 'boolean', help: FRESH },
    ...WAIT,
  },
  operands: 'command',
  async run(arguments_, { say }) {
    const version = text(arguments_, 'version');
    const surroundings = await readSurroundings(arguments_, 'refuse');
    if (flag(arguments_, 'fresh')) startAnew(surroundings.registry);
    const request: Request = {
      plan: {
        forceTrain: flag(arguments_, 'force-train'),
        requested: version === undefined ? null : checkVersion('--version', version),
        configured: surroundings.config.version,
      },
      command: arguments_.operands,
      inPlace: flag(arguments_, 'in-place'),
      waitSeconds: waitSeconds(arguments_),
      stdout: flag(arguments_, 'json') ? 2 : 1,
      signals: listenForSignals(),
    };
    try {
      return present(await trainUnlessThere(surroundings, request, say), surroundings);
    } finally {
      request.signals.stop();
    }
  },
};

/** What the command line asks for. */
interface Request {
  readonly plan: TrainingRequest;
  readonly command: readonly string[];
  readonly inPlace: boolean;
  readonly waitSeconds: number;
  /** The descriptor that the command's output goes to. */
  readonly stdout: number;
  readonly signals: Signals;
}

type Published = {
  readonly action: 'published';
  readonly version: string;
  readonly decision: Decision;
  readonly extras: Extras | null;
};
type Result =
  | (Exclude<TrainingPlan, { action: 'train' }> & { readonly decision: Decision })
  | Published
  | (FailedTraining & { readonly action: 'failed'; readonly version: string });

/** Plan, run, check, publish; whatever fails leaves every earlier model as it was. */
async function trainUnlessThere(
  surroundings: Surroundings,
  request: Request,
  say: (remark: string) => void,
): Promise<Result> {
  const { registry } = surroundings;
  const { waitSeconds, signals } = request;
  const decision = await decide(surroundings);
  const first = nextTraining(registry, decision, request.plan);
  if (first.action !== 'train') return { ...first, decision };
  const options = { waitSeconds, purpose: 'train', signal: signals.interrupt };
  const lock = await trainingLock(registry, options);
  try {
    // No other training is under way now, and what a killed one left may change the plan.
    const planned = await withStoreLock(registry, options, async (store) => {
      const at = instantOf(new Date());
      remarksOnRecovery(await recover(store, lock, { situation: surroundings, at })).forEach(say);
      const decision = await decide(surroundings);
      return { ...nextTraining(registry, decision, request.plan), decision };
    });
    if (planned.action !== 'train') return planned;
    const { version } = planned;
    const training = beginTraining(lock, { version, inPlace: request.inPlace, symbols: null });
    say(`training version ${version} into ${training.out}`);
    const result = await runAndPublish(lock, training, surroundings, request);
    if ('action' in result) return result;
    return { action: 'failed', version, ...(await recoverTraining(lock, training, result)) };
  } finally {
    await lock.release();
  }
}

/** An error is a failure here: what is left of the training has to be dealt with first. */
async function runAndPublish(
  lock: TrainingLock,
  training: Training,
  surroundings: Surroundings,
  { command, stdout, waitSeconds, signals }: Request,
): Promise<Published | TrainFailure> {
  const { registry, config } = surroundings;
  const { interrupt, kill } = signals;
  try {
    const run = { command, output: { stdout }, timeoutSeconds: null, interrupt, kill };
    const failure = checkEnd(registry, training, await runTraining(lock, training, run));
    if (failure) return failure;
    const wait = Math.max(waitSeconds, LEAST_WAIT);
    const options = { waitSeconds: wait, purpose: 'train', signal: interrupt };
    return await withStoreLock(registry, options, async (store) => {
      const at = instantOf(new Date());
      await recover(store, null, { situation: surroundings, at });
      const check = await checkTrained(store, training, config.requirements);
      if (!check.ok) return { kind: 'unfit', problems: check.problems };
      const previousVersion = selectedVersion(await decide(surroundings));
      const change = { situation: surroundings, at, previousVersion };
      const publication = await publishTrained(store, training, check, change);
      if (!publication.ok) return { kind: 'unfit', problems: publication.problems };
      const { version, decision, extras } = publication;
      return { action: 'published', version, decision, extras };
    });
  } catch (error) {
    return failureOf(error);
  }
}

const SCHEMA = 'model-registry/train@1';

function present(result: Result, { registry, remarks }: Surroundings): Outcome {
  switch (result.action) {
    case 'refuse':
      throw new UsageError(planRefusal(result));
    case 'skip': {
      const model = result.decision.selection.chosen?.model ?? null;
      return {
        text: () => `${model ? describeModel(model).join('\n') : ''}\n\n${SKIPPED}\n`,
        json: () => ({ schema: SCHEMA, action: 'skipped', model: model && modelDocument(model) }),
        remarks,
        status: EXIT.done,
      };
    }
    case 'published':
      return presentPublished(SCHEMA, result, [...remarks, ...remarksOnMarks(registry)]);
    case 'failed': {
      const { action, version, failure, out, kept } = result;
      const facts =
        failure.kind === 'error' ? { kind: 'error', message: failure.error.message } : failure;
      return {
        text: () => '',
        json: () => ({ schema: SCHEMA, action, version, model: null, failure: facts, out, kept }),
        remarks: [...remarks, ...renderFailure(version, result)],
        status:
          failure.kind === 'error'
            ? statusOfError(failure.error, statusOf)
            : statusOfFailure(failure),
      };
    }
  }
}

const SKIPPED = 'A compatible model is there: nothing was trained (--force-train trains anyway).';
