import { ARTIFACTS, artifactFileName, ignoredReason, parseArtifactFileName } from './artifact.js';

/** What the files of a version are called, for a person. */
export const VERSION_NAMES = ARTIFACTS.map((artifact) => artifactFileName(artifact, 'X.Y'));

/** Of several names the first ones, and how many more there are. Text of a file system. */
export interface SomeNames {
  /** At most five. */
  readonly names: readonly string[];
  readonly more: number;
}

/** Names that are told of many that were looked for. */
const MOST_NAMES = 5;

/** What joblib, pickle and the libraries' own writers name their files. */
const MODEL = /\.(?:joblib|pkl|pickle|skops|onnx|ubj|bst|cbm|keras|h5|hdf5|pt|pth|safetensors)$/i;
/** Of these only what says that it is a model: programs write such files for much else. */
const NAMED_MODEL =
  /(?:model|ensemble|classifier|regressor|booster|forest|xgb|lgb|lightgbm|catboost|scaler).*\.(?:json|txt|bin|dat|model)$/i;

/**
 * Whether a file may be a model, or a part of one, under a name that is none of ours.
 *
 * @example isModelLike('ensemble.pkl') // true
 * @example isModelLike('meta_model_v1.0.joblib') // false: that is a model's
 */
export function isModelLike(name: string): boolean {
  return (
    parseArtifactFileName(name) === null &&
    (ignoredReason(name) !== null || MODEL.test(name) || NAMED_MODEL.test(name))
  );
}

/**
 * Whether a file is a model's, under a version's names or others.
 *
 * @example isOfModel('meta_model_v1.0.joblib') // true
 */
export function isOfModel(name: string): boolean {
  return parseArtifactFileName(name) !== null || isModelLike(name);
}

/**
 * The first of these names, those of models before all others.
 *
 * @example someNames(['a.txt', 'ensemble.pkl']) // { names: ['ensemble.pkl', 'a.txt'], more: 0 }
 */
export function someNames(all: readonly string[]): SomeNames {
  const sorted = [...all].sort();
  const models = sorted.filter(isOfModel);
  const others = sorted.filter((name) => !isOfModel(name));
  const names = [...models, ...others].slice(0, MOST_NAMES);
  return { names, more: all.length - names.length };
}
