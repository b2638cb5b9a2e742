import { expect, it } from 'vitest';
import { DEFAULT_LAYOUT, isModelLike, someNames } from '../../src/index.js';

it.each([
  ['ensemble.joblib', true],
  ['MODEL.PKL', true],
  ['xgb_model.json', true],
  ['lgbm_model.txt', true],
  ['Ensemble.json', true],
  ['v7/model.pkl', true],
  ['scaler.pickle', true],
  ['meta_model_v1.0_backup.joblib', true],
  ['model_config_vBTCUSDT_20251204.json', true],
  ['meta_model_v1.0.joblib', false],
  ['model_config_v1.0.json', false],
  ['trades.csv', false],
  ['state.json', false],
  ['notes.txt', false],
  ['joblib', false],
  ['models/', false],
])('isModelLike %j: %s', (name, isLike) => {
  expect(isModelLike(DEFAULT_LAYOUT, name)).toBe(isLike);
});

it('someNames counts what it does not name', () => {
  const names = ['e', 'd', 'z.pkl', 'c', 'b', 'a.joblib', 'f'];
  expect(someNames(names)).toEqual({ names: ['a.joblib', 'z.pkl', 'b', 'c', 'd'], more: 2 });
  expect(someNames(['a.txt', 'meta_model_v1.0.joblib', 'b.pkl']).names).toEqual([
    'b.pkl',
    'meta_model_v1.0.joblib',
    'a.txt',
  ]);
  expect(someNames([])).toEqual({ names: [], more: 0 });
});
