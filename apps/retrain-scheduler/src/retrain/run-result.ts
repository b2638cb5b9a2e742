import type { TrainFailure } from '@org/model-registry-core';
import type { BusyError } from '@org/model-registry-fs-store';

import type { Judgement } from './judge-model.js';
import type { Outlook } from './look-ahead.js';

/** What came of a training. */
interface Trained {
  readonly version: string;
  /** Why, in words, a line each. */
  readonly reasons: readonly string[];
  /** Why the state could not be written down; null where it was. */
  readonly stateError: Error | null;
}

/** What one run did, and the outlook that it was decided from. */
export type RunResult = { readonly outlook: Outlook } & (
  | { readonly action: 'disabled' | 'not-due' | 'waiting' | 'dry-run' }
  | { readonly action: 'busy'; readonly error: BusyError }
  | (Trained & { readonly action: 'promoted'; readonly judgement: Judgement })
  /** @property folder where its files are kept */
  | (Trained & {
      readonly action: 'not-promoted';
      readonly judgement: Judgement;
      readonly folder: string;
    })
  | (Trained & { readonly action: 'failed'; readonly failure: TrainFailure })
);
