import {
  type Decision,
  type Extras,
  remarkOnFailure,
  type SomeNames,
  type TrainFailure,
} from '@org/model-registry-core';
import { StoreRefusal, VersionTakenError } from '@org/model-registry-fs-store';
import type { Situation } from '@org/model-registry-selector';
import { trainUnlessThere } from '@org/model-registry-training-gate';

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
export type TrainOutcome =
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
 * model as it was.
 *
 * @throws VersionTakenError where files of the version exist; StoreRefusal where no version is left;
 *   TypeError for a version that is none of the layout's scheme; BusyError; Error for failing IO
 */
export async function trainModel(
  situation: Situation,
  options: TrainOptions & { readonly waitSeconds: number },
): Promise<TrainOutcome> {
  const { force = false, version: requested = null, restamp = false } = options;
  const { command, onOutput, timeoutSeconds = null, waitSeconds } = options;
  const never = new AbortController().signal;
  const outcome = await trainUnlessThere(situation, {
    request: { forceTrain: force, requested, configured: situation.config.version },
    command,
    inPlace: false,
    restamp,
    numbers: null,
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
      throw new StoreRefusal(`there is no version left after ${version}: name one`);
    }
    case 'published':
      return outcome;
    case 'failed':
      return { ...outcome, message: remarkOnFailure(outcome.failure) };
  }
}
