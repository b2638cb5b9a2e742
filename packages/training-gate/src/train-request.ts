import type {
  DiscoveredModel,
  Instant,
  Problem,
  RegistryConfig,
  VersionPlan,
} from '@org/model-registry-core';
import type { CleanUp } from '@org/model-registry-fs-store';
import type { Decision } from '@org/model-registry-selector';
import type { ChangedFile } from './changed-files.js';
import type { Interruption } from './interruption.js';
import type { CommandEnd, CommandOutput } from './run-command.js';

/** Whether and how to train, and who is told. */
export interface TrainRequest {
  readonly modelsDir: string;
  readonly config: RegistryConfig;
  /** The moment that age and recency are counted from. */
  readonly now: Instant;
  /** The time that the journal and the new model's `published_at` get. */
  readonly clock: () => Instant;
  /**
   * Whether to train, all considered. Asked twice, the second time with `isAlone`: no other run is
   * under way then.
   */
  readonly isWanted: (decision: Decision, isAlone: boolean) => boolean | Promise<boolean>;
  /** The version to train, if one is trained; canonical. Null derives one. */
  readonly version: string | null;
  /** Program and arguments. `{version}`, `{out}` and `{symbols}` in them are replaced. */
  readonly command: readonly string[];
  /** The symbols to train; null leaves them to the command. */
  readonly symbols: ((decision: Decision) => readonly string[]) | null;
  /** The command writes straight into the models directory. */
  readonly inPlace: boolean;
  /** Seconds to wait for each lock; 0 does not wait, but for 10 s to publish what is trained. */
  readonly waitSeconds: number;
  readonly output: CommandOutput;
  /** When the command is ended, at most 24 days; null for never. */
  readonly timeoutSeconds: number | null;
  /** Judges a model that is fit to be published; null publishes every one. */
  readonly judge:
    | ((model: DiscoveredModel, decision: Decision) => Judgement | Promise<Judgement>)
    | null;
  readonly interruption: Interruption;
  /** Told what happens while it happens. */
  readonly report: (event: TrainEvent) => void;
}

/** Whether a new model is published, or set aside. */
export interface Judgement {
  readonly promote: boolean;
  /** Any value that JSON can hold, kept with the files that are set aside. */
  readonly reasons: unknown;
}

/** What happens on the way. */
export type TrainEvent =
  | { readonly kind: 'cleaned-up'; readonly cleanUp: CleanUp }
  | { readonly kind: 'training'; readonly version: string; readonly out: string }
  /** What came of it; no other run has begun yet. */
  | { readonly kind: 'ended'; readonly outcome: TrainEnd };

/** Why a training gave no model. */
export type TrainFailure =
  | { readonly kind: 'command'; readonly end: CommandEnd }
  /** What is wrong with the files of the version. */
  | { readonly kind: 'unfit'; readonly problems: readonly Problem[] }
  /** While the command ran, somebody took the version. */
  | { readonly kind: 'version-taken' }
  /** The command wrote the model into the models directory, and not where it was told to. */
  | { readonly kind: 'misplaced' }
  /** Files of earlier models that are not what they were before an in-place training. */
  | {
      readonly kind: 'overwritten';
      readonly end: CommandEnd;
      readonly files: readonly ChangedFile[];
    }
  /** The command did its part; the system, or who holds the store lock, refused the rest. */
  | { readonly kind: 'error'; readonly error: Error };

/** How it ended. */
export type TrainOutcome =
  | { readonly action: 'skipped'; readonly decision: Decision }
  | { readonly action: 'refused'; readonly plan: Extract<VersionPlan, { action: 'refuse' }> }
  | {
      readonly action: 'published';
      readonly version: string;
      readonly decision: Decision;
      readonly judgement: Judgement | null;
    }
  /** Set aside in the folder; nothing else changed. */
  | {
      readonly action: 'rejected';
      readonly version: string;
      readonly folder: string;
      readonly judgement: Judgement;
    }
  | {
      readonly action: 'failed';
      readonly version: string;
      readonly failure: TrainFailure;
      /** Where the command wrote to, or where a finished model was taken from there. */
      readonly out: string;
      /** The finished versions that are still there. */
      readonly kept: readonly string[];
    };

/** What came of a training that was begun. */
export type TrainEnd = Extract<TrainOutcome, { action: 'published' | 'rejected' | 'failed' }>;
