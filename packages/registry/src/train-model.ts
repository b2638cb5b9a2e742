import {
  type Decision,
  type Extras,
  remarkOnFailure,
  type SomeNames,
  type TrainFailure,
} from '@org/model-registry-core';
import { StoreRefusal, VersionTakenError } from '@org/model-registry-fs-store';
import type { Situation } from '@org/model-registry-selector';
import { type TrainUnlessThere, trainUnlessThere } from '@org/model-registry-training-gate';

/** A training, and when it is made. */
export interface TrainOptions {
  /** Program and arguments; `{version}` and `{out}` in them are replaced. No shell looks at them. */
  readonly command: readonly string[];
  /** Train although a compatible model is there. */
  readonly force?: boolean;
  /** The version to train, if one is trained; the next free one where it is left out. */
  readonly version?: string;
  /**
   * Write the version into the metadata, and keep what they name as `version` under `version_before`: for
   * a command that counts its own way.
   */
  readonly restamp?: boolean;
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
export type TrainOutcome = TrainEnd & {
  /** What was done in the store that many machines share; null without `model.store.push`. */
  readonly store: StoreEffect | null;
};

/** What a training did in the store that many machines share. */
export interface StoreEffect {
  /** Versions that are there now and were not before: this one, and those that waited. */
  readonly pushed: readonly string[];
  /** What somebody should know, such as that it is out of reach; not escaped. What waits is pushed by the next training. */
  readonly remarks: readonly string[];
}

type TrainEnd =
  /** A compatible model is there: nothing was run. */
  | { readonly action: 'skipped'; readonly decision: Decision }
  | {
      readonly action: 'published';
      readonly version: string;
      readonly decision: Decision;
      /** What the command left in `{out}` beside the version's files; null for nothing. */
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
      /**
       * What came into the models directory meanwhile and nobody published: the command may have written
       * there, and not into `{out}`.
       */
      readonly appeared: SomeNames;
      /** What was in `out`, and is removed with it. */
      readonly removed: SomeNames;
      /** That a model may be live which nobody has judged, and why; null where there is none. */
      readonly stillLive: string | null;
    };

/**
 * Decide, plan, run, check, publish, under one training lock; whatever fails leaves every earlier
 * model as it was. With `model.store.push` the number is claimed in the store before the command runs, and
 * what waits is pushed at the end; a store that is out of reach changes nothing of the outcome.
 *
 * @throws VersionTakenError where files of the version exist; StoreRefusal where it is claimed in the store, or no version is left;
 *   TypeError for a version that is none of the layout's scheme; BusyError; Error for failing IO
 */
export async function trainModel(
  situation: Situation,
  options: TrainOptions & { readonly waitSeconds: number },
): Promise<TrainOutcome> {
  const { store } = situation.config;
  if (!store?.push) return { ...(await train(situation, options, null)), store: null };
  const { pushWaiting, shareNumbers } = await import('@org/model-registry-fleet');
  const remarks: string[] = [];
  const { waitSeconds } = options;
  const site = { waitSeconds, say: (remark: string) => void remarks.push(remark) };
  const end = await train(situation, options, () => shareNumbers(situation, store, site));
  return { ...end, store: { pushed: await pushWaiting(situation, store, site), remarks } };
}

async function train(
  situation: Situation,
  options: TrainOptions & { readonly waitSeconds: number },
  numbers: TrainUnlessThere['numbers'],
): Promise<TrainEnd> {
  const { force = false, version: requested = null, restamp = false } = options;
  const { command, onOutput, timeoutSeconds = null, waitSeconds } = options;
  const never = new AbortController().signal;
  const outcome = await trainUnlessThere(situation, {
    request: { forceTrain: force, requested, configured: situation.config.version },
    command,
    inPlace: false,
    restamp,
    numbers,
    waitSeconds,
    output: onOutput ?? { stdout: 1 },
    timeoutSeconds,
    interrupt: options.signal ?? never,
    kill: never,
    say: () => {},
  });
  switch (outcome.action) {
    case 'skip':
      return { action: 'skipped', decision: outcome.decision };
    case 'refuse': {
      const { reason, version } = outcome;
      if (reason === 'version-taken') throw new VersionTakenError(version);
      if (reason === 'version-claimed') {
        throw new StoreRefusal(
          `version ${version}: the number is claimed in the store; name another one`,
        );
      }
      throw new StoreRefusal(`there is no version left after ${version}: name one`);
    }
    case 'published':
      return outcome;
    case 'failed':
      return { ...outcome, message: remarkOnFailure(outcome.failure) };
  }
}
