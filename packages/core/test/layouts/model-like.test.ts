import { expect, it } from 'vitest';
import {
  DEFAULT_LAYOUT,
  exampleNames,
  isModelLike,
  isOfModel,
  someNames,
} from '../../src/index.js';

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
  ['meta_model_v1.0_old', true],
  ['ensemble.joblib.log', false],
  ['xgb_model.json.log', false],
])('isModelLike %j: %s', (name, isLike) => {
  expect(isModelLike(DEFAULT_LAYOUT, name)).toBe(isLike);
});

it.each([
  ['meta_model_v1.0.joblib', true],
  ['model_config_v1.0.json', true],
  ['ensemble.joblib', true],
  ['trades.csv', false],
])('isOfModel %j: %s', (name, isOne) => {
  expect(isOfModel(DEFAULT_LAYOUT, name)).toBe(isOne);
});

it('exampleNames shows what the files of a version are called', () => {
  expect(exampleNames(DEFAULT_LAYOUT)).toEqual([
    'meta_model_vX.Y.joblib',
    'feature_scaler_vX.Y.joblib',
    'model_config_vX.Y.json',
  ]);
  expect(exampleNames({ ...DEFAULT_LAYOUT, scheme: 'timestamp' })[0]).toBe(
    'meta_model_vYYYYMMDD.joblib',
  );
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
