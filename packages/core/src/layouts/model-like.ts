import {
  fileNamesOf,
  ignoredReason,
  isOfOtherFamily,
  parseArtifactFileName,
} from './file-names.js';
import type { Layout } from './layout.js';

/** What stands for a version in a name. */
const EXAMPLES = { 'major.minor': 'X.Y', integer: 'N', timestamp: 'YYYYMMDD' } as const;

/**
 * What the files of a version are called, for a person.
 *
 * @example exampleNames(DEFAULT_LAYOUT)[0] // 'meta_model_vX.Y.joblib'
 */
export function exampleNames(layout: Layout): string[] {
  return fileNamesOf(layout, EXAMPLES[layout.scheme]);
}

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
 * Whether a file is a model's, under a version's names or others.
 *
 * @example isOfModel(DEFAULT_LAYOUT, 'meta_model_v1.0.joblib') // true
 */
export function isOfModel(layout: Layout, name: string): boolean {
  return parseArtifactFileName(layout, name) !== null || isModelLike(layout, name);
}

/**
 * Whether a file may be a model, or a part of one, under a name that is none of a layout's.
 *
 * @example isModelLike(DEFAULT_LAYOUT, 'ensemble.pkl') // true
 * @example isModelLike(DEFAULT_LAYOUT, 'meta_model_v1.0.joblib') // false: that is a version's
 */
export function isModelLike(layout: Layout, name: string): boolean {
  return (
    parseArtifactFileName(layout, name) === null &&
    !isOfOtherFamily(layout, name) &&
    (ignoredReason(layout, name) !== null || soundsLikeModel(name))
  );
}

/** Whether a file's name says that it is a model, whatever else it says. */
export function soundsLikeModel(name: string): boolean {
  return MODEL.test(name) || NAMED_MODEL.test(name);
}

/**
 * The first of these names, those of models before all others.
 *
 * @example someNames(['a.txt', 'ensemble.pkl']) // { names: ['ensemble.pkl', 'a.txt'], more: 0 }
 */
export function someNames(all: readonly string[]): SomeNames {
  const sorted = [...all].sort();
  const models = sorted.filter(soundsLikeModel);
  const others = sorted.filter((name) => !soundsLikeModel(name));
  const names = [...models, ...others].slice(0, MOST_NAMES);
  return { names, more: all.length - names.length };
}
