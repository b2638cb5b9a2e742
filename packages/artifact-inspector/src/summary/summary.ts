import { type Instance, isNode, type Value } from '../values/values.js';
import { type BoosterFacts, boosterFacts } from './booster.js';
import { attribute, findEstimator, partsOf, standIns, typeName } from './estimator.js';
import { bytesOf, type Item, readItems, readScalar } from './items.js';
import { findTraces } from './libraries.js';
import { type LightgbmFacts, lightgbmFacts } from './lightgbm.js';
import { readUbjson } from './ubjson.js';

/** How many items of a fitted array are NaN or zero: a scale of 0 or a mean of NaN spoils every prediction. */
export interface ArrayCounts {
  readonly name: 'mean_' | 'scale_' | 'coef_';
  readonly items: number;
  readonly nan: number;
  readonly zero: number;
}

/**
 * What a file says about its model, without loading it. Null where it says nothing. All text comes from
 * the file and is not safe to print.
 */
export interface ArtifactSummary {
  /** `sklearn.pipeline.Pipeline` */
  readonly estimator: string | null;
  /** Of all estimators in the file; several of scikit-learn are joined: `1.8.0, 1.3.2`, the outermost first. */
  readonly versions: {
    readonly sklearn: string | null;
    readonly xgboost: string | null;
    /** Of its form of text: `3` is written by LightGBM 2.3 to 3.3, `4` by 4. */
    readonly lightgbm: string | null;
    /** `2` where numpy 2 or newer wrote it; of an older one nothing tells. */
    readonly numpy: '2' | null;
  };
  readonly featureCount: number | null;
  readonly featureNames: readonly string[] | null;
  readonly classes: readonly Item[] | null;
  /** Steps of a pipeline or members of an ensemble, in order; `estimator` may be a word such as `passthrough`. */
  readonly parts: readonly { readonly name: string; readonly estimator: string }[];
  readonly arrays: readonly ArrayCounts[];
}

export const EMPTY_SUMMARY: ArtifactSummary = {
  estimator: null,
  versions: { sklearn: null, xgboost: null, lightgbm: null, numpy: null },
  featureCount: null,
  featureNames: null,
  classes: null,
  parts: [],
  arrays: [],
};

/**
 * Reads the summary from the result of a walk.
 *
 * @param modules that the file imports something of
 */
export function summarize(result: Value, modules: readonly string[]): ArtifactSummary {
  const traces = findTraces(result);
  const versions = {
    sklearn: traces.sklearn.join(', ') || null,
    xgboost: first(traces.boosters, (one) => readBooster(one)?.version ?? null),
    lightgbm: first(traces.boosters, (one) => readLightgbm(one)?.version ?? null),
    // `numpy.core` became `numpy._core` there.
    numpy: modules.some((module) => /^numpy\._core\b/.test(module)) ? ('2' as const) : null,
  };
  const estimator = findEstimator(result);
  if (!estimator) return { ...EMPTY_SUMMARY, versions };
  const inputs = standIns(estimator, 'first');
  const outputs = standIns(estimator, 'last');
  return {
    estimator: typeName(estimator),
    versions,
    featureCount: first(inputs, (one) => countOfFeatures(one)),
    featureNames: first(inputs, (one) => namesOfFeatures(one)),
    classes: first(outputs, (one) => readItems(attribute(one, 'classes_'))),
    parts: partsOf(estimator).map(([name, part]) => ({
      name,
      estimator: typeof part === 'string' ? part : typeName(part),
    })),
    arrays: ARRAYS.flatMap(
      (name) => first([...inputs, ...outputs], (one) => counts(one, name)) ?? [],
    ),
  };
}

const ARRAYS = ['mean_', 'scale_', 'coef_'] as const;

function countOfFeatures(instance: Instance): number | null {
  const count = readScalar(attribute(instance, 'n_features_in_'));
  if (typeof count === 'number') return count;
  return readBooster(instance)?.featureCount ?? readLightgbm(instance)?.featureCount ?? null;
}

function namesOfFeatures(instance: Instance): readonly string[] | null {
  const names = readItems(attribute(instance, 'feature_names_in_'));
  const texts = names?.filter((name) => typeof name === 'string');
  if (texts && texts.length === names?.length) return texts;
  return readBooster(instance)?.featureNames ?? readLightgbm(instance)?.featureNames ?? null;
}

function counts(instance: Instance, name: ArrayCounts['name']): ArrayCounts | null {
  const items = readItems(attribute(instance, name));
  if (!items) return null;
  const nan = items.filter((item) => Number.isNaN(item)).length;
  return { name, items: items.length, nan, zero: items.filter((item) => item === 0).length };
}

function first<T>(
  instances: readonly Instance[],
  read: (instance: Instance) => T | null,
): T | null {
  for (const instance of instances) {
    const found = read(instance);
    if (found !== null) return found;
  }
  return null;
}

/** Reads the bytes of a Booster; null if it is no Booster, or the bytes are not UBJSON or too many. */
function readBooster(instance: Instance): BoosterFacts | null {
  const handle = attribute(instance, 'handle');
  if (instance.type.name !== 'Booster' || !isNode(handle) || handle.kind !== 'bytes') return null;
  return boosterFacts(readUbjson(bytesOf(handle)));
}

/** Reads the text of LightGBM's Booster; null if it is none, or the text was not kept. */
function readLightgbm(instance: Instance): LightgbmFacts | null {
  const handle = attribute(instance, 'handle');
  if (instance.type.name !== 'Booster') return null;
  if (typeof handle === 'string') return lightgbmFacts(handle);
  if (!isNode(handle) || handle.kind !== 'text' || handle.bytes === null) return null;
  return lightgbmFacts(handle.bytes.toString('utf8', 0, 1024 * 1024));
}
