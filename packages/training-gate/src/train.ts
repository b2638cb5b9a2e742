import {
  type Decision,
  type Extras,
  instantOf,
  remarksOnRecovery,
  selectedVersion,
  type TrainFailure,
  type TrainingPlan,
} from '@org/model-registry-core';
import { librariesOfCommand } from '@org/model-registry-fs-scanner';
import {
  recover,
  recoverChanges,
  type TrainingLock,
  trainingLock,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { decide, type Situation } from '@org/model-registry-selector';
import { checkEnd, checkTrained } from './check.js';
import { type FailedTraining, failureOf, LEAST_WAIT, recoverTraining, unfit } from './failure.js';
import {
  beginTraining,
  claimTraining,
  nextTraining,
  type OpenNumbers,
  type Training,
  type TrainingRequest,
} from './plan.js';
import { publishTrained } from './publish.js';
import { type RunOptions, runTraining } from './run.js';

/** A training that is asked for, and how it is run. */
export interface TrainUnlessThere extends RunOptions {
  readonly request: TrainingRequest;
  /** The command writes straight into the models directory. */
  readonly inPlace: boolean;
  /** Write the version into the metadata, and keep what they name under `version_before`. */
  readonly restamp: boolean;
  /** Opens the numbers that many machines share, once a training is needed; null where there are none. */
  readonly numbers: OpenNumbers | null;
  /** Seconds to wait for a lock that another process holds; 0 does not wait. */
  readonly waitSeconds: number;
  /** Tells a person what happens meanwhile, a line each; not escaped. */
  readonly say: (remark: string) => void;
}

/** What became of a training. */
export type TrainOutcome =
  /** Nothing was run: a compatible model is there, or no version can be given. */
  | (Exclude<TrainingPlan, { action: 'train' }> & { readonly decision: Decision })
  | {
      readonly action: 'published';
      readonly version: string;
      /** What was selected before; null where nothing was. */
      readonly previousVersion: string | null;
      readonly decision: Decision;
      /** What the command left in `{out}` beside the version's files; null for nothing. */
      readonly extras: Extras | null;
    }
  | (FailedTraining & {
      readonly action: 'failed';
      readonly version: string;
      /** Taken before the training. */
      readonly decision: Decision;
    });

/**
 * Decide, plan, run, check, publish, under one training lock: nothing is run where a compatible model
 * is there, and whatever fails leaves every earlier model as it was. The decision is taken before the
 * lock, so that a run with nothing to do never waits, and again with it.
 *
 * @throws BusyError where another process holds a lock for longer than the wait; Error for failing IO
 * @example await trainUnlessThere(situation, { request, command, output: { stdout: 1 }, … })
 */
export async function trainUnlessThere(
  situation: Situation,
  options: TrainUnlessThere,
): Promise<TrainOutcome> {
  const { registry } = situation;
  const { request, inPlace, waitSeconds, interrupt, say } = options;
  const before = await decide(situation);
  const first = nextTraining(registry, before, request, situation.now);
  if (first.action !== 'train') return { ...first, decision: before };
  const waiting = { waitSeconds, purpose: 'train', signal: interrupt };
  const lock = await trainingLock(registry, waiting);
  try {
    // No other training is under way now, and what a killed one left may change the plan.
    const decision = await withStoreLock(registry, waiting, async (store) => {
      const at = instantOf(new Date());
      remarksOnRecovery(await recover(store, lock, { situation, at })).forEach(say);
      return decide(situation);
    });
    const { now } = situation;
    const planned = await claimTraining(registry, decision, request, now, options.numbers);
    if (planned.action !== 'train') return { ...planned, decision };
    const { version } = planned;
    const training = beginTraining(lock, { version, inPlace, symbols: null });
    say(`training version ${version} into ${training.out}`);
    const result = await runAndPublish(lock, training, situation, options);
    if ('action' in result) return result;
    const failed = await recoverTraining(lock, training, situation, result);
    return { action: 'failed', version, decision, ...failed };
  } finally {
    await lock.release();
  }
}

/** An error is a failure here: what is left of the training has to be dealt with first. */
async function runAndPublish(
  lock: TrainingLock,
  training: Training,
  situation: Situation,
  options: TrainUnlessThere,
): Promise<Extract<TrainOutcome, { action: 'published' }> | TrainFailure> {
  const { registry, config } = situation;
  try {
    const failure = checkEnd(registry, training, await runTraining(lock, training, options));
    if (failure) return failure;
    const check = await checkTrained(lock, training, {
      ...config.requirements,
      restamp: options.restamp,
      trainedWith: librariesOfCommand(options.command, process.env),
    });
    if (!check.ok) return unfit(check);
    const waitSeconds = Math.max(options.waitSeconds, LEAST_WAIT);
    const waiting = { waitSeconds, purpose: 'train', signal: options.interrupt };
    return await withStoreLock(registry, waiting, async (store) => {
      const at = instantOf(new Date());
      await recoverChanges(store, { situation, at });
      const previousVersion = selectedVersion(await decide(situation));
      const change = { situation, at, previousVersion };
      const publication = await publishTrained(store, lock, training, check, change);
      if (!publication.ok) return unfit(publication);
      const { version, decision, extras } = publication;
      return { action: 'published', version, previousVersion, decision, extras };
    });
  } catch (error) {
    return failureOf(error);
  }
}
