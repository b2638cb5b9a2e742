import { bytesOf } from './array-items.js';
import { attribute } from './estimator.js';
import { readUbjson, type Ubjson } from './ubjson.js';
import { type Instance, isNode } from './values.js';

/** What XGBoost's own bytes inside a Booster say. */
export interface BoosterFacts {
  readonly version: string | null;
  readonly featureCount: number | null;
  readonly featureNames: readonly string[] | null;
}

/** Reads the bytes of a Booster; null where it is none, or where they are not UBJSON or too many. */
export function readBooster(instance: Instance): BoosterFacts | null {
  const handle = attribute(instance, 'handle');
  if (instance.type.name !== 'Booster' || !isNode(handle) || handle.kind !== 'bytes') return null;
  const root = readUbjson(bytesOf(handle));
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
