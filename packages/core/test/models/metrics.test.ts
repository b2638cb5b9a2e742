import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMetric, metricName, metricsIn } from '../../src/models/metrics.js';

it.each([
  ['auc', {}, 'auc'],
  ['auc', { auc: 'ensemble.roc_auc' }, 'ensemble.roc_auc'],
  ['auc', { f1: 'xgb_f1' }, 'auc'],
  ['toString', {}, 'toString'],
])('%s by %j is called %s', (metric, names, expected) => {
  expect(metricName(metric, names as Record<string, string>)).toBe(expected);
});

describe('findMetric', () => {
  it.each<[string, string, unknown]>([
    ['{"auc": 0.7}', 'auc', 0.7],
    ['{"ensemble": {"roc_auc": 0.7}}', 'ensemble.roc_auc', 0.7],
    ['{"a": {"b": {"c": 1}}}', 'a.b.c', 1],
    ['{"ensemble.roc_auc": 0.6, "ensemble": {"roc_auc": 0.7}}', 'ensemble.roc_auc', 0.6],
    ['{"ensemble.roc_auc": null, "ensemble": {"roc_auc": 0.7}}', 'ensemble.roc_auc', null],
    ['{"a.b": {"c": 1}}', 'a.b.c', 1],
    ['{"a": {"b.c": 1}}', 'a.b.c', 1],
    ['{"a": 5, "a.b": {"c": 1}}', 'a.b.c', 1],
    ['{"a": {"x": 5}, "a.b": {"c": 1}}', 'a.b.c', 1],
    ['{"": {"": 1}}', '.', 1],
    ['{"a": {"b": 1}}', 'a', { b: 1 }],
    ['{"a": {"b": 1}}', 'a.c', undefined],
    ['{"a": {"b": 1}}', 'b', undefined],
    ['{"a": [1, 2]}', 'a.0', undefined],
    ['{"a": "text"}', 'a.length', undefined],
    ['{"a": null}', 'a.b', undefined],
    ['{"a": {}}', 'a.constructor.name', undefined],
    ['{}', '__proto__.toString', undefined],
    ['{"__proto__": {"auc": 1}}', '__proto__.auc', 1],
    ['{}', '...', undefined],
  ])('of %s by %s', (text, name, expected) => {
    expect(findMetric(JSON.parse(text), name)).toEqual(expected);
  });
});

describe('metricsIn', () => {
  it('names all that are no maps, in the order of the file', () => {
    const text =
      '{"b": 1, "a": {"d": 0.5, "c": {"e": null}, "f": {}}, "g": [1], "__proto__": {"h": 2}}';
    expect([...metricsIn(JSON.parse(text))]).toEqual([
      ['b', 1],
      ['a.d', 0.5],
      ['a.c.e', null],
      ['a.f', {}],
      ['g', [1]],
      ['__proto__.h', 2],
    ]);
  });

  it('what it names can be found', () => {
    const metrics = fc.dictionary(
      fc.constantFrom('a', 'b', 'a.b', 'b.a', '', '__proto__'),
      fc.letrec((tie) => ({
        value: fc.oneof(fc.nat(), fc.dictionary(fc.constantFrom('a', 'b', 'a.b'), tie('value'))),
      })).value,
    );
    fc.assert(
      fc.property(metrics, (it) => {
        for (const [name] of metricsIn(it)) expect(findMetric(it, name)).toBeDefined();
      }),
    );
  });
});
