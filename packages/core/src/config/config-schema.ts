import * as z from 'zod/mini';
import { SYMBOL_ENCODINGS, TRAINING_MODES } from '../models/metadata.js';
import { isVersion } from '../models/version.js';

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
  return z.string(expected).check(z.refine(isVersion, expected));
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
const notNegative = (expected: string) => z.number(expected).check(z.minimum(0, expected));
const share = (expected: string) => notNegative(expected).check(z.maximum(1, expected));
/** A map that takes no other keys. */
const strict = <Shape extends z.core.$ZodShape>(shape: Shape, expected: string) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `no such key, but one of ${Object.keys(shape).join(', ')}`
        : expected,
  });

const performance = z.lazy(() =>
  strict(
    { metric: text('the name of a metric'), weight: z.nullish(z.number('a finite number')) },
    'a map with metric and weight',
  ),
);

const selection = z.lazy(() =>
  strict(
    {
      required_symbols: z.nullish(symbols()),
      min_symbol_coverage: z.nullish(share('a share from 0 to 1')),
      max_age_days: z.nullish(notNegative('a number of days, 0 or more')),
      min_performance: z.nullish(
        z.record(
          text('the name of a metric'),
          z.number('a finite number'),
          'a map from metric to number',
        ),
      ),
      performance: z.nullish(performance),
      verify: z.nullish(z.enum(VERIFY, 'off, checksum, inspect or strict')),
      trusted_globals: z.nullish(
        list(
          isText,
          'a name in quotes, such as "src.models.train.EnsembleModel"',
          'a list of names',
        ),
      ),
    },
    'a map',
  ),
);

const WORDS = 'a list of words';
/** What no system starts: a NUL byte ends a word. */
const isWord = (value: unknown) => typeof value === 'string' && !value.includes('\0');
const command = () =>
  list(isWord, 'a word of the command, in quotes', WORDS).check(
    z.minLength(1, WORDS),
    z.refine(([program]) => program !== '', 'a program, and then its arguments'),
  );
/** So that every time that is reckoned with them is a date. */
const MOST_DAYS = 1_000_000;
const DAYS = 'a number of days, 0 to 1,000,000';
/** 24 days, which is what timers take. */
const MOST_MINUTES = 34_560;
const MINUTES = 'a number of minutes, above 0 and at most 34,560';
const modelRotation = z.lazy(() =>
  strict(
    {
      enabled: z.nullish(truth()),
      retrain_frequency_days: z.nullish(notNegative(DAYS).check(z.maximum(MOST_DAYS, DAYS))),
      command: z.nullish(command()),
      in_place: z.nullish(truth()),
      timeout_minutes: z.nullish(
        z.number(MINUTES).check(z.gt(0, MINUTES), z.maximum(MOST_MINUTES, MINUTES)),
      ),
      age_from: z.nullish(z.enum(['metadata', 'mtime'], 'metadata or mtime')),
      min_sharpe_ratio: z.nullish(z.number('a finite number')),
      min_profit_factor: z.nullish(z.number('a finite number')),
      max_drawdown_threshold: z.nullish(share('a share from 0 to 1')),
      min_trades: z.nullish(notNegative('a number, 0 or more')),
      require_outperformance: z.nullish(truth()),
      outperform_metric: z.nullish(text('the name of a metric')),
      outperform_margin: z.nullish(z.number('a finite number')),
      metric_names: z.nullish(
        z.record(
          text('the name of a metric'),
          text('the name of a metric'),
          'a map from metric to name',
        ),
      ),
    },
    'a map',
  ),
);

/** The keys that the registry reads; all others pass. */
export const configSchema = z.object(
  {
    model: z.nullish(
      z.object(
        {
          training_mode: z.optional(z.enum(TRAINING_MODES, TRAINING_MODES.join(' or '))),
          symbol_encoding: z.optional(z.enum(SYMBOL_ENCODINGS, SYMBOL_ENCODINGS.join(' or '))),
          version: z.optional(version()),
          models_dir: z.nullish(z.string('a path').check(z.minLength(1, 'a path'))),
          path: z.nullish(z.string('a path')),
          scaler_path: z.nullish(z.string('a path')),
          config_path: z.nullish(z.string('a path')),
          pin: z.nullish(version()),
          auto_train_new_symbols: z.nullish(truth()),
          selection: z.nullish(selection),
        },
        'a map',
      ),
    ),
    trading: z.nullish(z.object({ symbols: z.nullish(symbols()) }, 'a map')),
    operations: z.nullish(z.object({ model_rotation: z.nullish(modelRotation) }, 'a map')),
  },
  'a map',
);
