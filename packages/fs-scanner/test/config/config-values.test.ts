import { join } from 'node:path';
import { assembleModel, DEFAULT_LAYOUT, instantOf, select } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, MAX_CONFIG_BYTES } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

interface Row {
  readonly yaml: string;
  /** What the error says behind the name of the file; or `fine`: a healthy 1.0 is selected. */
  readonly gives: string;
}

const A_VERSION = 'expected a version in quotes, such as "1.10", found';

const MODEL: Row[] = [
  { yaml: 'model: []', gives: 'model: expected a map, found []' },
  { yaml: 'model: x', gives: 'model: expected a map, found "x"' },
  { yaml: 'model: !!omap [{training_mode: x}]', gives: 'model: expected a map, found' },
  { yaml: 'model: !!set {training_mode}', gives: 'model' },
  { yaml: 'model: !!timestamp 2001-01-01', gives: 'model: expected a map, found' },
  { yaml: 'model: !!binary aGVsbG8=', gives: 'model: expected a map, found' },
  { yaml: 'model:', gives: 'fine' },
  { yaml: 'model: {training_model: x, versions: y}', gives: 'fine' },
  { yaml: 'model: {training_mode: no}', gives: 'model.training_mode: expected single_symbol or' },
  { yaml: 'model: {training_mode: }', gives: 'model.training_mode: expected single_symbol or' },
  { yaml: 'model: {training_mode: 0}', gives: 'model.training_mode: expected single_symbol or' },
  { yaml: 'model: {training_mode: [single_symbol]}', gives: 'model.training_mode: expected' },
  { yaml: 'model: {training_mode: Single_Symbol}', gives: 'model.training_mode: expected' },
  {
    yaml: 'model: {symbol_encoding: on}',
    gives: 'model.symbol_encoding: expected one_hot, index or',
  },
  { yaml: 'model: {symbol_encoding: two words}', gives: 'model.symbol_encoding: expected one_hot' },
  { yaml: 'model: {version: 1.10}', gives: 'fine' },
  { yaml: 'model: {version: 017}', gives: `model.version: ${A_VERSION} "017"` },
  { yaml: 'model: {version: no}', gives: `model.version: ${A_VERSION} "no"` },
  {
    yaml: 'model: {version: 1}',
    gives: 'model.version: expected MAJOR.MINOR, such as 1.10, in quotes, found "1"',
  },
  { yaml: 'model: {version: 01.0}', gives: `model.version: ${A_VERSION} "01.0"` },
  { yaml: 'model: {version: 1.0e1}', gives: `model.version: ${A_VERSION} "1.0e1"` },
  { yaml: 'model: {version: .inf}', gives: `model.version: ${A_VERSION} ".inf"` },
  { yaml: 'model: {version: 1.2.3}', gives: `model.version: ${A_VERSION} "1.2.3"` },
  { yaml: 'model: {version: }', gives: `model.version: ${A_VERSION} nothing` },
  { yaml: 'model: {version: [1, 0]}', gives: `model.version: ${A_VERSION} [1,0]` },
  { yaml: 'a: &a 1.10\nmodel: {version: *a}', gives: 'model.version: expected' },
  { yaml: 'model: {pin: 017}', gives: `model.pin: ${A_VERSION} "017"` },
  { yaml: 'model: {pin: }', gives: 'fine' },
  { yaml: 'model: {models_dir: ""}', gives: 'model.models_dir: expected a path, found' },
  { yaml: 'model: {models_dir: 1}', gives: 'model.models_dir: expected a path, found' },
  { yaml: 'model: {path: 1}', gives: 'model.path: expected a path, found 1' },
];

const SELECTION: Row[] = [
  { yaml: '[]', gives: ': expected a map, found []' },
  { yaml: '!!omap [{max_age_days: 1}]', gives: ': expected a map, found' },
  { yaml: '', gives: 'fine' },
  { yaml: '{max_age: 3}', gives: '.max_age: unknown key; allowed are required_symbols, ' },
  {
    yaml: '{Max_Age_Days: 3}',
    gives: '.Max_Age_Days: unknown key; allowed are required_symbols, ',
  },
  {
    yaml: '{__proto__: {max_age_days: 3}}',
    gives: '.__proto__: unknown key; allowed are required_symbols',
  },
  { yaml: '{min_performance: {__proto__: 0.5}}', gives: '.min_performance: __proto__ is no name' },
  {
    yaml: '{constructor: 3}',
    gives: '.constructor: unknown key; allowed are required_symbols',
  },
  { yaml: '{required_symbols: BTC}', gives: '.required_symbols: expected a list of symbols' },
  { yaml: '{required_symbols: {BTC: 1}}', gives: '.required_symbols: expected a list of symbols' },
  { yaml: '{required_symbols: [BTC, 1]}', gives: '.required_symbols[1]: expected a symbol in' },
  { yaml: '{required_symbols: [""]}', gives: '.required_symbols[0]: expected a symbol in' },
  { yaml: '{required_symbols: [~]}', gives: '.required_symbols[0]: expected a symbol in' },
  {
    yaml: '{min_symbol_coverage: 1.5}',
    gives: '.min_symbol_coverage: expected a share from 0 to 1',
  },
  {
    yaml: '{min_symbol_coverage: -1}',
    gives: '.min_symbol_coverage: expected a share from 0 to 1',
  },
  { yaml: '{min_symbol_coverage: 80%}', gives: '.min_symbol_coverage: expected a share from 0' },
  { yaml: '{min_symbol_coverage: .nan}', gives: '.min_symbol_coverage: expected a share from 0' },
  {
    yaml: '{max_age_days: 017}',
    gives: '.max_age_days: expected a number of days, 0 or more, found "017"',
  },
  { yaml: '{max_age_days: -017}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: -1}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: .nan}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: .inf}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: 1e999}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: "90"}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: 90d}', gives: '.max_age_days: expected a number of days, 0 or more' },
  { yaml: '{max_age_days: 1e308}', gives: 'fine' },
  { yaml: '{min_performance: [auc]}', gives: '.min_performance: expected a map from metric to' },
  {
    yaml: '{min_performance: {auc: high}}',
    gives: '.min_performance.auc: expected a finite number',
  },
  {
    yaml: '{min_performance: {auc: .inf}}',
    gives: '.min_performance.auc: expected a finite number',
  },
  { yaml: '{min_performance: {auc: }}', gives: '.min_performance.auc: expected a finite number' },
  { yaml: '{performance: auc}', gives: '.performance: expected a map with metric and weight' },
  {
    yaml: '{performance: {weight: 1}}',
    gives: '.performance.metric: expected the name of a metric',
  },
  { yaml: '{performance: {metric: auc, weight: .nan}}', gives: '.performance.weight: expected' },
  {
    yaml: '{performance: {metric: auc, wight: 1}}',
    gives: '.performance.wight: unknown key; allowed are',
  },
  { yaml: '{verify: off}', gives: 'fine' },
  { yaml: '{verify: no}', gives: '.verify: expected off, checksum, inspect or strict, found "no"' },
  { yaml: '{verify: false}', gives: '.verify: expected off, checksum, inspect or strict' },
  { yaml: '{trusted_globals: a.b}', gives: '.trusted_globals: expected a list of names' },
  { yaml: '{trusted_globals: [1]}', gives: '.trusted_globals[0]: expected a name in quotes' },
].map(({ yaml, gives }) => ({
  yaml: `model: {selection: ${yaml}}`,
  gives: gives === 'fine' ? gives : `model.selection${gives}`,
}));

const ROTATION: Row[] = [
  { yaml: '[]', gives: ': expected a map, found []' },
  { yaml: '!!set {disabled}', gives: '' },
  {
    yaml: '{retrain_days: 30}',
    gives: '.retrain_days: unknown key; allowed are enabled, ',
  },
  { yaml: '{enabled: yes, in_place: Off}', gives: 'fine' },
  { yaml: '{enabled: 1}', gives: '.enabled: expected true or false, found 1' },
  { yaml: '{enabled: [yes]}', gives: '.enabled: expected true or false, found ["yes"]' },
  { yaml: '{retrain_frequency_days: 017}', gives: '.retrain_frequency_days: expected a number of' },
  { yaml: '{retrain_frequency_days: 1000000}', gives: 'fine' },
  { yaml: '{retrain_frequency_days: 99999999}', gives: '.retrain_frequency_days: expected a numb' },
  { yaml: '{command: python3 train.py}', gives: '.command: expected a list of words' },
  { yaml: '{command: []}', gives: '.command: expected a list of words' },
  { yaml: '{command: [python3, 1]}', gives: '.command[1]: expected a word of the command, in' },
  { yaml: '{command: [""]}', gives: '.command: expected a program, and then its arguments' },
  { yaml: '{command: [python3, ""]}', gives: 'fine' },
  { yaml: '{command: [python3, "a\\0b"]}', gives: '.command[1]: expected a word of the command' },
  { yaml: '{in_place: "true"}', gives: '.in_place: expected true or false' },
  { yaml: '{timeout_minutes: -1}', gives: '.timeout_minutes: expected a number of minutes' },
  { yaml: '{timeout_minutes: 34560}', gives: 'fine' },
  { yaml: '{timeout_minutes: 34561}', gives: '.timeout_minutes: expected a number of minutes' },
  { yaml: '{age_from: now}', gives: '.age_from: expected metadata or mtime, found "now"' },
  { yaml: '{min_sharpe_ratio: .nan}', gives: '.min_sharpe_ratio: expected a finite number' },
  { yaml: '{max_drawdown_threshold: 20}', gives: '.max_drawdown_threshold: expected a share' },
  { yaml: '{min_trades: "50"}', gives: '.min_trades: expected a number, 0 or more' },
  { yaml: '{metric_names: {sharpe_ratio: 1}}', gives: '.metric_names.sharpe_ratio: expected the' },
].map(({ yaml, gives }) => ({
  yaml: `operations: {model_rotation: ${yaml}}`,
  gives: gives === 'fine' ? gives : `operations.model_rotation${gives}`,
}));

const ELSEWHERE: Row[] = [
  { yaml: 'trading: 1', gives: 'trading: expected a map, found 1' },
  { yaml: 'trading: {symbols: BTC}', gives: 'trading.symbols: expected a list of symbols' },
  {
    yaml: 'trading: {symbols: [BTC, ~]}',
    gives: 'trading.symbols[1]: expected a symbol in quotes',
  },
  { yaml: 'trading: {symbols: [NO, ON]}', gives: 'fine' },
  { yaml: 'trading: {leverage: .nan, fee: 017, enabled: no}', gives: 'fine' },
  { yaml: 'operations: {model_rotations: {}, on: off}', gives: 'fine' },
  { yaml: 'operations: [x]', gives: 'operations: expected a map' },
  {
    yaml: 'model: {selection: {min_symbol_coverage: 0.5}}',
    gives: 'trading.symbols: expected the symbols that model.selection.min_symbol_coverage is a',
  },
];

const TWICE: Row[] = [
  { yaml: 'model: {}\nmodel: {}', gives: 'the key model occurs twice' },
  { yaml: 'model: {version: 1.0, version: 1.0}', gives: 'the key model.version occurs twice' },
  { yaml: 'model: {x: 1, "x": 1}', gives: 'the key model.x occurs twice' },
  { yaml: 'model: {selection: {verify: off, verify: off}}', gives: 'verify occurs twice' },
  { yaml: 'trading: {symbols: [A], symbols: [B]}', gives: 'the key trading.symbols occurs twice' },
  { yaml: 'operations: {model_rotation: {}, model_rotation: {}}', gives: 'occurs twice' },
  { yaml: 'x: &m {pin: 1.0, pin: 6.6}\nmodel: *m', gives: 'the key model.pin occurs twice' },
  { yaml: 'exchange: {a: 1, a: 2}\nexchange: 3', gives: 'fine' },
  { yaml: 'trading: {fee: 1, fee: 2}', gives: 'fine' },
  { yaml: 'x: &x {pin: 6.6}\nmodel: {<<: *x, pin: 1.0}', gives: 'fine' },
];

interface Text {
  readonly name: string;
  readonly yaml: string | Buffer;
  readonly gives: string;
}

const TEXTS: Text[] = [
  { name: 'nothing', yaml: '', gives: 'fine' },
  { name: 'only comments', yaml: '# model:\n', gives: 'fine' },
  { name: 'null', yaml: '~', gives: 'fine' },
  { name: 'a byte order mark', yaml: '\ufeffmodel: {training_mode: single_symbol}', gives: 'fine' },
  { name: 'a list', yaml: '[]', gives: 'expected a map, found []' },
  { name: 'a word', yaml: 'model', gives: 'expected a map, found "a value that is not shown"' },
  { name: 'a number', yaml: '1.10', gives: 'expected a map, found 1.1' },
  { name: 'a tab as indentation', yaml: 'model:\n\tversion: "1.0"', gives: 'Tabs' },
  { name: 'a map without end', yaml: 'model: {version: "1.0"', gives: 'Flow map' },
  {
    name: 'a string without end',
    yaml: 'model: "a',
    gives: 'A closing " is missing, opened at line 1',
  },
  {
    name: 'two documents',
    yaml: 'model: {}\n---\nmodel: {}',
    gives: 'more than one YAML document',
  },
  { name: 'Latin-1', yaml: Buffer.from('a: \xe9', 'latin1'), gives: 'not UTF-8 text' },
  { name: 'UTF-16', yaml: Buffer.from('\ufeffa: b', 'utf16le'), gives: 'not UTF-8 text' },
  { name: 'a pickle', yaml: Buffer.from('80049503000000', 'hex'), gives: 'not UTF-8 text' },
  { name: 'NUL', yaml: 'model: {}\n\0', gives: 'an error' },
  { name: '256 KiB of comment', yaml: `#${'x'.repeat(MAX_CONFIG_BYTES - 1)}`, gives: 'fine' },
  { name: 'a byte more', yaml: `#${'x'.repeat(MAX_CONFIG_BYTES)}`, gives: 'larger than 256 KiB' },
  { name: 'a tag of Python', yaml: 'a: !!python/object/apply:os.system [id]', gives: 'fine' },
  { name: 'a tag of its own', yaml: 'a: !secret {b: c}', gives: 'fine' },
  { name: 'a map as a key', yaml: 'exchange: {{ EXCHANGE }}', gives: 'fine' },
  { name: 'a list as a key', yaml: '? [a, b]\n: c', gives: 'fine' },
  { name: '__proto__', yaml: '__proto__: {model: {training_mode: x}}', gives: 'fine' },
  { name: '__proto__ in a map', yaml: 'model: {__proto__: {pin: "6.6"}}', gives: 'fine' },
];

const HEALTHY = assembleModel(
  DEFAULT_LAYOUT,
  '1.0',
  { model: '/m/meta_model_v1.0.joblib', scaler: '/m/feature_scaler_v1.0.joblib', config: '/m/x' },
  '{"training_mode": "single_symbol", "training_end_timestamp": "2025-12-01"}',
);

function expectGives(yaml: string | Buffer, gives: string): void {
  const file = join(directoryOf({ 'bot.yaml': yaml }), 'bot.yaml');
  if (gives === 'fine') {
    const requirements = loadConfig(file)?.requirements;
    expect(requirements && select([HEALTHY], requirements, NOW).chosen?.model).toBe(HEALTHY);
    return;
  }
  const read = () => loadConfig(file);
  expect(read).toThrow(ConfigError);
  if (gives !== 'an error') expect(read).toThrow(gives);
  // One line, which begins with the name of the file.
  expect(read).toThrow(/^\S+\/bot\.yaml: [^\n]+$/);
}

const NOW = instantOf(new Date('2025-12-10T00:00:00Z'));

describe.each([
  { title: 'model', rows: MODEL },
  { title: 'model.selection', rows: SELECTION },
  { title: 'operations.model_rotation', rows: ROTATION },
  { title: 'elsewhere', rows: ELSEWHERE },
  { title: 'a key twice', rows: TWICE },
])('in the config file, $title', ({ rows }) => {
  it.each(rows)('$yaml gives $gives', ({ yaml, gives }) => expectGives(yaml, gives));
});

describe('a config file that holds', () => {
  it.each(TEXTS)('$name: $gives', ({ yaml, gives }) => expectGives(yaml, gives));
});
