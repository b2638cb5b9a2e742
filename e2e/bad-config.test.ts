import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';

interface Row {
  readonly yaml: string;
  /** What stderr says behind the name of the file; or `fine`: the healthy 1.0 is selected. */
  readonly gives: string;
}

const A_VERSION = 'expected MAJOR.MINOR, such as "1.10", found';

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
  { yaml: 'model: {symbol_encoding: on}', gives: 'model.symbol_encoding: expected one_hot or' },
  { yaml: 'model: {symbol_encoding: embedding}', gives: 'model.symbol_encoding: expected one_hot' },
  { yaml: 'model: {version: 1.10}', gives: 'fine' },
  { yaml: 'model: {version: 017}', gives: `model.version: ${A_VERSION} "017"` },
  { yaml: 'model: {version: no}', gives: `model.version: ${A_VERSION} "no"` },
  { yaml: 'model: {version: 1}', gives: `model.version: ${A_VERSION} "1"` },
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
  { yaml: '{max_age: 3}', gives: '.max_age: expected no such key, but one of required_symbols, ' },
  {
    yaml: '{Max_Age_Days: 3}',
    gives: '.Max_Age_Days: expected no such key, but one of required_symbols, ',
  },
  {
    yaml: '{__proto__: {max_age_days: 3}}',
    gives: '.__proto__: expected no such key, but one of required_symbols',
  },
  { yaml: '{min_performance: {__proto__: 0.5}}', gives: '.min_performance: __proto__ is no name' },
  {
    yaml: '{constructor: 3}',
    gives: '.constructor: expected no such key, but one of required_symbols',
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
    gives: '.performance.wight: expected no such key, but one of',
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
    gives: '.retrain_days: expected no such key, but one of enabled, ',
  },
  { yaml: '{enabled: yes, in_place: Off}', gives: 'fine' },
  { yaml: '{enabled: 1}', gives: '.enabled: expected true or false, found 1' },
  { yaml: '{enabled: [yes]}', gives: '.enabled: expected true or false, found ["yes"]' },
  { yaml: '{retrain_frequency_days: 017}', gives: '.retrain_frequency_days: expected a number of' },
  { yaml: '{command: python3 train.py}', gives: '.command: expected a list of words' },
  { yaml: '{command: []}', gives: '.command: expected a list of words' },
  { yaml: '{command: [python3, 1]}', gives: '.command[1]: expected a word of the command, in' },
  { yaml: '{in_place: "true"}', gives: '.in_place: expected true or false' },
  { yaml: '{timeout_minutes: -1}', gives: '.timeout_minutes: expected a number of minutes' },
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

function botWith(config: string, ...versions: string[]): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, { 'bot.yaml': config });
  for (const name of ['1.0', ...versions]) writeFiles(join(cwd, 'models'), version(name));
  return cwd;
}

function run(cwd: string, ...words: string[]) {
  return runCli([...words, '--config', 'bot.yaml'], { cwd, env: { SECRET: 'hunter2' } });
}

describe.each([
  { title: 'model', rows: MODEL },
  { title: 'model.selection', rows: SELECTION },
  { title: 'operations.model_rotation', rows: ROTATION },
  { title: 'elsewhere', rows: ELSEWHERE },
  { title: 'a key twice', rows: TWICE },
])('in the config file, $title', ({ rows }) => {
  it.each(rows)('$yaml gives $gives', ({ yaml, gives }) => {
    const result = run(botWith(yaml), 'list', '--json');
    expectEnd(result, gives === 'fine' ? 0 : 2);
    if (gives === 'fine') {
      expect(result.stderr).toBe('');
      expect(JSON.parse(result.stdout).selected.version).toBe('1.0');
    } else {
      expect(result.stdout).toBe('');
      expect(result.stderr).toMatch(/^model-registry: bot\.yaml: [^\n]+\n$/);
      expect(result.stderr).toContain(gives);
    }
  });
});

describe('the config file', () => {
  it('with several wrong values: each is named, on a line of its own', () => {
    const yaml = 'model: {version: x, pin: y, selection: {max_age_days: z, a: b}}';
    const { stderr } = run(botWith(yaml), 'list');
    const keys = ['version', 'pin', 'selection.max_age_days', 'selection.a'];
    for (const key of keys) expect(stderr).toContain(`model-registry: bot.yaml: model.${key}: `);
    expect(stderr.trim().split('\n')).toHaveLength(keys.length);
  });

  it('with 40,000 wrong values: an error as any', () => {
    const symbols = Array.from({ length: 40_000 }, (_, at) => at);
    const yaml = `model: {selection: {required_symbols: [${symbols}]}}`;
    const result = run(botWith(yaml), 'list');
    expectEnd(result, 2);
    expect(result.stderr).toContain('model.selection.required_symbols[0]: expected a symbol in');
  });

  it('version: 1.10 is 1.10', () => {
    const cwd = botWith('model: {version: 1.10, training_mode: multi_symbol}', '1.1');
    const plan = run(cwd, 'next-version', '--json');
    expect(JSON.parse(plan.stdout)).toMatchObject({ action: 'train', version: '1.10' });
  });

  it('pin: 1.10 is 1.10', () => {
    const selected = run(botWith('model: {pin: 1.10}', '1.1', '1.10', '6.6'), 'select');
    expect(selected.stdout).toContain('Version: 1.10\n');
    const none = run(botWith('model: {pin: 1.10}', '1.1'), 'select');
    expectEnd(none, 1);
  });

  it('symbols: [NO, ON] are symbols', () => {
    const yaml = 'trading: {symbols: [NO, ON]}\nmodel: {selection: {min_symbol_coverage: 1}}';
    const { rejected } = JSON.parse(run(botWith(yaml), 'explain', '--json').stdout);
    expect(rejected[0].problems).toMatchObject([{ kind: 'low-coverage', missing: ['NO', 'ON'] }]);
  });
});
