import { describe, expect, it } from 'vitest';
import { DEFAULT_LAYOUT, parseConfig } from '../../src/index.js';

describe('parseConfig', () => {
  it.each([[undefined], [null], [{}], [{ model: null, trading: null, operations: null }]])(
    'fills in the defaults: %j',
    (value) => {
      expect(parseConfig(value)).toEqual({
        ok: true,
        config: {
          requirements: {
            trainingMode: 'single_symbol',
            symbolEncoding: 'one_hot',
            versionScheme: 'major.minor',
            pin: null,
            symbols: [],
            requiredSymbols: [],
            minSymbolCoverage: null,
            maxAgeDays: null,
            minPerformance: {},
            performance: null,
            verify: 'inspect',
            trustedGlobals: [],
            libraries: 'warn',
            python: null,
            live: null,
          },
          version: null,
          layout: DEFAULT_LAYOUT,
          modelsDir: 'models',
          trustedLinks: [],
          store: null,
          rotation: {
            enabled: false,
            frequencyDays: 30,
            command: [],
            inPlace: false,
            restamp: false,
            timeoutMinutes: 240,
            ageFrom: 'metadata',
            trainNewSymbols: true,
            criteria: {
              minSharpeRatio: null,
              minProfitFactor: null,
              maxDrawdown: null,
              minTrades: null,
              outperformMetric: null,
              outperformDirection: null,
              outperformMargin: 0,
              metricNames: {},
            },
          },
          alerts: {
            command: [],
            webhook: null,
            on: ['promoted', 'rejected', 'failed', 'overdue', 'selection-changed', 'live-below'],
          },
          hardCodedPaths: { path: null, scaler_path: null, config_path: null },
          misplacedKeys: [],
        },
      });
    },
  );

  it('reads every key', () => {
    const parsed = parseConfig({
      own: { anything: 1 },
      model: {
        training_mode: 'multi_symbol',
        symbol_encoding: 'index',
        version: '3.10',
        models_dir: 'other',
        python: 'venv',
        path: 'models/meta_model_v1.0.joblib',
        scaler_path: 's',
        config_path: 'c',
        pin: '1.4',
        trusted_links: ['/srv/hub/'],
        store: {
          url: 's3://bucket/models/',
          endpoint: 'https://s3.example:9000',
          region: 'auto',
          path_style: 'yes',
          profile: 'bots',
          push: true,
        },
        auto_train_new_symbols: 'no',
        threshold: 0.5,
        selection: {
          required_symbols: ['BTCUSDT'],
          min_symbol_coverage: 0.8,
          max_age_days: 90,
          min_performance: { auc: 0.55 },
          performance: { metric: 'auc', weight: 100 },
          verify: 'off',
          trusted_globals: ['a.B'],
          libraries: 'refuse',
          live: { min: { win_rate: 0.4 }, min_samples: 20, window: 40 },
        },
      },
      trading: { symbols: ['BTCUSDT', 'ETHUSDT'], leverage: 3 },
      operations: {
        model_rotation: {
          enabled: true,
          retrain_frequency_days: 7,
          command: ['python3', 'train.py'],
          in_place: true,
          restamp: true,
          timeout_minutes: 30,
          age_from: 'mtime',
          min_sharpe_ratio: 1,
          min_profit_factor: 1.2,
          max_drawdown_threshold: 0.2,
          min_trades: 50,
          require_outperformance: true,
          outperform_metric: 'auc',
          outperform_direction: 'lower',
          outperform_margin: 0.01,
          metric_names: { sharpe_ratio: 'backtest_sharpe' },
        },
        alerts: {
          command: ['notify', '--bot'],
          webhook_url: 'https://hooks.example/1',
          format: 'telegram',
          on: ['failed'],
        },
      },
    });
    expect(parsed).toEqual({
      ok: true,
      config: {
        requirements: {
          trainingMode: 'multi_symbol',
          symbolEncoding: 'index',
          versionScheme: 'major.minor',
          pin: '1.4',
          symbols: ['BTCUSDT', 'ETHUSDT'],
          requiredSymbols: ['BTCUSDT'],
          minSymbolCoverage: 0.8,
          maxAgeDays: 90,
          minPerformance: { auc: 0.55 },
          performance: { metric: 'auc', weight: 100 },
          verify: 'off',
          trustedGlobals: ['a.B'],
          libraries: 'refuse',
          python: 'venv',
          live: { min: { win_rate: 0.4 }, minSamples: 20, window: 40 },
        },
        version: '3.10',
        layout: DEFAULT_LAYOUT,
        modelsDir: 'other',
        trustedLinks: ['/srv/hub/'],
        store: {
          url: 's3://bucket/models',
          endpoint: 'https://s3.example:9000',
          region: 'auto',
          pathStyle: true,
          profile: 'bots',
          push: true,
        },
        rotation: {
          enabled: true,
          frequencyDays: 7,
          command: ['python3', 'train.py'],
          inPlace: true,
          restamp: true,
          timeoutMinutes: 30,
          ageFrom: 'mtime',
          trainNewSymbols: false,
          criteria: {
            minSharpeRatio: 1,
            minProfitFactor: 1.2,
            maxDrawdown: 0.2,
            minTrades: 50,
            outperformMetric: 'auc',
            outperformDirection: 'lower',
            outperformMargin: 0.01,
            metricNames: { sharpe_ratio: 'backtest_sharpe' },
          },
        },
        alerts: {
          command: ['notify', '--bot'],
          webhook: {
            key: 'operations.alerts.webhook_url',
            url: 'https://hooks.example/1',
            format: 'telegram',
          },
          on: ['failed'],
        },
        hardCodedPaths: {
          path: 'models/meta_model_v1.0.joblib',
          scaler_path: 's',
          config_path: 'c',
        },
        misplacedKeys: [],
      },
    });
  });

  it.each([true, false, 'yes', 'No', 'ON', 'off'])(
    'takes enabled: %j for a truth value',
    (enabled) => {
      expect(parseConfig(rotation({ enabled })).ok).toBe(true);
    },
  );

  it('takes a performance metric without a weight for weight 0', () => {
    const parsed = parseConfig({ model: { selection: { performance: { metric: 'auc' } } } });
    expect(parsed.ok && parsed.config.requirements.performance).toEqual({
      metric: 'auc',
      weight: 0,
    });
  });

  const mode = 'single_symbol or multi_symbol';
  const ENCODING = 'one_hot, index or another word of letters, digits, _ and -';
  const number = 'a finite number';
  it.each([
    [[], '', 'a map'],
    ['text', '', 'a map'],
    [{ model: 5 }, 'model', 'a map'],
    [{ model: { training_mode: 'both' } }, 'model.training_mode', mode],
    [{ model: { training_mode: null } }, 'model.training_mode', mode],
    [{ model: { symbol_encoding: '' } }, 'model.symbol_encoding', ENCODING],
    [{ model: { symbol_encoding: 'one hot' } }, 'model.symbol_encoding', ENCODING],
    [{ model: { symbol_encoding: '${ENCODING}' } }, 'model.symbol_encoding', ENCODING],
    [{ model: { symbol_encoding: 1 } }, 'model.symbol_encoding', ENCODING],
    [{ model: { symbol_encoding: null } }, 'model.symbol_encoding', ENCODING],
    [{ model: { version: 1.1 } }, 'model.version', 'a version in quotes, such as "1.10"'],
    [{ model: { version: '1' } }, 'model.version', 'MAJOR.MINOR, such as 1.10, in quotes'],
    [{ model: { pin: 'v1.0' } }, 'model.pin', 'a version in quotes, such as "1.10"'],
    [{ model: { models_dir: '' } }, 'model.models_dir', 'a path'],
    [{ trading: { symbols: ['${SYMBOL}'] } }, 'trading.symbols[0]', 'a symbol in quotes'],
    [{ trading: { symbols: [''] } }, 'trading.symbols[0]', 'a symbol in quotes'],
    [{ model: { selection: [] } }, 'model.selection', 'a map'],
    [selection({ required_symbols: 'BTCUSDT' }), 'required_symbols', 'a list of symbols'],
    [selection({ required_symbols: ['A', 1] }), 'required_symbols[1]', 'a symbol in quotes'],
    [selection({ max_age_days: -1 }), 'max_age_days', 'a number of days, 0 or more'],
    [selection({ max_age_days: '017' }), 'max_age_days', 'a number of days, 0 or more'],
    [selection({ max_age_days: Number.NaN }), 'max_age_days', 'a number of days, 0 or more'],
    [selection({ min_performance: { auc: '0.5' } }), 'min_performance.auc', number],
    [
      selection({ min_performance: { auc: Number.POSITIVE_INFINITY } }),
      'min_performance.auc',
      number,
    ],
    [selection({ performance: { weight: 1 } }), 'performance.metric', 'the name of a metric'],
    [selection({ performance: { metric: 'auc', weight: true } }), 'performance.weight', number],
    [selection({ verify: 'yes' }), 'verify', 'off, checksum, inspect or strict'],
    [{ trading: { symbols: ['BTCUSDT', false] } }, 'trading.symbols[1]', 'a symbol in quotes'],
    [
      selection({ min_performance: { '${M}': 1 } }),
      'min_performance.(a key with a ${…} placeholder)',
      'a map from metric to number',
    ],
    [rotation({ enabled: 'maybe' }), 'operations.model_rotation.enabled', 'true or false'],
    [rotation({ command: [] }), 'operations.model_rotation.command', 'a list of words'],
    [
      rotation({ command: 'python3 train.py' }),
      'operations.model_rotation.command',
      'a list of words',
    ],
  ])('%j is an error at %s', (value, key, expected) => {
    const parsed = parseConfig(value);
    const whole = JSON.stringify(value)?.startsWith('{"model":{"selection":{')
      ? 'model.selection.'
      : '';
    expect(!parsed.ok && parsed.problems).toMatchObject([{ key: whole + key, expected }]);
  });

  const path = 'a path';
  const metric = 'the name of a metric';
  const truth = 'true or false';
  const share = 'a share from 0 to 1';
  const folder = 'an absolute path of a folder, such as /home/bot/.cache/huggingface/hub';
  it.each([
    ['model.models_dir', 1, path],
    ['model.path', 1, path],
    ['model.scaler_path', 1, path],
    ['model.config_path', 1, path],
    ['model.pin', 1.4, 'a version in quotes, such as "1.10"'],
    ['model.auto_train_new_symbols', 1, truth],
    ['model.selection', 1, 'a map'],
    ['model.trusted_links', '/srv', 'a list of absolute paths of folders'],
    ['model.trusted_links', ['/srv', 'hub'], folder, '[1]'],
    ['model.trusted_links', ['/srv', '/'], folder, '[1]'],
    ['model.trusted_links', ['/srv/../etc'], folder, '[0]'],
    ['model.trusted_links', ['/srv//hub'], folder, '[0]'],
    ['model.trusted_links', ['${HOME}/hub'], folder, '[0]'],
    ['model.selection.min_symbol_coverage', 'most', share],
    ['model.selection.min_symbol_coverage', -0.1, share],
    ['model.selection.min_symbol_coverage', 1.1, share],
    ['model.selection.min_performance', 1, 'a map from metric to number'],
    ['model.selection.performance', 'auc', 'a map with metric and weight'],
    ['model.selection.performance', { metric: '' }, metric, '.metric'],
    ['model.selection.performance', { metric: '${METRIC}' }, metric, '.metric'],
    ['model.selection.trusted_globals', 'a.B', 'a list of names'],
    [
      'model.selection.trusted_globals',
      ['a.B', ''],
      'a name in quotes, such as "src.models.train.EnsembleModel"',
      '[1]',
    ],
    ['trading', 1, 'a map'],
    ['trading.symbols', 'BTCUSDT', 'a list of symbols'],
    ['operations', 1, 'a map'],
    ['operations.model_rotation', 1, 'a map'],
    ['operations.model_rotation.enabled', 1, truth],
    ['operations.model_rotation.retrain_frequency_days', -1, 'a number of days, 0 to 1,000,000'],
    ['operations.model_rotation.command', ['a', 1], 'a word of the command, in quotes', '[1]'],
    ['operations.model_rotation.command', [''], 'a program, and then its arguments'],
    [
      'operations.model_rotation.retrain_frequency_days',
      1_000_001,
      'a number of days, 0 to 1,000,000',
    ],
    [
      'operations.model_rotation.timeout_minutes',
      34_561,
      'a number of minutes, above 0 and at most 34,560',
    ],
    ['operations.model_rotation.in_place', 1, truth],
    ['operations.model_rotation.restamp', 1, truth],
    [
      'operations.model_rotation.timeout_minutes',
      '9',
      'a number of minutes, above 0 and at most 34,560',
    ],
    [
      'operations.model_rotation.timeout_minutes',
      0,
      'a number of minutes, above 0 and at most 34,560',
    ],
    ['operations.model_rotation.age_from', 'birth', 'metadata or mtime'],
    ['operations.model_rotation.min_sharpe_ratio', 'x', number],
    ['operations.model_rotation.min_profit_factor', 'x', number],
    ['operations.model_rotation.max_drawdown_threshold', 20, share],
    ['operations.model_rotation.min_trades', -1, 'a number, 0 or more'],
    ['operations.model_rotation.require_outperformance', 1, truth],
    ['operations.model_rotation.outperform_metric', '', metric],
    ['operations.model_rotation.outperform_direction', 'down', 'higher or lower'],
    ['operations.model_rotation.outperform_margin', 'x', number],
    ['operations.model_rotation.metric_names', [], 'a map from metric to name'],
    ['operations.model_rotation.metric_names', { auc: '' }, metric, '.auc'],
  ])('%s: %j is an error, and what is allowed is said', (key, value, expected, inside = '') => {
    const parsed = parseConfig(nested(key, value));
    expect(!parsed.ok && parsed.problems).toMatchObject([{ key: key + inside, expected }]);
  });

  it.each([
    ['model.models_dir', 'm'],
    ['model.path', ''],
    ['model.selection.max_age_days', 0],
    ['model.selection.performance', { metric: 'auc', weight: null }],
    ['operations.model_rotation.retrain_frequency_days', 0],
    ['operations.model_rotation.command', ['a', '']],
    ['operations.model_rotation.timeout_minutes', 0.1],
    ['operations.model_rotation.age_from', 'metadata'],
    ['operations.model_rotation.max_drawdown_threshold', 0],
    ['operations.model_rotation.max_drawdown_threshold', 1],
    ['operations.model_rotation.min_sharpe_ratio', -1],
    ['operations.model_rotation.min_trades', 0],
    ['operations.model_rotation.outperform_margin', -0.1],
  ])('%s: %j is allowed', (key, value) => {
    expect(parseConfig(nested(key, value)).ok).toBe(true);
  });

  it.each([
    'model.models_dir',
    'model.path',
    'model.scaler_path',
    'model.config_path',
    'model.pin',
    'model.auto_train_new_symbols',
    'model.trusted_links',
    'model.selection',
    'model.selection.required_symbols',
    'model.selection.min_symbol_coverage',
    'model.selection.max_age_days',
    'model.selection.min_performance',
    'model.selection.performance',
    'model.selection.verify',
    'model.selection.trusted_globals',
    'trading.symbols',
    'operations.model_rotation',
    'operations.model_rotation.enabled',
    'operations.model_rotation.retrain_frequency_days',
    'operations.model_rotation.command',
    'operations.model_rotation.in_place',
    'operations.model_rotation.restamp',
    'operations.model_rotation.timeout_minutes',
    'operations.model_rotation.age_from',
    'operations.model_rotation.min_sharpe_ratio',
    'operations.model_rotation.min_profit_factor',
    'operations.model_rotation.max_drawdown_threshold',
    'operations.model_rotation.min_trades',
    'operations.model_rotation.require_outperformance',
    'operations.model_rotation.outperform_metric',
    'operations.model_rotation.outperform_direction',
    'operations.model_rotation.outperform_margin',
    'operations.model_rotation.metric_names',
  ])('%s without a value is the same as no key', (key) => {
    expect(parseConfig(nested(key, null))).toEqual(parseConfig({}));
  });

  it.each([
    ['yes', true],
    ['ON', true],
    ['No', false],
    ['off', false],
  ])('auto_train_new_symbols: %s means %s', (word, expected) => {
    const parsed = parseConfig({ model: { auto_train_new_symbols: word } });
    expect(parsed.ok && parsed.config.rotation.trainNewSymbols).toBe(expected);
  });

  it('compares with the Sharpe ratio unless another metric is named', () => {
    const parsed = parseConfig(rotation({ require_outperformance: true }));
    expect(parsed.ok && parsed.config.rotation.criteria.outperformMetric).toBe('sharpe_ratio');
  });

  it('tells of each problem what stands there', () => {
    const value = {
      model: { selection: { verify: 'yes', first: 1, second: [2] } },
      trading: { symbols: ['A', false, 5] },
    };
    const parsed = parseConfig(value);
    expect(!parsed.ok && parsed.problems.map(({ key, actual }) => [key, actual])).toEqual([
      ['model.selection.verify', 'yes'],
      ['model.selection.first', 1],
      ['model.selection.second', [2]],
      ['trading.symbols[1]', false],
    ]);
  });

  it.each([
    [selection({ min_age_days: 1 }), 'model.selection.min_age_days', 'max_age_days'],
    [
      selection({ performance: { metric: 'a', wieght: 1 } }),
      'model.selection.performance.wieght',
      'metric, weight',
    ],
    [rotation({ min_sharpe: 1 }), 'operations.model_rotation.min_sharpe', 'min_sharpe_ratio'],
  ])('%j has an unknown key, and is told the known ones', (value, key, known) => {
    const parsed = parseConfig(value);
    expect(!parsed.ok && parsed.problems).toMatchObject([{ key }]);
    expect(!parsed.ok && parsed.problems[0]?.expected).toContain(known);
  });

  it('reports every problem at once', () => {
    const parsed = parseConfig({ model: { training_mode: 1, pin: 2, version: 3 } });
    expect(!parsed.ok && parsed.problems.map(({ key }) => key).sort()).toEqual([
      'model.pin',
      'model.training_mode',
      'model.version',
    ]);
  });

  it.each([
    [0, true],
    [1, true],
    [-0.01, false],
    [1.01, false],
    ['1', false],
  ])('min_symbol_coverage: %j', (share, ok) => {
    const config = { ...selection({ min_symbol_coverage: share }), trading: { symbols: ['A'] } };
    expect(parseConfig(config).ok).toBe(ok);
  });

  it.each([[undefined], [{ symbols: [] }], [{ symbols: null }]])(
    'min_symbol_coverage needs the trading symbols: %j',
    (trading) => {
      const parsed = parseConfig({ ...selection({ min_symbol_coverage: 0.5 }), trading });
      const expected = 'the symbols that model.selection.min_symbol_coverage is a share of';
      const actual = trading?.symbols;
      expect(!parsed.ok && parsed.problems).toEqual([{ key: 'trading.symbols', expected, actual }]);
    },
  );
});

/** A config that holds this value at this key and nothing else. */
function nested(key: string, value: unknown): unknown {
  return key.split('.').reduceRight((inner, name) => ({ [name]: inner }), value);
}

function selection(gates: object) {
  return { model: { selection: gates } };
}

function rotation(keys: object) {
  return { operations: { model_rotation: keys } };
}

it.each([
  { operations: { model_rotation: { discord_webhook_url: 'https://h.example/T0K3N' } } },
  { model: { selection: { webhook_url: 'https://u:T0K3N@h.example/x' } } },
  { operations: { model_rotation: { alerts: { webhook: { slack: 'https://h.example/T0K3N' } } } } },
  { model: { store: { url: 's3://bucket', secret_access_key: 'T0K3N' } } },
  { model: { store: { url: 's3://bucket', keys: { secret: 'T0K3N' } } } },
  { model: { store: { url: 's3://bucket', endpoint: 'T0K3N@s3.example' } } },
  { operations: { alerts: { on: ['https://h.example/T0K3N'] } } },
])('a secret is not shown, wherever it was put: %j', (value) => {
  const parsed = parseConfig(value);
  expect(parsed.ok).toBe(false);
  expect(JSON.stringify(parsed)).not.toContain('T0K3N');
});

it('a mistyped event of alerts is shown', () => {
  const parsed = parseConfig({ operations: { alerts: { on: ['promotd'] } } });
  expect(parsed).toMatchObject({
    problems: [{ key: 'operations.alerts.on[0]', actual: 'promotd' }],
  });
});

describe('model.store.url', () => {
  it.each([
    ['s3://bucket', true],
    ['s3://bucket/some/prefix', true],
    ['file:///mnt/share/models', true],
    ['file:///mnt/my share/models', true],
    ['s3://KEY:SECRET@bucket/models', false],
    ['s3://bucket/../other', false],
    ['s3://Bucket', false],
    ['file://host/share', false],
    ['file:///mnt/../etc', false],
    ['file:///', false],
    ['https://s3.example/bucket', false],
    ['${STORE}', false],
    ['', false],
  ])('%j is one: %s', (url, isOne) => {
    const parsed = parseConfig({ model: { store: { url } } });
    expect(parsed.ok).toBe(isOne);
    expect(JSON.stringify(parsed)).not.toContain('SECRET');
  });
});
