import type { SomeNames } from '../layouts/model-like.js';
import type { Artifact } from '../models/artifact.js';
import type { Problem } from '../models/problem.js';

/** How a training command ended. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'interrupted'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  /** The program could not be started; the system's code: `ENOENT`. */
  | { readonly kind: 'not-started'; readonly program: string; readonly code: string };

/** A file of an earlier model that an in-place training did not leave alone. */
export interface ChangedFile {
  /** Absolute. */
  readonly file: string;
  readonly change: 'changed' | 'removed';
}

/** What there is where files of a version are missing: other names, as a rule. */
export interface Instead extends SomeNames {
  /** By artifact, the names of the files that are missing. */
  readonly expected: { readonly [A in Artifact]?: string };
}

/** Why a training gave no model. */
export type TrainFailure =
  | { readonly kind: 'command'; readonly end: CommandEnd }
  | {
      readonly kind: 'unfit';
      /** What is wrong with the files of the version. */
      readonly problems: readonly Problem[];
      /** Null where none is missing. */
      readonly instead: Instead | null;
    }
  /** While the command ran, files of the version came from elsewhere. */
  | { readonly kind: 'version-taken' }
  /** The command wrote the model into the models directory, and not where it was told to. */
  | { readonly kind: 'misplaced' }
  /** The command changed files of earlier models. */
  | {
      readonly kind: 'overwritten';
      readonly end: CommandEnd;
      readonly files: readonly ChangedFile[];
    }
  /** The command did its part, and the rest failed: the system, or a lock that another holds. */
  | {
      readonly kind: 'error';
      readonly error: Error;
      /** The version is published all the same, and what follows a publication failed. */
      readonly isPublished: boolean;
    };

/** What became of a publication that was interrupted. */
export type RecoveredPublication =
  /** Where nobody had judged it: its files are in the folder now. */
  | { readonly version: string; readonly action: 'taken-back'; readonly folder: string }
  | { readonly version: string; readonly action: 'published' }
  | {
      readonly version: string;
      readonly action: 'withdrawn';
      /** Empty where other files have the names. */
      readonly problems: readonly Problem[];
    };

/** What a later run found of killed ones, and did about it; absolute paths. */
export interface Recovery {
  /** What became of publications that were interrupted. */
  readonly publications: readonly RecoveredPublication[];
  /** What was unfinished and has been removed. */
  readonly removed: readonly string[];
  /** Folders with a finished model, which wait to be published or deleted. */
  readonly kept: readonly { readonly folder: string; readonly versions: readonly string[] }[];
  /** What cannot be removed: it is another user's, or the training took away the right. */
  readonly stuck: readonly { readonly path: string; readonly cause: unknown }[];
}
