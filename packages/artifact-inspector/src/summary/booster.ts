import type { Ubjson } from './ubjson.js';

/** What the bytes of XGBoost's Booster say. */
export interface BoosterFacts {
  readonly version: string | null;
  readonly featureCount: number | null;
  readonly featureNames: readonly string[] | null;
}

/**
 * Reads what a Booster says of itself: as XGBoost saves it, or within the bytes that Python pickles.
 *
 * @returns null if it is none
 */
export function boosterFacts(root: Ubjson): BoosterFacts | null {
  const model = member(root, 'Model') ?? root;
  const learner = member(model, 'learner');
  if (learner === undefined) return null;
  const version = member(model, 'version');
  const count = Number(member(member(learner, 'learner_model_param'), 'num_feature'));
  const names = member(learner, 'feature_names');
  return {
    version: Array.isArray(version) ? version.join('.') : null,
    featureCount: Number.isInteger(count) && count > 0 ? count : null,
    featureNames: isTexts(names) && names.length > 0 ? names : null,
  };
}

function member(of: Ubjson | undefined, name: string): Ubjson | undefined {
  return of instanceof Map ? of.get(name) : undefined;
}

function isTexts(value: Ubjson | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
