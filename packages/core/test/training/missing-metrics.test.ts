import { expect, it } from 'vitest';
import { missingMetrics, parseConfig, readMetadata } from '../../src/index.js';

const fieldsOf = (performance: object) => readMetadata({ performance }).fields;

function missing(rotation: object, fresh: object, live: object | null = null) {
  const parsed = parseConfig({ operations: { model_rotation: rotation } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return missingMetrics(fieldsOf(fresh), live && fieldsOf(live), parsed.config.rotation.criteria);
}

const ALL = {
  min_sharpe_ratio: 1,
  min_profit_factor: 1.2,
  max_drawdown_threshold: 0.2,
  min_trades: 50,
  require_outperformance: true,
};

it('of a first model, all that the criteria ask for and it has not, each once', () => {
  const fresh = { profit_factor: 1.3, ensemble: { roc_auc: 0.7 }, note: 'text', f1: Number.NaN };
  expect(missing(ALL, fresh)).toEqual({
    metrics: ['sharpe_ratio', 'max_drawdown', 'total_trades'],
    names: ['profit_factor', 'ensemble.roc_auc', 'f1'],
    more: 0,
  });
  expect(missing({ require_outperformance: true, outperform_metric: 'auc' }, {})).toEqual({
    metrics: ['auc'],
    names: [],
    more: 0,
  });
});

it.each([
  ['no criterion is on', {}, {}, null],
  ['the metric is there', { min_trades: 1 }, { total_trades: 5 }, null],
  [
    'it is there by another name',
    { min_trades: 1, metric_names: { total_trades: 'n' } },
    { n: 5 },
    null,
  ],
  ['it is there, and of no use', { min_trades: 1 }, { total_trades: 'five' }, null],
  ['the live model has it', { min_trades: 1 }, {}, { total_trades: 5 }],
])('none where %s', (_, rotation, fresh, live) => {
  expect(missing(rotation, fresh, live)).toBeNull();
});

it('also those that the live model has not either, and whose other name is wrong', () => {
  const rotation = { ...ALL, metric_names: { total_trades: 'trades' } };
  expect(missing(rotation, { total_trades: 5 }, { sharpe_ratio: 1 })).toEqual({
    metrics: ['profit_factor', 'max_drawdown', 'total_trades'],
    names: ['total_trades'],
    more: 0,
  });
});

it('names the first 20', () => {
  const names = Array.from({ length: 25 }, (_, n) => `m${n}`);
  const fresh = Object.fromEntries(names.map((name) => [name, 1]));
  expect(missing({ min_trades: 1 }, fresh)).toEqual({
    metrics: ['total_trades'],
    names: names.slice(0, 20),
    more: 5,
  });
});
