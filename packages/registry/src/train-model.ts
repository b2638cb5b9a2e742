import {
  type Decision,
  type Extras,
  instantOf,
  remarkOnFailure,
  selectedVersion,
  type TrainFailure,
} from '@org/model-registry-core';
import {
  recover,
  StoreRefusal,
  type TrainingLock,
  trainingLock,
  VersionTakenError,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { decide, type Situation } from '@org/model-registry-selector';
import {
  beginTraining,
  checkEnd,
  checkTrained,
  failureOf,
  LEAST_WAIT,
  nextTraining,
  publishTrained,
  recoverTraining,
  runTraining,
  type Training,
} from '@org/model-registry-training-gate';

/** A training, and when it is made. */
export interface TrainOptions {
  /** Program and arguments; `{version}` and `{out}` in them are replaced. No shell looks at them. */
  readonly command: readonly string[];
  /** Train although a compatible model is there. */
  readonly force?: boolean;
  /** The version to train, if one is trained; the next free one where it is left out. */
  readonly version?: string;
  /** When the command is ended, at most 24 days; never where it is left out. */
  readonly timeoutSeconds?: number;
  /** Gets the command's output and errors; both go to this process's own where it is left out. */
  readonly onOutput?: (piece: Buffer) => void;
  /** Ends the command: its process group gets SIGTERM. */
  readonly signal?: AbortSignal;
  /** Seconds to wait for a lock that another process holds, 0 or more; 10 where it is left out. */
  readonly waitSeconds?: number;
}

/** What became of a training. */
export type TrainOutcome =
  /** A compatible model is there: nothing was run. */
  | { readonly action: 'skipped'; readonly decision: Decision }
  | {
      readonly action: 'published';
      readonly version: string;
      readonly decision: Decision;
      /** What the command left in `{out}` beside the three files; null for nothing. */
      readonly extras: Extras | null;
    }
  | {
      readonly action: 'failed';
      readonly version: string;
      readonly failure: TrainFailure;
      /** The same in a sentence. */
      readonly message: string;
      /** Where the command wrote to. */
      readonly out: string;
      /** The finished versions that are kept there, to be published or deleted. */
      readonly kept: readonly string[];
    };

/**
 * Decide, plan, run, check, publish, under one training lock; whatever fails leaves every earlier
 * model as it was.
 *
 * @throws VersionTakenError where files of the version exist; StoreRefusal where no version is left;
 *   TypeError for a version that is not MAJOR.MINOR; BusyError; Error for failing IO
 */
export async function trainModel(
  situation: Situation,
  options: TrainOptions & { readonly waitSeconds: number },
): Promise<TrainOutcome> {
  const { registry, config } = situation;
  const { force = false, version: requested = null, waitSeconds } = options;
  const request = { forceTrain: force, requested, configured: config.version };
  const plan = async () => {
    const decision = await decide(situation);
    const next = nextTraining(registry, decision, request);
    if (next.action === 'refuse') {
      if (next.reason === 'version-taken') throw new VersionTakenError(next.version);
      throw new StoreRefusal(`there is no version left after ${next.version}: name one`);
    }
    return { ...next, decision };
  };
  const first = await plan();
  if (first.action === 'skip') return { action: 'skipped', decision: first.decision };
  const waiting = { waitSeconds, purpose: 'train' };
  const lock = await trainingLock(registry, waiting);
  try {
    const planned = await withStoreLock(registry, waiting, async (store) => {
      await recover(store, lock, { situation, at: instantOf(new Date()) });
      return plan();
    });
    if (planned.action === 'skip') return { action: 'skipped', decision: planned.decision };
    const { version } = planned;
    const training = beginTraining(lock, { version, inPlace: false, symbols: null });
    const result = await runAndPublish(lock, training, situation, options);
    if ('action' in result) return result;
    const failed = await recoverTraining(lock, training, result);
    return { action: 'failed', version, message: remarkOnFailure(failed.failure), ...failed };
  } finally {
    await lock.release();
  }
}

/** An error is a failure here: what is left of the training has to be dealt with first. */
async function runAndPublish(
  lock: TrainingLock,
  training: Training,
  situation: Situation,
  options: TrainOptions & { readonly waitSeconds: number },
): Promise<Extract<TrainOutcome, { action: 'published' }> | TrainFailure> {
  const { registry, config } = situation;
  const { command, onOutput, timeoutSeconds = null, waitSeconds } = options;
  const never = new AbortController().signal;
  const { signal: interrupt = never } = options;
  try {
    const output = onOutput ?? { stdout: 1 };
    const run = { command, output, timeoutSeconds, interrupt, kill: never };
    const failure = checkEnd(registry, training, await runTraining(lock, training, run));
    if (failure) return failure;
    const waiting = { waitSeconds: Math.max(waitSeconds, LEAST_WAIT), purpose: 'train' };
    return await withStoreLock(registry, waiting, async (store) => {
      const at = instantOf(new Date());
      await recover(store, null, { situation, at });
      const check = await checkTrained(store, training, config.requirements);
      if (!check.ok) return { kind: 'unfit', problems: check.problems };
      const previousVersion = selectedVersion(await decide(situation));
      const change = { situation, at, previousVersion };
      const publication = await publishTrained(store, training, check, change);
      if (!publication.ok) return { kind: 'unfit', problems: publication.problems };
      const { version, decision, extras } = publication;
      return { action: 'published', version, decision, extras };
    });
  } catch (error) {
    return failureOf(error);
  }
}
