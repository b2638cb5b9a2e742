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

/** Why a training gave no model. */
export type TrainFailure =
  | { readonly kind: 'command'; readonly end: CommandEnd }
  /** What is wrong with the files of the version. */
  | { readonly kind: 'unfit'; readonly problems: readonly Problem[] }
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
