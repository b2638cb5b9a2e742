import * as z from 'zod/mini';
import {
  SYMBOL_ENCODINGS,
  type SymbolEncoding,
  TRAINING_MODES,
  type TrainingMode,
} from './metadata.js';
import { parseVersion } from './version.js';

/** How far the artifacts of the best candidate are checked before it is chosen. */
export type Verify = 'off' | 'checksum' | 'inspect' | 'strict';

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
   * As written, relative to the current directory; null where the config file names none. With a
   * placeholder in it (see {@link hasPlaceholder}) it is no usable path.
   */
  readonly modelsDir: string | null;
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

export type ParsedConfig =
  | { readonly ok: true; readonly config: RegistryConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Text that is compared or shown: a placeholder in it is never expanded, so it is a mistake. */
const isText = (value: unknown) =>
  typeof value === 'string' && value !== '' && !hasPlaceholder(value);
const text = (expected: string) => z.string(expected).check(z.refine(isText, expected));
/** A list of strings. Only the first wrong item is reported: there may be very many. */
const list = (isItem: (value: unknown) => boolean, item: string, expected: string) =>
  z.array(z.custom<string>(), expected).check(
    z.check(({ value, issues }) => {
      const at = value.findIndex((each) => !isItem(each));
      if (at === -1) return;
      issues.push({ code: 'custom', path: [at], message: item, input: value[at] });
    }),
  );
const symbols = () => list(isText, 'a symbol in quotes', 'a list of symbols');
const version = () => {
  const expected = 'MAJOR.MINOR, such as "1.10"';
  return z.string(expected).check(z.refine((value) => parseVersion(value) !== null, expected));
};
/** Also as readers of YAML 1.1 write it: yes, no, on, off. */
const truth = () =>
  z.pipe(
    z.transform((value) =>
      typeof value === 'string' ? (WORDS_FOR_TRUTH.get(value.toLowerCase()) ?? value) : value,
    ),
    z.boolean('true or false'),
  );
const WORDS_FOR_TRUTH: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['on', true],
  ['no', false],
  ['off', false],
]);
const from = (lowest: number, expected: string) =>
  z.number(expected).check(z.minimum(lowest, expected));
const share = (expected: string) => from(0, expected).check(z.maximum(1, expected));
const optional = <Schema extends z.ZodMiniType>(schema: Schema) => z.nullish(schema);

const performance = z.strictObject(
  { metric: text('the name of a metric'), weight: optional(z.number('a finite number')) },
  'a map with metric and weight',
);

const selection = z.strictObject(
  {
    required_symbols: optional(symbols()),
    min_symbol_coverage: optional(share('a share from 0 to 1')),
    max_age_days: optional(from(0, 'a number of days, 0 or more')),
    min_performance: optional(
      z.record(
        text('the name of a metric'),
        z.number('a finite number'),
        'a map from metric to number',
      ),
    ),
    performance: optional(performance),
    verify: optional(
      z.enum(['off', 'checksum', 'inspect', 'strict'], 'off, checksum, inspect or strict'),
    ),
    trusted_globals: optional(
      z.array(
        text('a name in quotes, such as "src.models.train.EnsembleModel"'),
        'a list of names',
      ),
    ),
  },
  'a map',
);

const WORDS = 'a list of words';
const modelRotation = z.strictObject(
  {
    enabled: optional(truth()),
    retrain_frequency_days: optional(from(0, 'a number of days, 0 or more')),
    command: optional(
      list((value) => typeof value === 'string', 'a word of the command, in quotes', WORDS).check(
        z.minLength(1, WORDS),
      ),
    ),
    in_place: optional(truth()),
    timeout_minutes: optional(from(0, 'a number of minutes, 0 or more')),
    age_from: optional(z.enum(['metadata', 'mtime'], 'metadata or mtime')),
    min_sharpe_ratio: optional(z.number('a finite number')),
    min_profit_factor: optional(z.number('a finite number')),
    max_drawdown_threshold: optional(share('a share from 0 to 1')),
    min_trades: optional(from(0, 'a number, 0 or more')),
    require_outperformance: optional(truth()),
    outperform_metric: optional(text('the name of a metric')),
    outperform_margin: optional(z.number('a finite number')),
    metric_names: optional(
      z.record(
        text('the name of a metric'),
        text('the name of a metric'),
        'a map from metric to name',
      ),
    ),
  },
  'a map',
);

/** The maps that take no other keys, by their own key. */
const STRICT: Readonly<Record<string, { readonly shape: object }>> = {
  selection,
  performance,
  model_rotation: modelRotation,
};

const schema = z.object(
  {
    model: optional(
      z.object(
        {
          training_mode: z.optional(z.enum(TRAINING_MODES, TRAINING_MODES.join(' or '))),
          symbol_encoding: z.optional(z.enum(SYMBOL_ENCODINGS, SYMBOL_ENCODINGS.join(' or '))),
          version: z.optional(version()),
          models_dir: optional(z.string('a path').check(z.minLength(1, 'a path'))),
          path: optional(z.string('a path')),
          scaler_path: optional(z.string('a path')),
          config_path: optional(z.string('a path')),
          pin: optional(version()),
          selection: optional(selection),
        },
        'a map',
      ),
    ),
    trading: optional(z.object({ symbols: optional(symbols()) }, 'a map')),
    operations: optional(z.object({ model_rotation: optional(modelRotation) }, 'a map')),
  },
  'a map',
);

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
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.flatMap((issue) => explain(issue, value)) };
  }
  const { model, trading } = parsed.data;
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
      trainingMode: model?.training_mode ?? 'single_symbol',
      symbolEncoding: model?.symbol_encoding ?? 'one_hot',
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
    modelsDir: model?.models_dir ?? null,
    hardCodedPaths: {
      path: model?.path ?? null,
      scaler_path: model?.scaler_path ?? null,
      config_path: model?.config_path ?? null,
    },
  };
  return { ok: true, config };
}

/**
 * Whether text holds a `${NAME}` placeholder. The registry never expands one, and never shows the
 * text around it: it may stand for a secret.
 *
 * @example hasPlaceholder('${HOME}/models') // true
 */
export function hasPlaceholder(text: string): boolean {
  return text.includes('${');
}

function explain(issue: z.core.$ZodIssue, root: unknown): ConfigProblem[] {
  const actual = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)[key],
    root,
  );
  if (issue.code !== 'unrecognized_keys') {
    return [{ key: keyText(issue.path), expected: issue.message, actual }];
  }
  const { shape } = STRICT[String(issue.path.at(-1))] ?? selection;
  return issue.keys.map((key) => ({
    key: keyText([...issue.path, key]),
    expected: `no such key, but one of ${Object.keys(shape).join(', ')}`,
    actual: (actual as Record<string, unknown>)[key],
  }));
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at ? '.' : ''}${String(key)}`))
    .join('');
}
