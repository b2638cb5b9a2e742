import * as z from 'zod';

const NO_PLACEHOLDER = /^(?![\s\S]*\$\{)[\s\S]+$/;
const VERSION = /^(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})$/;

const text = z.string().regex(NO_PLACEHOLDER);
const version = z.string().regex(VERSION);
const path = z.string();
/** A word of a command: no system starts one with a NUL byte. */
const word = z.string().regex(/^[^\0]*$/);
const number = z.number();
const notNegative = number.min(0);
const share = notNegative.max(1);
/** Also as YAML 1.1 writes it. */
const truth = z.union([
  z.boolean(),
  z.string().regex(/^(?:[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$/),
]);

/** A key that may be absent, or there without a value. */
function key<Schema extends z.ZodType>(schema: Schema, description: string, fallback?: unknown) {
  const described = schema.nullish();
  return fallback === undefined
    ? described.meta({ description })
    : described.meta({ description, default: fallback });
}

const selection = z.strictObject({
  required_symbols: key(z.array(text), 'Symbols that must each be among the trained symbols'),
  min_symbol_coverage: key(
    share,
    'Share of trading.symbols that must be trained, 0 to 1; needs trading.symbols',
  ),
  max_age_days: key(notNegative, "The highest age of a model's training end, in days"),
  min_performance: key(z.record(text, number), 'The lowest value of each metric'),
  performance: key(
    z.strictObject({
      metric: text.describe('The metric that adds to the score'),
      weight: key(number, 'Points for each unit of it; may be negative', 0),
    }),
    'A metric that adds weight × metric to the score',
  ),
  verify: key(
    z.enum(['off', 'checksum', 'inspect', 'strict']),
    'How far files are verified before they are chosen or published',
    'inspect',
  ),
  trusted_globals: key(
    z.array(text),
    'Classes of your own that a model file may use, such as src.models.train.EnsembleModel',
  ),
});

const metricNames = z.record(text, text);
const modelRotation = z.strictObject({
  enabled: key(truth, 'Whether the scheduler trains', false),
  retrain_frequency_days: key(
    notNegative.max(1_000_000),
    'A model of this age, in days, is due',
    30,
  ),
  command: key(
    z.tuple([word.min(1)], word),
    'Program and arguments of the training; {version}, {out} and {symbols} are replaced',
  ),
  in_place: key(truth, 'The command writes into the models directory itself', false),
  timeout_minutes: key(number.gt(0).max(34_560), 'When the command is ended', 240),
  age_from: key(
    z.enum(['metadata', 'mtime']),
    "Whether the age is what the metadata say, or the model file's modification time",
    'metadata',
  ),
  min_sharpe_ratio: key(number, 'Lowest sharpe_ratio of a new model; off where absent'),
  min_profit_factor: key(number, 'Lowest profit_factor of a new model; off where absent'),
  max_drawdown_threshold: key(
    share,
    'Highest max_drawdown of a new model, 0 to 1; off where absent',
  ),
  min_trades: key(notNegative, 'Lowest total_trades of a new model; off where absent'),
  require_outperformance: key(truth, 'A new model has to be better than the live one', false),
  outperform_metric: key(text, 'By which metric; higher is better', 'sharpe_ratio'),
  outperform_margin: key(number, 'By how much at least', 0),
  metric_names: key(metricNames, 'What the bot calls a metric, where that is another name'),
});

/** In JSON Schema: who asks for a coverage has to say which symbols it is a share of. */
const COVERAGE_NEEDS_SYMBOLS = {
  if: has('model', has('selection', has('min_symbol_coverage', { type: 'number' }))),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: has('trading', has('symbols', { type: 'array', minItems: 1 })),
};

function has(name: string, schema: object): object {
  return { type: 'object', properties: { [name]: schema }, required: [name] };
}

/**
 * The keys of the bot's config file that the registry reads, as its YAML reader gives them; all
 * other keys pass. It says the same as core's `parseConfig`, for editors.
 */
export const configSchema = z
  .object({
    model: key(
      z.object({
        training_mode: z
          .enum(['single_symbol', 'multi_symbol'])
          .optional()
          .meta({ description: 'The mode that a model must have', default: 'single_symbol' }),
        symbol_encoding: z.enum(['one_hot', 'index']).optional().meta({
          description: 'The encoding that a model must have; only matters for multi_symbol',
          default: 'one_hot',
        }),
        version: version.optional().meta({
          description: 'The version for a new model, MAJOR.MINOR in quotes',
          default: '1.0',
        }),
        models_dir: key(path.min(1), 'The models directory', 'models'),
        path: key(path, 'The model file that the bot loads by itself; doctor looks at it'),
        scaler_path: key(path, 'The same of the scaler file'),
        config_path: key(path, "The same of the model's config file"),
        pin: key(version, 'Only this version may be selected; MAJOR.MINOR in quotes'),
        auto_train_new_symbols: key(truth, 'Whether queued symbols make a training due', true),
        selection: key(selection, 'Gates that a model has to pass, and what adds to its score'),
      }),
      'Which model may be loaded',
    ),
    trading: key(
      z.object({ symbols: key(z.array(text), 'The symbols that the bot trades') }),
      'What the bot trades',
    ),
    operations: key(
      z.object({ model_rotation: key(modelRotation, 'Scheduled retraining') }),
      'How the bot is run',
    ),
  })
  .refine(
    ({ model, trading }) =>
      typeof model?.selection?.min_symbol_coverage !== 'number' ||
      (trading?.symbols ?? []).length > 0,
    { path: ['trading', 'symbols'], error: 'the symbols that min_symbol_coverage is a share of' },
  )
  .meta({ description: 'The keys that model-registry reads', ...COVERAGE_NEEDS_SYMBOLS });
export type Config = z.infer<typeof configSchema>;
