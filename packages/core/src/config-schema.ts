import * as z from 'zod/mini';
import { SYMBOL_ENCODINGS, TRAINING_MODES } from './metadata.js';
import { parseVersion } from './version.js';

/**
 * Whether text holds a `${NAME}` placeholder. The registry never expands one, and never shows the
 * text around it: it may stand for a secret.
 *
 * @example hasPlaceholder('${HOME}/models') // true
 */
export function hasPlaceholder(text: string): boolean {
  return text.includes('${');
}

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
export const STRICT_MAPS: Readonly<Record<string, { readonly shape: object }>> = {
  selection,
  performance,
  model_rotation: modelRotation,
};

/** The keys that the registry reads; all others pass. */
export const configSchema = z.object(
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
