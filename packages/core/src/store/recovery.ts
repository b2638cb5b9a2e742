import type { Problem } from '../models/problem.js';

/** What became of a publication that was interrupted. */
export type RecoveredPublication =
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
