import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/index.js';

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
            pin: null,
            symbols: [],
            requiredSymbols: [],
            minSymbolCoverage: null,
            maxAgeDays: null,
            minPerformance: {},
            performance: null,
            verify: 'inspect',
            trustedGlobals: [],
          },
          version: '1.0',
          modelsDir: 'models',
          rotation: {
            enabled: false,
            frequencyDays: 30,
            command: [],
            inPlace: false,
            timeoutMinutes: 240,
            ageFrom: 'metadata',
            trainNewSymbols: true,
            criteria: {
              minSharpeRatio: null,
              minProfitFactor: null,
              maxDrawdown: null,
              minTrades: null,
              outperformMetric: null,
              outperformMargin: 0,
              metricNames: {},
            },
          },
          hardCodedPaths: { path: null, scaler_path: null, config_path: null },
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
        path: 'models/meta_model_v1.0.joblib',
        scaler_path: 's',
        config_path: 'c',
        pin: '1.4',
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
        },
      },
      trading: { symbols: ['BTCUSDT', 'ETHUSDT'], leverage: 3 },
      operations: {
        model_rotation: {
          enabled: true,
          retrain_frequency_days: 7,
          command: ['python3', 'train.py'],
          in_place: true,
          timeout_minutes: 30,
          age_from: 'mtime',
          min_sharpe_ratio: 1,
          min_profit_factor: 1.2,
          max_drawdown_threshold: 0.2,
          min_trades: 50,
          require_outperformance: true,
          outperform_metric: 'auc',
          outperform_margin: 0.01,
          metric_names: { sharpe_ratio: 'backtest_sharpe' },
        },
      },
    });
    expect(parsed).toEqual({
      ok: true,
      config: {
        requirements: {
          trainingMode: 'multi_symbol',
          symbolEncoding: 'index',
          pin: '1.4',
          symbols: ['BTCUSDT', 'ETHUSDT'],
          requiredSymbols: ['BTCUSDT'],
          minSymbolCoverage: 0.8,
          maxAgeDays: 90,
          minPerformance: { auc: 0.55 },
          performance: { metric: 'auc', weight: 100 },
          verify: 'off',
          trustedGlobals: ['a.B'],
        },
        version: '3.10',
        modelsDir: 'other',
        rotation: {
          enabled: true,
          frequencyDays: 7,
          command: ['python3', 'train.py'],
          inPlace: true,
          timeoutMinutes: 30,
          ageFrom: 'mtime',
          trainNewSymbols: false,
          criteria: {
            minSharpeRatio: 1,
            minProfitFactor: 1.2,
            maxDrawdown: 0.2,
            minTrades: 50,
            outperformMetric: 'auc',
            outperformMargin: 0.01,
            metricNames: { sharpe_ratio: 'backtest_sharpe' },
          },
        },
        hardCodedPaths: {
          path: 'models/meta_model_v1.0.joblib',
          scaler_path: 's',
          config_path: 'c',
        },
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
  const number = 'a finite number';
  it.each([
    [[], '', 'a map'],
    ['text', '', 'a map'],
    [{ model: 5 }, 'model', 'a map'],
    [{ model: { training_mode: 'both' } }, 'model.training_mode', mode],
    [{ model: { training_mode: null } }, 'model.training_mode', mode],
    [{ model: { symbol_encoding: 'embedding' } }, 'model.symbol_encoding', 'one_hot or index'],
    [{ model: { version: 1.1 } }, 'model.version', 'MAJOR.MINOR, such as "1.10"'],
    [{ model: { version: '1' } }, 'model.version', 'MAJOR.MINOR, such as "1.10"'],
    [{ model: { pin: 'v1.0' } }, 'model.pin', 'MAJOR.MINOR, such as "1.10"'],
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

  it.each([
    [selection({ min_age_days: 1 }), 'model.selection.min_age_days', 'max_age_days'],
    [
      selection({ performance: { metric: 'a', wieght: 1 } }),
      'model.selection.performance.wieght',
      'weight',
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
      expect(!parsed.ok && parsed.problems).toMatchObject([{ key: 'trading.symbols' }]);
    },
  );
});

function selection(gates: object) {
  return { model: { selection: gates } };
}

function rotation(keys: object) {
  return { operations: { model_rotation: keys } };
}
