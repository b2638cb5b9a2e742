import * as z from 'zod/mini';
import { SYMBOL_ENCODINGS, TRAINING_MODES } from '../models/metadata.js';
import { VERSION } from '../models/version.js';

/**
 * Whether text holds a `${NAME}` placeholder. The registry never expands one, and never shows the
 * text around it: it may stand for a secret.
 *
 * @example hasPlaceholder('${HOME}/models') // true
 */
export function hasPlaceholder(text: string): boolean {
  return text.includes('${');
}

/** The values of `model.selection.verify` and `--verify`, the least thorough first. */
export const VERIFY = ['off', 'checksum', 'inspect', 'strict'] as const;

/** How far the artifacts of the best candidate are checked before it is chosen. */
export type Verify = (typeof VERIFY)[number];

// Every type of value says what is allowed there: an error message prints it, and so does docs/config.md.

/** Text that is compared or shown: a placeholder in it is never expanded, so it is a mistake. */
const text = (expected: string) =>
  z.string(expected).check(z.regex(/^(?![\s\S]*\$\{)[\s\S]+$/, expected));
const version = () => {
  const expected = 'MAJOR.MINOR, such as "1.10"';
  return z.string(expected).check(z.regex(VERSION, expected));
};
const path = () => z.string('a path');
const symbols = () => z.array(text('a symbol in quotes'), 'a list of symbols');
const metric = () => text('the name of a metric');
const number = () => z.number('a finite number');
const atLeast0 = (expected: string) => z.number(expected).check(z.minimum(0, expected));
const share = () => {
  const expected = 'a share from 0 to 1';
  return atLeast0(expected).check(z.maximum(1, expected));
};
/** Also as YAML 1.1 writes it. */
const truth = () => {
  const expected = 'true or false';
  const word = z
    .string()
    .check(z.regex(/^(?:[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$/, expected));
  return z.pipe(
    z.union([z.boolean(), word], expected),
    z.transform((value) => (typeof value === 'string' ? /^(?:yes|on)$/i.test(value) : value)),
  );
};
/** Program and arguments. No system starts a word with a NUL byte in it. */
const command = () => {
  const expected = 'a list of words';
  const item = 'a word of the command, in quotes';
  return z
    .array(z.string(item).check(z.regex(/^[^\0]*$/, item)), expected)
    .check(
      z.minLength(1, expected),
      z.refine(([program]) => program !== '', 'a program, and then its arguments'),
    )
    .register(z.globalRegistry, { allOf: [{ items: [{ minLength: 1 }] }] });
};
/** So that every time that is reckoned with them is a date. */
const days = () => {
  const expected = 'a number of days, 0 to 1,000,000';
  return atLeast0(expected).check(z.maximum(1_000_000, expected));
};
/** At most 24 days, which is what timers take. */
const minutes = () => {
  const expected = 'a number of minutes, above 0 and at most 34,560';
  return z.number(expected).check(z.gt(0, expected), z.maximum(34_560, expected));
};
/** A map that takes no other keys. */
const strict = <Shape extends z.core.$ZodShape>(shape: Shape, expected: string) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `no such key, but one of ${Object.keys(shape).join(', ')}`
        : expected,
  });

/** What a key gives: what stands there, or its fallback. */
type Filled<Schema extends z.core.$ZodType, Fallback> =
  | NonNullable<z.output<Schema>>
  | Extract<Fallback, null>;

/** A key that may be absent, or there without a value: then the fallback holds. */
function key<Schema extends z.core.$ZodType, Fallback extends z.output<Schema> | null>(
  schema: Schema,
  fallback: Fallback,
  description: string,
) {
  return filled<Schema, Fallback>(z.nullish(schema), fallback, description);
}

/** A key that may be absent; without a value it is an error. */
function neverEmpty<Schema extends z.core.$ZodType, Fallback extends z.output<Schema>>(
  schema: Schema,
  fallback: Fallback,
  description: string,
) {
  return filled<Schema, Fallback>(z.optional(schema), fallback, description);
}

function filled<Schema extends z.core.$ZodType, Fallback>(
  schema: z.core.$ZodType,
  fallback: Fallback,
  description: string,
) {
  const whole = z.pipe(
    schema,
    z.transform((value) => (value ?? fallback) as Filled<Schema, Fallback>),
  );
  z.globalRegistry.add(whole, { description, fallback });
  return whole;
}

/** A map of keys, which all have their fallbacks where it is absent or without a value. */
function section<Schema extends z.core.$ZodType>(schema: Schema, description: string) {
  const whole = z.pipe(
    z.nullish(schema),
    z.transform((value) => (value ?? z.parse(schema, {})) as z.output<Schema>),
  );
  z.globalRegistry.add(whole, { description });
  return whole;
}

const performance = z.lazy(() =>
  strict(
    {
      metric: metric().register(z.globalRegistry, {
        description: 'The metric that adds to the score; required in `performance`',
      }),
      weight: key(number(), 0, 'Points for each unit of it; may be negative'),
    },
    'a map with metric and weight',
  ),
);

const selection = z.lazy(() =>
  strict(
    {
      required_symbols: key(symbols(), [], 'Symbols that must each be among the trained symbols'),
      min_symbol_coverage: key(
        share(),
        null,
        'Share of `trading.symbols` that must be trained; needs at least one symbol there',
      ),
      max_age_days: key(
        atLeast0('a number of days, 0 or more'),
        null,
        "The highest age of a model's training end; fractions allowed",
      ),
      min_performance: key(
        z.record(metric(), number(), 'a map from metric to number'),
        {},
        'The lowest value of each metric',
      ),
      performance: key(performance, null, 'A metric that adds weight × metric to the score'),
      verify: key(
        z.enum(VERIFY, 'off, checksum, inspect or strict'),
        'inspect',
        'How far files are verified before they are chosen or published',
      ),
      trusted_globals: key(
        z.array(
          text('a name in quotes, such as "src.models.train.EnsembleModel"'),
          'a list of names',
        ),
        [],
        'Classes of your own that a model file may use',
      ),
    },
    'a map',
  ),
);

const modelRotation = z.lazy(() =>
  strict(
    {
      enabled: key(truth(), false, 'Whether the scheduler trains'),
      retrain_frequency_days: key(days(), 30, 'A model of this age is due'),
      command: key(
        command(),
        [],
        'Program and arguments of the training, with {version}, {out} and {symbols} replaced; needed where `enabled` is true',
      ),
      in_place: key(truth(), false, 'The command writes into the models directory itself'),
      timeout_minutes: key(minutes(), 240, 'When the command is ended'),
      age_from: key(
        z.enum(['metadata', 'mtime'], 'metadata or mtime'),
        'metadata',
        "Whether the age is what the metadata say, or the model file's modification time",
      ),
      min_sharpe_ratio: key(number(), null, 'Lowest sharpe_ratio of a new model'),
      min_profit_factor: key(number(), null, 'Lowest profit_factor of a new model'),
      max_drawdown_threshold: key(share(), null, 'Highest max_drawdown of a new model'),
      min_trades: key(atLeast0('a number, 0 or more'), null, 'Lowest total_trades of a new model'),
      require_outperformance: key(
        truth(),
        false,
        'Whether a new model has to be better than the live one',
      ),
      outperform_metric: key(metric(), 'sharpe_ratio', 'By which metric; higher is better'),
      outperform_margin: key(number(), 0, 'By how much at least'),
      metric_names: key(
        z.record(metric(), metric(), 'a map from metric to name'),
        {},
        'What the bot calls a metric, where that is another name',
      ),
    },
    'a map',
  ),
);

const model = z.lazy(() =>
  z.object(
    {
      training_mode: neverEmpty(
        z.enum(TRAINING_MODES, TRAINING_MODES.join(' or ')),
        TRAINING_MODES[0],
        'The mode that a model must have',
      ),
      symbol_encoding: neverEmpty(
        z.enum(SYMBOL_ENCODINGS, SYMBOL_ENCODINGS.join(' or ')),
        SYMBOL_ENCODINGS[0],
        'The encoding that a model must have; only matters for `multi_symbol`',
      ),
      version: neverEmpty(version(), '1.0', 'The version for a new model, where none is selected'),
      models_dir: key(path().check(z.minLength(1, 'a path')), 'models', 'The models directory'),
      path: key(path(), null, 'The model file that the bot loads by itself; doctor looks at it'),
      scaler_path: key(path(), null, 'The same of the scaler file'),
      config_path: key(path(), null, "The same of the model's config file"),
      pin: key(
        version(),
        null,
        'Only this version may be selected; wins over a pin made by command',
      ),
      auto_train_new_symbols: key(truth(), true, 'Whether queued symbols make a training due'),
      selection: section(selection, 'Gates that a model has to pass, and what adds to its score'),
    },
    'a map',
  ),
);

const trading = z.lazy(() =>
  z.object({ symbols: key(symbols(), [], 'What the bot trades') }, 'a map'),
);

const operations = z.lazy(() =>
  z.object({ model_rotation: section(modelRotation, 'Scheduled retraining') }, 'a map'),
);

/** What {@link parseConfig} says too of a config without other errors. */
const COVERAGE_NEEDS_SYMBOLS = {
  if: has('model', has('selection', has('min_symbol_coverage', { type: 'number' }))),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: has('trading', has('symbols', { type: 'array', minItems: 1 })),
};

function has(name: string, schema: object): object {
  return { type: 'object', properties: { [name]: schema }, required: [name] };
}

/**
 * The keys of the bot's config file that the registry reads, as a YAML reader gives them: types,
 * bounds, fallbacks and what each is for. All other keys pass. What it gives has every key.
 */
export const configSchema = z
  .object(
    {
      model: section(model, 'Which model may be loaded'),
      trading: section(trading, 'What the bot trades'),
      operations: section(operations, 'How the bot is run'),
    },
    'a map',
  )
  .register(z.globalRegistry, {
    description: 'The keys that model-registry reads',
    ...COVERAGE_NEEDS_SYMBOLS,
  });
