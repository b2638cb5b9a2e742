import { ARTIFACTS, type Artifact, RECORDED_ARTIFACTS, type RecordedArtifact } from './artifact.js';
import type { VersionScheme } from './version.js';

/** A file name around the version in it; `end` is not empty. */
export interface NameParts {
  readonly start: string;
  readonly end: string;
}

/** What is put in place of the placeholders in names, but for `{version}`. */
export type LayoutValues = Readonly<Record<string, string>>;

/** How the files of a version are named, and how its version is written. */
export interface Layout {
  readonly scheme: VersionScheme;
  /** The names of the files; null for the scaler of models that hold all in one file. */
  readonly names: {
    readonly model: NameParts;
    readonly scaler: NameParts | null;
    readonly config: NameParts;
  };
  /** The artifacts that a version has, in the order in which they are reported. */
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
  readonly names: Readonly<Record<Artifact, string | null>>;
  /** What is put in place of the other placeholders. */
  readonly values: LayoutValues;
}

/** What is wrong with a template: the name that it is about, and what is allowed there. */
export interface LayoutProblem {
  readonly artifact: Artifact;
  readonly expected: string;
}

/** Of a name, or of a value that is put into one: it stays one file name in the models directory. */
const PLAIN = /^[\p{L}\p{N}_. +=@-]*$/u;
/** Of a name without its version: a file system takes 255, and a temporary name is longer. */
const MOST_BYTES = 200;
/** A value that may be put into a name. */
export const LAYOUT_VALUE = /^(?![-.])[\p{L}\p{N}_.+=@-]{1,64}$/u;
/** {@link LAYOUT_VALUE} in words. */
export const A_LAYOUT_VALUE = 'text of letters, digits and _ . + = @ -, at most 64';
/** The name of a placeholder. */
export const PLACEHOLDER = /^(?!version$)[a-z][a-z0-9_]{0,31}$/;

/** The names that a config has where it says nothing. */
export const DEFAULT_NAMES = {
  model: 'meta_model_v{version}.joblib',
  scaler: 'feature_scaler_v{version}.joblib',
  config: 'model_config_v{version}.json',
} as const;

function byDefault(artifact: Artifact): NameParts {
  const [start = '', end = ''] = DEFAULT_NAMES[artifact].split('{version}');
  return { start, end };
}

/** `meta_model_v1.10.joblib`, `feature_scaler_v1.10.joblib` and `model_config_v1.10.json`. */
export const DEFAULT_LAYOUT: Layout = {
  scheme: 'major.minor',
  names: {
    model: byDefault('model'),
    scaler: byDefault('scaler'),
    config: byDefault('config'),
  },
  artifacts: ARTIFACTS,
  recorded: RECORDED_ARTIFACTS,
  values: {},
};

/**
 * Puts the values into the names of a layout.
 *
 * @returns the layout, or what is wrong with the names
 * @example layoutOf({ scheme: 'integer', names: { model: 'model_v{version}.pkl', scaler: null,
 *   config: 'meta_v{version}.json' }, values: {} })
 */
export function layoutOf({
  scheme,
  names,
  values,
}: LayoutTemplate): { readonly layout: Layout } | { readonly problems: readonly LayoutProblem[] } {
  // Known to be right: to check its names would take a good part of a millisecond of every start.
  if (
    scheme === DEFAULT_LAYOUT.scheme &&
    ARTIFACTS.every((each) => names[each] === DEFAULT_NAMES[each])
  ) {
    return { layout: DEFAULT_LAYOUT };
  }
  const artifacts = ARTIFACTS.filter((artifact) => names[artifact] !== null);
  const problems: LayoutProblem[] = [];
  const used = new Set<string>();
  const parts: { [A in Artifact]?: NameParts } = {};
  for (const artifact of artifacts) {
    const found = partsOf(names[artifact] as string, artifact, values, used);
    if ('expected' in found) problems.push({ artifact, expected: found.expected });
    else parts[artifact] = found;
  }
  const { model, scaler = null, config } = parts;
  if (problems.length > 0 || !model || !config) return { problems };
  const wrong = clashOf(artifacts, parts) ?? sharedOf(artifacts, names, used);
  if (wrong) return { problems: [wrong] };
  return {
    layout: {
      scheme,
      names: { model, scaler, config },
      artifacts,
      recorded: RECORDED_ARTIFACTS.filter((artifact) => names[artifact] !== null),
      values: Object.fromEntries(Object.entries(values).filter(([name]) => used.has(name))),
    },
  };
}

function partsOf(
  template: string,
  artifact: Artifact,
  values: LayoutValues,
  used: Set<string>,
): NameParts | { readonly expected: string } {
  const example = `such as ${DEFAULT_NAMES[artifact]}`;
  if (template.includes('/'))
    return { expected: `the name of a file in the models directory, ${example}` };
  const pieces = template.split('{version}');
  const [start, end] = pieces.map((piece) => filled(piece, values, used));
  if (pieces.length !== 2 || start === undefined || end === undefined) {
    return { expected: `a name with {version} in it once, ${example}` };
  }
  const unknown = /\{([^{}]*)\}/.exec(start + end)?.[1];
  if (unknown !== undefined) {
    if (!PLACEHOLDER.test(unknown))
      return { expected: 'placeholders of small letters, digits and _, such as {symbol}' };
    return { expected: `a value for {${unknown}}: model.layout.values, or --set ${unknown}=…` };
  }
  if (start.startsWith('.') || !PLAIN.test(start + end)) {
    return { expected: `a name of letters, digits and _ . + = @ -, ${example}` };
  }
  if (!/[\p{L}\p{N}]$/u.test(end)) return { expected: `a name with an ending, ${example}` };
  if (new TextEncoder().encode(start + end).length > MOST_BYTES) {
    return { expected: `a name of at most ${MOST_BYTES} bytes, ${example}` };
  }
  if (/\p{N}$/u.test(start) || /^\p{N}/u.test(end)) {
    return { expected: `a name without digits beside {version}, ${example}` };
  }
  return { start, end };
}

function filled(piece: string, values: LayoutValues, used: Set<string>): string {
  return piece.replace(/\{([a-z0-9_]+)\}/g, (placeholder, name: string) => {
    if (!Object.hasOwn(values, name)) return placeholder;
    used.add(name);
    return values[name] as string;
  });
}

/** What a version is written with, so that it could stand between two names. */
const OF_VERSIONS = /^[0-9._T-]*$/i;

/** Two artifacts that could be the same file. */
function clashOf(
  artifacts: readonly Artifact[],
  parts: { readonly [A in Artifact]?: NameParts },
): LayoutProblem | null {
  for (const [at, artifact] of artifacts.entries()) {
    const other = artifacts
      .slice(0, at)
      .find((each) => canBeSame(parts[each] as NameParts, parts[artifact] as NameParts));
    if (other) return { artifact, expected: `another name than that of model.layout.${other}` };
  }
  return null;
}

/** The name that several families would have in common: a placeholder of another name is not in it. */
function sharedOf(
  artifacts: readonly Artifact[],
  names: LayoutTemplate['names'],
  used: ReadonlySet<string>,
): LayoutProblem | null {
  for (const artifact of artifacts) {
    const lacking = [...used].find((name) => !names[artifact]?.includes(`{${name}}`));
    if (lacking) return { artifact, expected: `a name with {${lacking}} in it, as another has` };
  }
  return null;
}

function canBeSame(one: NameParts, other: NameParts): boolean {
  const [short = '', long = ''] = byLength(one.start, other.start);
  const [brief = '', full = ''] = byLength(one.end, other.end);
  return (
    long.startsWith(short) &&
    full.endsWith(brief) &&
    OF_VERSIONS.test(long.slice(short.length)) &&
    OF_VERSIONS.test(full.slice(0, full.length - brief.length))
  );
}

/** Without the case: there are file systems that do not know it. */
function byLength(a: string, b: string): string[] {
  return [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length);
}

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
