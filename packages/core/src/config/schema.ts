import * as z from 'zod/mini';
import { ALERT_EVENTS, ALERT_FORMATS } from '../alerts/alert.js';
import { DEFAULT_NAMES } from '../layouts/layout.js';
import { DEFAULT_SYMBOL_ENCODING, TRAINING_MODES } from '../models/metadata.js';
import { LOSSES } from '../models/metrics.js';
import { VERSION_SCHEMES } from '../models/version.js';
import type { Immutable } from '../schema-helpers.js';
import {
  type Filled,
  type KeyMap,
  key,
  neverEmpty,
  optionalMap,
  required,
  section,
} from './keys.js';
import {
  atLeast0,
  command,
  count,
  days,
  encoding,
  folder,
  layoutValues,
  metric,
  minutes,
  number,
  path,
  share,
  storeEndpoint,
  storeUrl,
  symbols,
  template,
  text,
  truth,
  version,
  webhook,
  window,
  word,
} from './value-types.js';

/** The values of `model.selection.verify` and `--verify`, the least thorough first. */
export const VERIFY = ['off', 'checksum', 'inspect', 'strict'] as const;

/** The values of `model.selection.libraries`. */
const LIBRARIES = ['off', 'warn', 'refuse'] as const;

/** How far the artifacts of the best candidate are checked before it is chosen. */
export type Verify = (typeof VERIFY)[number];

const PERFORMANCE = {
  metric: required(metric, 'The metric that adds to the score; required in `performance`'),
  weight: key(number, 0, 'Points for each unit of it; may be negative'),
};

const LIVE = {
  min: required(
    () => z.record(metric(), number(), 'a map from metric to number'),
    'The lowest mean of each metric; required in `live`',
  ),
  min_samples: key(count, 30, 'Results that a version has to have before it is judged by them'),
  window: key(window, 50, 'How many of the last results the mean is taken of'),
};

const SELECTION = {
  required_symbols: key(symbols, [], 'Symbols that must each be among the trained symbols'),
  min_symbol_coverage: key(
    share,
    null,
    'Share of `trading.symbols` that must be trained; needs at least one symbol there',
  ),
  max_age_days: key(
    () => atLeast0('a number of days, 0 or more'),
    null,
    "The highest age of a model's training end; fractions allowed",
  ),
  min_performance: key(
    () => z.record(metric(), number(), 'a map from metric to number'),
    {},
    'The lowest value of each metric',
  ),
  performance: optionalMap(
    PERFORMANCE,
    'a map with metric and weight',
    'A metric that adds weight × metric to the score',
  ),
  verify: key(
    () => z.enum(VERIFY, 'off, checksum, inspect or strict'),
    'inspect',
    'How far files are verified before they are chosen or published',
  ),
  trusted_globals: key(
    () =>
      z.array(
        text('a name in quotes, such as "src.models.train.EnsembleModel"'),
        'a list of names',
      ),
    [],
    'Classes of your own that a model file may use',
  ),
  libraries: key(
    () => z.enum(LIBRARIES, 'off, warn or refuse'),
    'warn',
    'Whether a model is turned down that `model.python` has other libraries for',
  ),
  live: optionalMap(
    LIVE,
    'a map with min, min_samples and window',
    'Turns down a version for what it did while it was live',
  ),
};

const MODEL_ROTATION = {
  enabled: key(truth, false, 'Whether the scheduler trains'),
  retrain_frequency_days: key(
    days,
    30,
    'A model of this age is due, and a tenth of it earlier, at most 12 hours',
  ),
  command: key(
    command,
    [],
    'Program and arguments of the training, with {version}, {out}, {symbols} and {symbols_file} replaced; needed where `enabled` is true',
  ),
  in_place: key(truth, false, 'The command writes into the models directory itself'),
  restamp: key(
    truth,
    false,
    'The version is written into the metadata, whatever they name; the old value is kept under `version_before`',
  ),
  timeout_minutes: key(minutes, 240, 'When the command is ended'),
  age_from: key(
    () => z.enum(['metadata', 'mtime'], 'metadata or mtime'),
    'metadata',
    "Whether the age is what the metadata say, or the model file's modification time",
  ),
  min_sharpe_ratio: key(number, null, 'Lowest sharpe_ratio of a new model'),
  min_profit_factor: key(number, null, 'Lowest profit_factor of a new model'),
  max_drawdown_threshold: key(share, null, 'Highest max_drawdown of a new model'),
  min_trades: key(
    () => atLeast0('a number, 0 or more'),
    null,
    'Lowest total_trades of a new model',
  ),
  require_outperformance: key(
    truth,
    false,
    'Whether a new model has to be better than the live one',
  ),
  outperform_metric: key(metric, 'sharpe_ratio', 'By which metric'),
  outperform_direction: key(
    () => z.enum(['higher', 'lower'], 'higher or lower'),
    null,
    `What is better; without it, \`lower\` for ${LOSSES.slice(0, -1).join(', ')} and ${LOSSES.at(-1)}, and \`higher\` for all others`,
  ),
  outperform_margin: key(number, 0, 'By how much at least'),
  metric_names: key(
    () => z.record(metric(), metric(), 'a map from metric to name'),
    {},
    'What the bot calls a metric, where that is another name; in maps by its path: `ensemble.roc_auc`',
  ),
};

const LAYOUT = {
  version: neverEmpty(
    () => z.enum(VERSION_SCHEMES, VERSION_SCHEMES.join(', ')),
    VERSION_SCHEMES[0],
    'How versions are written: 1.10, 7, or 20251204 and 20251204_153000',
  ),
  model: neverEmpty(
    () => template('model'),
    DEFAULT_NAMES.model,
    'The model file, with {version} in its name or, as {version}/model.pkl, in that of its folder',
  ),
  scaler: neverEmpty(
    () => z.nullable(template('scaler')),
    DEFAULT_NAMES.scaler,
    'The scaler file; null where the model file holds all',
  ),
  config: neverEmpty(
    () => template('config'),
    DEFAULT_NAMES.config,
    'The file with the metadata of the model',
  ),
  companions: key(
    () => z.array(template('companion'), 'a list of names'),
    [],
    'Files that belong to a version beside these, each required',
  ),
  values: key(
    layoutValues,
    {},
    'What is put in place of other placeholders in the names, as {symbol}; --set wins over it',
  ),
};

const STORE = {
  url: required(
    storeUrl,
    'Where it is: `s3://bucket/prefix`, or `file:///mnt/share/models` for a folder; required in `store`',
  ),
  endpoint: key(storeEndpoint, null, 'The address of the S3 service; without it AWS'),
  region: key(
    () => word('the name of a region, such as eu-central-1'),
    null,
    'Its region; without it that of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile, else `us-east-1`',
  ),
  path_style: key(
    truth,
    false,
    "Whether the bucket's name stands in the path and not in the host's name",
  ),
  profile: key(
    () => word('the name of a profile of the AWS files'),
    null,
    'The profile of the usual AWS files that has the keys; keys never stand here',
  ),
  push: key(truth, false, 'Whether `train` and the scheduler push what they publish'),
};

const MODEL = {
  training_mode: neverEmpty(
    () => z.enum(TRAINING_MODES, TRAINING_MODES.join(' or ')),
    TRAINING_MODES[0],
    'The mode that a model must have',
  ),
  symbol_encoding: neverEmpty(
    encoding,
    DEFAULT_SYMBOL_ENCODING,
    'The encoding that a model must have; only matters for `multi_symbol`',
  ),
  version: neverEmpty(
    version,
    null,
    'The version for a new model, where none is selected; without it "1.0", "1" or the present time',
  ),
  layout: section(LAYOUT, 'How the files of a version are named', 'refused'),
  models_dir: key(
    () => path().check(z.minLength(1, 'a path')),
    'models',
    'The models directory; neither `~` nor `${…}` is expanded',
  ),
  trusted_links: key(
    () => z.array(folder(), 'a list of absolute paths of folders'),
    [],
    'Folders outside the models directory that its symlinks may lead into',
  ),
  python: key(
    () => text('a path of a virtual environment, or of its site-packages'),
    null,
    'The environment that loads the models: its libraries are compared with those of a model; no Python is run',
  ),
  path: key(path, null, 'The model file that the bot loads by itself; doctor looks at it'),
  scaler_path: key(path, null, 'The same of the scaler file'),
  config_path: key(path, null, "The same of the model's config file"),
  pin: key(version, null, 'Only this version may be selected; wins over a pin made by command'),
  auto_train_new_symbols: key(
    truth,
    true,
    'Whether queued symbols make a training due; they only do for `multi_symbol`',
  ),
  selection: section(
    SELECTION,
    'Gates that a model has to pass, and what adds to its score',
    'refused',
  ),
  store: optionalMap(
    STORE,
    'a map with url, endpoint, region, path_style, profile and push',
    'The place of one set of models for many machines (`docs/fleet.md`)',
  ),
};

const TRADING = { symbols: key(symbols, [], 'What the bot trades') };

const ALERTS = {
  command: key(
    command,
    [],
    'Program and arguments that get each alert as JSON on stdin; no shell looks at them',
  ),
  webhook_url: key(webhook, null, 'Where alerts are posted to; a secret, never shown'),
  discord_webhook_url: key(
    webhook,
    null,
    "The same in the format `discord`, where there is no `webhook_url`: the bot's own key",
  ),
  format: key(
    () => z.enum(ALERT_FORMATS, ALERT_FORMATS.join(', ')),
    ALERT_FORMATS[0],
    'What `webhook_url` takes',
  ),
  on: key(
    () =>
      z.array(
        z.enum(ALERT_EVENTS, ALERT_EVENTS.join(', ')),
        `a list of ${ALERT_EVENTS.join(', ')}`,
      ),
    [...ALERT_EVENTS],
    'What is told; without it all of them',
  ),
};

const OPERATIONS = {
  alerts: section(ALERTS, 'Who is told of what'),
  model_rotation: section(MODEL_ROTATION, 'Scheduled retraining', 'refused'),
};

const KEYS = {
  model: section(MODEL, 'Which model may be loaded'),
  trading: section(TRADING, 'What the bot trades'),
  operations: section(OPERATIONS, 'How the bot is run'),
};

/**
 * The keys of the bot's config file that the registry reads: types, bounds, fallbacks and what each is
 * for. All other keys pass, except in `model.selection`, `model.layout`, `model.store` and
 * `operations.model_rotation`.
 */
export const CONFIG_KEYS: KeyMap<typeof KEYS> = { keys: KEYS, others: 'pass', expected: 'a map' };

/** What a config gives, with every key. */
export type ConfigValues = Immutable<Filled<typeof KEYS>>;
