import type { DiscoveredModel } from '@org/model-registry-core';

/** Whether to train anew although a compatible model is there. */
export type Answer = 'reuse' | 'retrain';

/** Why nobody gave an answer, so that the default holds. */
export type DefaultReason = 'no-input' | 'ci' | 'no-terminal' | 'end-of-input';

/** What an installer has to do about the model. */
export type InstallerDecision =
  | { readonly action: Answer; readonly model: DiscoveredModel }
  /** No model is compatible. */
  | { readonly action: 'train'; readonly model: null };
