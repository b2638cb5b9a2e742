import {
  ARTIFACTS,
  type Artifact,
  type Companion,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
} from '../models/artifact.js';
import type { VersionScheme } from '../models/version.js';

/** A name around the version in it. Of a file in a version's folder `end` is such as `/model.pkl`. */
export interface NameParts {
  readonly start: string;
  readonly end: string;
}

/** What is put in place of the placeholders in names, but for `{version}`. */
export type LayoutValues = Readonly<Record<string, string>>;

/** How the files of a version are named, and how its version is written. */
export interface Layout {
  readonly scheme: VersionScheme;
  /** The name of a version's folder; null where the files are directly in the models directory. */
  readonly folder: NameParts | null;
  /** The names of the files; null for the scaler of models that hold all in one file. */
  readonly names: {
    readonly model: NameParts;
    readonly scaler: NameParts | null;
    readonly config: NameParts;
    readonly [companion: Companion]: NameParts;
  };
  /** What belongs to a version beside model, scaler and config. */
  readonly companions: readonly Companion[];
  /** All that a version has, in the order in which it is reported: the config file last. */
  readonly artifacts: readonly Artifact[];
  /** Those of them whose content the metadata records. */
  readonly recorded: readonly RecordedArtifact[];
  /** What was put into the names: by it these models are told from others in the same directory. */
  readonly values: LayoutValues;
}

/** What a config says of the names. */
export interface LayoutTemplate {
  readonly scheme: VersionScheme;
  /** With `{version}` once in each, and other placeholders; a null scaler stands for none. */
  readonly names: Readonly<Record<(typeof ARTIFACTS)[number], string | null>>;
  /** The same of what belongs to a version beside these. */
  readonly companions: readonly string[];
  /** What is put in place of the other placeholders. */
  readonly values: LayoutValues;
}

/** What is wrong with a template. */
export interface LayoutProblem {
  /** The key of `model.layout`: `scaler`, `companions[0]`. */
  readonly key: string;
  /** What is allowed there. */
  readonly expected: string;
  /** What is there. */
  readonly actual: unknown;
}

/** A value that may be put into a name; made when it is asked for, as Unicode's classes take a while. */
export const layoutValue = () => /^(?![-.])[\p{L}\p{N}_.+=@-]{1,64}$/u;
/** {@link layoutValue} in words. */
export const A_LAYOUT_VALUE = 'text of letters, digits and _ . + = @ -, at most 64';
/** The name of a placeholder. */
export const PLACEHOLDER = /^(?!version$)[a-z][a-z0-9_]{0,31}$/;

/** The names that hold where the config has none. */
export const DEFAULT_NAMES = {
  model: 'meta_model_v{version}.joblib',
  scaler: 'feature_scaler_v{version}.joblib',
  config: 'model_config_v{version}.json',
} as const;

function byDefault(artifact: (typeof ARTIFACTS)[number]): NameParts {
  const [start = '', end = ''] = DEFAULT_NAMES[artifact].split('{version}');
  return { start, end };
}

/** `meta_model_v1.10.joblib`, `feature_scaler_v1.10.joblib` and `model_config_v1.10.json`. */
export const DEFAULT_LAYOUT: Layout = {
  scheme: 'major.minor',
  folder: null,
  names: {
    model: byDefault('model'),
    scaler: byDefault('scaler'),
    config: byDefault('config'),
  },
  companions: [],
  artifacts: ARTIFACTS,
  recorded: RECORDED_ARTIFACTS,
  values: {},
};

/**
 * What tells the models of a layout from others in the same directory, as a folder's name; null where
 * nothing was put into the names.
 *
 * @example familyOf(layout) // 'symbol=BTCUSDT,timeframe=1h'
 */
export function familyOf({ values }: Layout): string | null {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return pairs.length > 0 ? pairs.sort().join(',') : null;
}
