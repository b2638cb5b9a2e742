import { describe, expect, it } from 'vitest';
import { judgePromotion, parseConfig, readMetadata } from '../../src/index.js';

const ALL = {
  min_sharpe_ratio: 1,
  min_profit_factor: 1.2,
  max_drawdown_threshold: 0.2,
  min_trades: 50,
  require_outperformance: true,
};
const GOOD = { sharpe_ratio: 1.5, profit_factor: 1.3, max_drawdown: 0.1, total_trades: 80 };

function judge(rotation: object, fresh: object, live: object | null) {
  const parsed = parseConfig({ operations: { model_rotation: rotation } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const fieldsOf = (performance: object) => readMetadata({ performance }).fields;
  return judgePromotion(fieldsOf(fresh), live && fieldsOf(live), parsed.config.rotation.criteria);
}

const failed = (rotation: object, fresh: object, live: object | null) =>
  judge(rotation, fresh, live)
    .filter(({ passed }) => !passed)
    .map(({ criterion, unusable }) => criterion + (unusable ? ` ${unusable}` : ''));

describe('judgePromotion', () => {
  it('no criterion is on unless the config says so', () => {
    expect(judge({}, {}, GOOD)).toEqual([]);
    expect(judge({ min_trades: null, require_outperformance: false }, {}, GOOD)).toEqual([]);
  });

  it('tells for each criterion what was asked for and what is there', () => {
    expect(judge({ min_trades: 50 }, { total_trades: 80 }, null)).toEqual([
      {
        criterion: 'min_trades',
        metric: 'total_trades',
        passed: true,
        bound: { comparison: '>=', value: 50 },
        actual: 80,
        unusable: null,
        live: null,
      },
    ]);
  });

  it('names what was asked for of every criterion, in the order of the config', () => {
    const bounds = (rotation: object, live: object | null) =>
      judge(rotation, GOOD, live).map(({ criterion, metric, bound }) => [
        criterion,
        metric,
        bound && `${bound.comparison} ${bound.value}`,
      ]);
    const thresholds = [
      ['min_sharpe_ratio', 'sharpe_ratio', '>= 1'],
      ['min_profit_factor', 'profit_factor', '>= 1.2'],
      ['max_drawdown_threshold', 'max_drawdown', '<= 0.2'],
      ['min_trades', 'total_trades', '>= 50'],
    ];
    expect(bounds(ALL, null)).toEqual([
      ...thresholds,
      ['require_outperformance', 'sharpe_ratio', null],
    ]);
    expect(bounds(ALL, GOOD)).toEqual([
      ...thresholds,
      ['require_outperformance', 'sharpe_ratio', '> 1.5'],
    ]);
    expect(bounds({ require_outperformance: true, outperform_margin: 0.5 }, GOOD)).toEqual([
      ['require_outperformance', 'sharpe_ratio', '>= 2'],
    ]);
  });

  it.each([
    ['all is well', GOOD, null, []],
    [
      'the bounds are inclusive',
      { ...GOOD, sharpe_ratio: 1, profit_factor: 1.2, max_drawdown: 0.2, total_trades: 50 },
      null,
      [],
    ],
    ['no drawdown at all', { ...GOOD, max_drawdown: 0 }, null, []],
    ['too low', { ...GOOD, sharpe_ratio: 0.99 }, null, ['min_sharpe_ratio']],
    ['too high', { ...GOOD, max_drawdown: 0.21 }, null, ['max_drawdown_threshold']],
    ['better', { ...GOOD, sharpe_ratio: 1.6 }, { sharpe_ratio: 1.5 }, []],
    ['only as good', GOOD, { sharpe_ratio: 1.5 }, ['require_outperformance']],
    ['the live one has no such metric', GOOD, {}, []],
    ['the live one has none, null', GOOD, { sharpe_ratio: null }, []],
    ['the live one has text', GOOD, { sharpe_ratio: 'high' }, ['require_outperformance']],
    ['the live one has NaN', GOOD, { sharpe_ratio: Number.NaN }, ['require_outperformance']],
    [
      'the live one is infinite',
      GOOD,
      { sharpe_ratio: Number.NEGATIVE_INFINITY },
      ['require_outperformance'],
    ],
    ['missing', { ...GOOD, total_trades: undefined }, null, ['min_trades missing']],
    ['null', { ...GOOD, total_trades: null }, null, ['min_trades missing']],
    ['text', { ...GOOD, total_trades: '80' }, null, ['min_trades not-a-number']],
    ['true', { ...GOOD, total_trades: true }, null, ['min_trades not-a-number']],
    ['NaN', { ...GOOD, profit_factor: Number.NaN }, null, ['min_profit_factor not-a-number']],
    [
      'infinite',
      { ...GOOD, profit_factor: Number.POSITIVE_INFINITY },
      null,
      ['min_profit_factor not-a-number'],
    ],
    ['12 for 0.12', { ...GOOD, max_drawdown: 12 }, null, ['max_drawdown_threshold not-a-share']],
    [
      'a negative share',
      { ...GOOD, max_drawdown: -0.1 },
      null,
      ['max_drawdown_threshold not-a-share'],
    ],
    [
      'a metric named like a member of every object',
      {},
      null,
      [
        'min_sharpe_ratio missing',
        'min_profit_factor missing',
        'max_drawdown_threshold missing',
        'min_trades missing',
        'require_outperformance missing',
      ],
    ],
  ])('%s', (_, fresh, live, expected) => {
    expect(failed(ALL, fresh, live)).toEqual(expected);
  });

  it.each(['max_drawdown', 'win_rate', 'auc', 'precision', 'recall', 'f1'])(
    '%s is a share: 73 is none',
    (metric) => {
      const rotation = { require_outperformance: true, outperform_metric: metric };
      expect(failed(rotation, { [metric]: 0.73 }, null)).toEqual([]);
      expect(failed(rotation, { [metric]: 73 }, null)).toEqual([
        'require_outperformance not-a-share',
      ]);
    },
  );

  it('says which value of the live model is of no use', () => {
    const rotation = { require_outperformance: true };
    expect(judge(rotation, { sharpe_ratio: 2 }, { sharpe_ratio: 'high' })).toMatchObject([
      {
        passed: false,
        bound: null,
        unusable: null,
        live: { actual: 'high', unusable: 'not-a-number' },
      },
    ]);
  });

  const errors = ['rmse', 'mse', 'mae', 'mape', 'error', 'RMSE'];
  const losses = [...errors, 'logloss', 'log_loss', 'max_drawdown', 'loss', 'brier_score'];
  it.each(losses)('%s: lower is better', (outperform_metric) => {
    const rotation = { require_outperformance: true, outperform_metric };
    const [fresh, live] = [0.2, 0.9].map((value) => ({ [outperform_metric]: value }));
    expect(failed(rotation, fresh as object, live as object)).toEqual([]);
    expect(failed(rotation, live as object, fresh as object)).toEqual(['require_outperformance']);
    expect(failed(rotation, live as object, live as object)).toEqual(['require_outperformance']);
  });

  it.each([
    ['lower', 'spread', 0, '< 0.9'],
    ['lower', 'spread', 0.5, '<= 0.4'],
    ['higher', 'rmse', 0, '> 0.9'],
    ['higher', 'rmse', 0.5, '>= 1.4'],
  ])('outperform_direction %s of %s, by %f: %s', (direction, metric, margin, expected) => {
    const rotation = {
      require_outperformance: true,
      outperform_metric: metric,
      outperform_direction: direction,
      outperform_margin: margin,
    };
    const [result] = judge(rotation, { [metric]: 0.4 }, { [metric]: 0.9 });
    expect(`${result?.bound?.comparison} ${result?.bound?.value}`).toBe(expected);
    expect(result?.passed).toBe(direction === 'lower');
  });

  it.each([
    [{ outperform_metric: 'auc' }, { auc: 0.7 }, { auc: 0.6 }, []],
    [
      { outperform_metric: 'auc' },
      { auc: 73 },
      { auc: 0.6 },
      ['require_outperformance not-a-share'],
    ],
    [{ outperform_metric: 'auc' }, { auc: 0.7 }, { auc: 73 }, ['require_outperformance']],
    [{ outperform_metric: 'auc' }, { auc: 1 }, { auc: 0.9 }, []],
    [{}, { sharpe_ratio: -1 }, {}, []],
    [{}, { sharpe_ratio: -1 }, null, []],
    [{ outperform_margin: 0.25 }, { sharpe_ratio: 1.25 }, { sharpe_ratio: 1 }, []],
    [
      { outperform_margin: 0.25 },
      { sharpe_ratio: 1.24 },
      { sharpe_ratio: 1 },
      ['require_outperformance'],
    ],
    [{ outperform_margin: -0.5 }, { sharpe_ratio: 0.6 }, { sharpe_ratio: 1 }, []],
    [
      { metric_names: { sharpe_ratio: 'backtest_sharpe' } },
      { backtest_sharpe: 2, sharpe_ratio: 0 },
      { backtest_sharpe: 1, sharpe_ratio: 9 },
      [],
    ],
    [
      { outperform_metric: 'auc', metric_names: { auc: 'ensemble.roc_auc' } },
      { ensemble: { roc_auc: 0.7 }, auc: 0 },
      { ensemble: { roc_auc: 0.6 } },
      [],
    ],
    [
      { outperform_metric: 'auc', metric_names: { auc: 'ensemble.roc_auc' } },
      { 'ensemble.roc_auc': 0.5, ensemble: { roc_auc: 0.7 } },
      { ensemble: { roc_auc: 0.6 } },
      ['require_outperformance'],
    ],
    [
      { outperform_metric: 'ensemble.auc' },
      { ensemble: { auc: 70 } },
      null,
      ['require_outperformance not-a-share'],
    ],
    [{ outperform_metric: 'test.rmse' }, { test: { rmse: 0.2 } }, { test: { rmse: 0.3 } }, []],
    [{ metric_names: { sharpe_ratio: 'toString' } }, {}, null, ['require_outperformance missing']],
  ])('outperformance with %j: %j against %j', (rotation, fresh, live, expected) => {
    expect(failed({ require_outperformance: true, ...rotation }, fresh, live)).toEqual(expected);
  });
});
