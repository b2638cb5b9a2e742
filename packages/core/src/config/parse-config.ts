import type { core, infer as Infer } from 'zod/mini';
import {
  DEFAULT_SYMBOL_ENCODING,
  DEFAULT_TRAINING_MODE,
  type SymbolEncoding,
  type TrainingMode,
} from '../models/metadata.js';
import { configSchema, hasPlaceholder, type Verify } from './config-schema.js';
import type { RotationPolicy } from './rotation.js';

/** What a model has to fulfil to be selected, and what it scores by. */
export interface Requirements {
  readonly trainingMode: TrainingMode;
  /** Only matters for `multi_symbol`. */
  readonly symbolEncoding: SymbolEncoding;
  /** Only this version may be selected. */
  readonly pin: string | null;
  /** The symbols that are traded; coverage is a share of these. */
  readonly symbols: readonly string[];
  /** Each must be among the trained symbols. */
  readonly requiredSymbols: readonly string[];
  /** 0 to 1, inclusive: the share of `symbols` that must be trained. */
  readonly minSymbolCoverage: number | null;
  /** Days of 24 hours since the training end, inclusive; fractions allowed. */
  readonly maxAgeDays: number | null;
  /** For each metric the lowest value allowed, inclusive. */
  readonly minPerformance: Readonly<Record<string, number>>;
  /** Adds weight × metric to the score. */
  readonly performance: { readonly metric: string; readonly weight: number } | null;
  readonly verify: Verify;
  readonly trustedGlobals: readonly string[];
}

/** The part of the bot's config file that the registry reads, with the defaults filled in. */
export interface RegistryConfig {
  readonly requirements: Requirements;
  /** The version for the first new model. */
  readonly version: string;
  /**
   * As written, relative to the current directory; `models` where the config names none. With a
   * placeholder in it (see {@link hasPlaceholder}) it is no usable path.
   */
  readonly modelsDir: string;
  readonly rotation: RotationPolicy;
  /** Paths that the bot loads without asking; null where there are none. */
  readonly hardCodedPaths: {
    readonly path: string | null;
    readonly scaler_path: string | null;
    readonly config_path: string | null;
  };
}

/** A value in the config file that cannot be used. */
export interface ConfigProblem {
  /** The whole key: `model.selection.max_age_days`, `trading.symbols[1]`. */
  readonly key: string;
  /** What is allowed there. */
  readonly expected: string;
  /** What is there. */
  readonly actual: unknown;
}

/** What a config file says, or all that is wrong with it: then `problems` has at least one. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: RegistryConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Reads the config file's value (of YAML, or of a program's own making) and fills in the defaults.
 * Keys that the registry does not know are left alone, except under `model.selection` and
 * `operations.model_rotation`, where they are an error. A key without a value is the same as no
 * key, except for the training mode, the encoding and the version.
 *
 * @returns the config, or every problem that it has
 * @example parseConfig({ model: { training_mode: 'multi_symbol' } })
 */
export function parseConfig(value: unknown): ParsedConfig {
  const parsed = configSchema.safeParse(value ?? {});
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.flatMap((issue) => explain(issue, value)) };
  }
  const { model, trading, operations } = parsed.data;
  const gates = model?.selection;
  const minSymbolCoverage = gates?.min_symbol_coverage ?? null;
  const traded = trading?.symbols ?? [];
  if (minSymbolCoverage !== null && traded.length === 0) {
    const expected = 'the symbols that model.selection.min_symbol_coverage is a share of';
    return {
      ok: false,
      problems: [{ key: 'trading.symbols', expected, actual: trading?.symbols }],
    };
  }
  const config: RegistryConfig = {
    requirements: {
      trainingMode: model?.training_mode ?? DEFAULT_TRAINING_MODE,
      symbolEncoding: model?.symbol_encoding ?? DEFAULT_SYMBOL_ENCODING,
      pin: model?.pin ?? null,
      symbols: traded,
      requiredSymbols: gates?.required_symbols ?? [],
      minSymbolCoverage,
      maxAgeDays: gates?.max_age_days ?? null,
      minPerformance: gates?.min_performance ?? {},
      performance: gates?.performance
        ? { metric: gates.performance.metric, weight: gates.performance.weight ?? 0 }
        : null,
      verify: gates?.verify ?? 'inspect',
      trustedGlobals: gates?.trusted_globals ?? [],
    },
    version: model?.version ?? '1.0',
    modelsDir: model?.models_dir ?? 'models',
    rotation: rotationOf(operations?.model_rotation ?? {}, model?.auto_train_new_symbols ?? true),
    hardCodedPaths: {
      path: model?.path ?? null,
      scaler_path: model?.scaler_path ?? null,
      config_path: model?.config_path ?? null,
    },
  };
  return { ok: true, config };
}

function rotationOf(
  rotation: NonNullable<NonNullable<Infer<typeof configSchema>['operations']>['model_rotation']>,
  trainNewSymbols: boolean,
): RotationPolicy {
  return {
    enabled: rotation.enabled ?? false,
    frequencyDays: rotation.retrain_frequency_days ?? 30,
    command: rotation.command ?? [],
    inPlace: rotation.in_place ?? false,
    timeoutMinutes: rotation.timeout_minutes ?? 240,
    ageFrom: rotation.age_from ?? 'metadata',
    trainNewSymbols,
    criteria: {
      minSharpeRatio: rotation.min_sharpe_ratio ?? null,
      minProfitFactor: rotation.min_profit_factor ?? null,
      maxDrawdown: rotation.max_drawdown_threshold ?? null,
      minTrades: rotation.min_trades ?? null,
      outperformMetric: rotation.require_outperformance
        ? (rotation.outperform_metric ?? 'sharpe_ratio')
        : null,
      outperformMargin: rotation.outperform_margin ?? 0,
      metricNames: rotation.metric_names ?? {},
    },
  };
}

function explain(issue: core.$ZodIssue, root: unknown): ConfigProblem[] {
  const actual = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)[key],
    root,
  );
  if (issue.code !== 'unrecognized_keys') {
    return [{ key: keyText(issue.path), expected: issue.message, actual }];
  }
  return issue.keys.map((key) => ({
    key: keyText([...issue.path, key]),
    expected: issue.message,
    actual: (actual as Record<string, unknown>)[key],
  }));
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
