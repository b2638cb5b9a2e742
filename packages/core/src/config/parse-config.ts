import type { AlertSettings } from '../alerts/alert.js';
import {
  A_LAYOUT_VALUE,
  type Layout,
  type LayoutValues,
  layoutValue,
  PLACEHOLDER,
} from '../layouts/layout.js';
import { layoutOf } from '../layouts/read-layout.js';
import { isVersion, VERSION_FORMS } from '../models/version.js';
import type { Immutable } from '../schema-helpers.js';
import { type KeyIssue, readMap } from './keys.js';
import { type MisplacedKey, misplacedKeys } from './misplaced-keys.js';
import { hasPlaceholder } from './placeholder.js';
import { CONFIG_KEYS, type ConfigValues } from './schema.js';

/**
 * What a model has to fulfil to be selected, and what it scores by: `model.selection` and what
 * belongs to it, under the same names in camelCase ({@link CONFIG_KEYS} says what each is for).
 * `symbols` are those traded; null and empty stand for no limit.
 */
export interface Requirements extends Immutable<ReturnType<typeof requirementsOf>> {}

/** What a new model's metrics have to fulfil before it replaces the live one; null is off. */
export interface PromotionCriteria extends Immutable<ReturnType<typeof criteriaOf>> {}

/** When to train a model anew, how, and what it has to fulfil: `operations.model_rotation`. */
export interface RotationPolicy extends Immutable<ReturnType<typeof rotationOf>> {}

/** Where the models of many machines are, and how it is reached: `model.store`. Nothing secret is in it. */
export interface StoreSettings extends Immutable<ReturnType<typeof storeOf>> {}

/** The part of the bot's config file that the registry reads, with the defaults filled in. */
export interface RegistryConfig {
  readonly requirements: Requirements;
  /** The version for the first new model; null for the first of the layout's scheme. */
  readonly version: string | null;
  /** How the files of a version are named. */
  readonly layout: Layout;
  /**
   * As written, relative to the current directory; `models` where the config names none. With a
   * placeholder in it (see {@link hasPlaceholder}) it is no usable path.
   */
  readonly modelsDir: string;
  /** Folders outside it that its symlinks may lead into; absolute. */
  readonly trustedLinks: readonly string[];
  readonly rotation: RotationPolicy;
  readonly alerts: AlertSettings;
  /** The place that many machines share; null where there is none. */
  readonly store: StoreSettings | null;
  /** Paths that the bot loads without asking; null where there are none. */
  readonly hardCodedPaths: Readonly<
    Pick<ConfigValues['model'], 'path' | 'scaler_path' | 'config_path'>
  >;
  /** Keys that nobody reads and that look like one of ours. */
  readonly misplacedKeys: readonly MisplacedKey[];
}

/** A value in the config file that cannot be used. */
export interface ConfigProblem {
  /** The whole key: `model.selection.max_age_days`, `trading.symbols[1]`. */
  readonly key: string;
  /** What is allowed there; of an unknown key, the keys that are. */
  readonly expected: string;
  /** There is no such key. */
  readonly isUnknown?: true;
  /** What is there. */
  readonly actual: unknown;
}

/** What a config file says, or all that is wrong with it: then `problems` has at least one. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: RegistryConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Reads the config file's value (of YAML, or of a program's own making) and fills in the defaults.
 * Keys that the registry does not know are left alone, except under `model.selection`, `model.layout`,
 * `model.store` and `operations.model_rotation`, where they are an error. A key without a value is the same
 * as no key, except for the training mode, the encoding, the version and the names of `model.layout`.
 *
 * @param set what is put in place of placeholders in the names of `model.layout`, before its own `values`
 * @returns the config, or every problem that it has; of a list the first wrong item
 * @example parseConfig({ model: { training_mode: 'multi_symbol' } })
 */
export function parseConfig(value: unknown, set: LayoutValues = {}): ParsedConfig {
  const issues: KeyIssue[] = [];
  const values: ConfigValues = readMap(CONFIG_KEYS, value ?? {}, [], issues);
  if (issues.length > 0) return { ok: false, problems: problemsOf(issues, value) };
  const { model, trading, operations } = values;
  if (model.selection.min_symbol_coverage !== null && trading.symbols.length === 0) {
    const expected = 'the symbols that model.selection.min_symbol_coverage is a share of';
    const actual = (value as { trading?: { symbols?: unknown } | null }).trading?.symbols;
    return { ok: false, problems: [{ key: 'trading.symbols', expected, actual }] };
  }
  const named = readLayout(values, set);
  if ('problems' in named) return { ok: false, problems: named.problems };
  const { layout } = named;
  const wrong = wrongVersions(values, layout);
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const config: RegistryConfig = {
    requirements: requirementsOf(values),
    version: model.version,
    layout,
    modelsDir: model.models_dir,
    trustedLinks: model.trusted_links,
    rotation: rotationOf(operations.model_rotation, model.auto_train_new_symbols),
    alerts: alertsOf(operations.alerts),
    store: model.store && storeOf(model.store),
    hardCodedPaths: {
      path: model.path,
      scaler_path: model.scaler_path,
      config_path: model.config_path,
    },
    misplacedKeys: misplacedKeys(value),
  };
  return { ok: true, config };
}

function readLayout(
  { model: { layout } }: ConfigValues,
  set: LayoutValues,
): { readonly layout: Layout } | { readonly problems: readonly ConfigProblem[] } {
  const { version: scheme, model, scaler, config, companions } = layout;
  const names = { model, scaler, config };
  const wrong = Object.entries(set).flatMap(([name, value]): ConfigProblem[] => {
    const isUsed =
      PLACEHOLDER.test(name) &&
      [...Object.values(names), ...companions].some((each) => each?.includes(`{${name}}`));
    if (isUsed && layoutValue().test(value)) return [];
    const expected = isUsed
      ? A_LAYOUT_VALUE
      : `a placeholder of model.layout, and no name there has {${name}}`;
    return [{ key: `--set ${name}`, expected, actual: value }];
  });
  if (wrong.length > 0) return { problems: wrong };
  const found = layoutOf({ scheme, names, companions, values: { ...layout.values, ...set } });
  if ('layout' in found) return found;
  return {
    problems: found.problems.map(({ key, ...rest }) => ({ key: `model.layout.${key}`, ...rest })),
  };
}

/** Versions of another scheme than the layout's. */
function wrongVersions({ model }: ConfigValues, { scheme }: Layout): ConfigProblem[] {
  return (['version', 'pin'] as const).flatMap((key) => {
    const actual = model[key];
    if (actual === null || isVersion(scheme, actual)) return [];
    return [{ key: `model.${key}`, expected: `${VERSION_FORMS[scheme]}, in quotes`, actual }];
  });
}

function requirementsOf({ model, trading }: ConfigValues) {
  const gates = model.selection;
  return {
    trainingMode: model.training_mode,
    symbolEncoding: model.symbol_encoding,
    versionScheme: model.layout.version,
    pin: model.pin,
    symbols: trading.symbols,
    requiredSymbols: gates.required_symbols,
    minSymbolCoverage: gates.min_symbol_coverage,
    maxAgeDays: gates.max_age_days,
    minPerformance: gates.min_performance,
    performance: gates.performance,
    verify: gates.verify,
    trustedGlobals: gates.trusted_globals,
    libraries: gates.libraries,
    python: model.python,
    live: gates.live && {
      min: gates.live.min,
      minSamples: gates.live.min_samples,
      window: gates.live.window,
    },
  };
}

/** An empty URL is the same as none: bots have the key, and fill it in or not. */
function alertsOf({
  command,
  webhook_url: url,
  discord_webhook_url: discord,
  format,
  on,
}: ConfigValues['operations']['alerts']): AlertSettings {
  const key = (name: string) => `operations.alerts.${name}`;
  const ofBot = discord
    ? { key: key('discord_webhook_url'), url: discord, format: 'discord' as const }
    : null;
  return { command, webhook: url ? { key: key('webhook_url'), url, format } : ofBot, on };
}

function storeOf(store: NonNullable<ConfigValues['model']['store']>) {
  return {
    /** Without a slash at its end. */
    url: store.url.replace(/\/$/, ''),
    endpoint: store.endpoint,
    region: store.region,
    pathStyle: store.path_style,
    profile: store.profile,
    push: store.push,
  };
}

type Rotation = ConfigValues['operations']['model_rotation'];

function rotationOf(rotation: Rotation, trainNewSymbols: boolean) {
  return {
    enabled: rotation.enabled,
    frequencyDays: rotation.retrain_frequency_days,
    command: rotation.command,
    inPlace: rotation.in_place,
    restamp: rotation.restamp,
    timeoutMinutes: rotation.timeout_minutes,
    ageFrom: rotation.age_from,
    trainNewSymbols,
    criteria: criteriaOf(rotation),
  };
}

function criteriaOf(rotation: Rotation) {
  return {
    minSharpeRatio: rotation.min_sharpe_ratio,
    minProfitFactor: rotation.min_profit_factor,
    maxDrawdown: rotation.max_drawdown_threshold,
    minTrades: rotation.min_trades,
    /** The metric that has to be better than the live model's; null where it need not be. */
    outperformMetric: rotation.require_outperformance ? rotation.outperform_metric : null,
    /** Null where the metric's name tells. */
    outperformDirection: rotation.outperform_direction,
    outperformMargin: rotation.outperform_margin,
    metricNames: rotation.metric_names,
  };
}

/** Of a list only the first wrong item: there may be very many. */
function problemsOf(issues: readonly KeyIssue[], root: unknown): ConfigProblem[] {
  const lists = new Set<string>();
  const shownOnce = issues.filter(({ path }) => {
    if (typeof path.at(-1) !== 'number') return true;
    const list = JSON.stringify(path.slice(0, -1));
    return !lists.has(list) && lists.add(list);
  });
  return shownOnce.map(({ path, ...issue }) => {
    const actual = path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown>)[key],
      root,
    );
    return { key: keyText(path), ...issue, actual: mayBeSecret(path, actual) ? NOT_SHOWN : actual };
  });
}

const NOT_SHOWN = 'a value that is not shown';
/** Where somebody may write a secret, under a key of ours or of another name. */
const SECRETS = [
  ['operations', 'alerts'],
  ['model', 'store'],
];

/** What is told there: a mistyped word is no secret. */
const WORDS = ['operations', 'alerts', 'on'];

/**
 * The URL of a webhook is one, wherever it was put; so is whatever stands where keys are looked for. What is no config
 * at all may be a file of secrets, named by mistake.
 */
function mayBeSecret(path: readonly PropertyKey[], actual: unknown): boolean {
  if (actual === undefined || actual === null) return false;
  if (path.length === 0) return typeof actual === 'string';
  const isIn = (place: readonly string[]) => place.every((key, at) => key === path[at]);
  const isThere = SECRETS.some((place) => path.length > place.length && isIn(place));
  return (isThere && !isIn(WORDS)) || /:\/\//.test(JSON.stringify(actual) ?? '');
}

/** Of a key with a placeholder in it, nothing is shown. */
function shown(key: PropertyKey): string {
  return hasPlaceholder(String(key)) ? '(a key with a ${…} placeholder)' : String(key);
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at ? '.' : ''}${shown(key)}`))
    .join('');
}
