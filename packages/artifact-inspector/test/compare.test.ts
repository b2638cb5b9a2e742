import { expect, it } from 'vitest';
import { type ArtifactSummary, compareFeatures, type Disagreement } from '../src/index.js';

function summary(
  featureCount: number | null,
  featureNames: string[] | null = null,
): ArtifactSummary {
  const versions = { sklearn: null, xgboost: null, lightgbm: null, numpy: null };
  return {
    estimator: null,
    versions,
    featureCount,
    featureNames,
    classes: null,
    parts: [],
    arrays: [],
  };
}

it.each<
  [name: string, model: ArtifactSummary, scaler: ArtifactSummary, features: unknown, Disagreement[]]
>([
  ['nothing is said', summary(null), summary(null), undefined, []],
  ['counts agree', summary(2), summary(2), ['a', 'b'], []],
  ['names agree', summary(2, ['a', 'b']), summary(2, ['a', 'b']), ['a', 'b'], []],
  ['features is no list of names', summary(2), summary(2), { a: 1 }, []],
  [
    'the scaler has fewer',
    summary(3),
    summary(2),
    undefined,
    [{ kind: 'feature-count-differs', between: ['model', 'scaler'], counts: [3, 2] }],
  ],
  [
    'the metadata has more than both',
    summary(2),
    summary(2),
    ['a', 'b', 'c'],
    [
      { kind: 'feature-count-differs', between: ['model', 'metadata'], counts: [2, 3] },
      { kind: 'feature-count-differs', between: ['scaler', 'metadata'], counts: [2, 3] },
    ],
  ],
  [
    'a name differs',
    summary(2, ['a', 'b']),
    summary(null),
    ['a', 'c'],
    [{ kind: 'feature-names-differ', between: ['model', 'metadata'], only: [['b'], ['c']] }],
  ],
  [
    'the order differs',
    summary(3, ['a', 'b', 'c']),
    summary(3, ['a', 'c', 'b']),
    null,
    [
      {
        kind: 'feature-order-differs',
        between: ['model', 'scaler'],
        position: 1,
        names: ['b', 'c'],
      },
    ],
  ],
  [
    'names without a count',
    summary(null, ['a']),
    summary(2),
    null,
    [{ kind: 'feature-count-differs', between: ['model', 'scaler'], counts: [1, 2] }],
  ],
])('%s', (_, model, scaler, features, expected) => {
  expect(compareFeatures({ model, scaler, features })).toEqual(expected);
});
