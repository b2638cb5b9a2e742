import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import { findUnknownNames, scanModels } from '../../src/index.js';
import { directoryOf, trio } from '../temporary.js';

const namesIn = (dir: string) => findUnknownNames(scanModels(dir, DEFAULT_LAYOUT), DEFAULT_LAYOUT);
const empty = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '']));

it.each<[string, Readonly<Record<string, string>>, readonly string[] | null]>([
  ['one file', empty('ensemble.joblib'), ['ensemble.joblib']],
  [
    'what stands beside it, after it',
    empty('config.json', 'model.pkl', 'notes.txt', 'a.csv'),
    ['model.pkl', 'config.json'],
  ],
  ['what only may be one', empty('xgb_model.json'), ['xgb_model.json']],
  [
    'a folder for each version',
    empty('v1/model.pkl', 'v2/model.pkl'),
    ['v1/model.pkl', 'v2/model.pkl'],
  ],
  [
    'a version in a folder',
    { ...inside('BTC', trio('1.0')) },
    Object.keys(inside('BTC', trio('1.0'))).sort(),
  ],
  ['nothing', {}, null],
  ['other files', empty('trades.csv', 'state.json', 'notes.txt'), null],
  ['a version', { ...trio('1.0'), ...empty('ensemble.joblib') }, null],
  ['a part of a version', empty('meta_model_v1.0.joblib', 'ensemble.joblib'), null],
  ['what the scan ignores', empty('meta_model_vBTC.joblib'), null],
  [
    'what is archived or ours',
    empty('archive/model.pkl', '.registry/extras/1.0/model.pkl', '.git/x.pkl'),
    null,
  ],
  ['what is deeper', empty('a/b/model.pkl'), null],
])('%s', (_, files, names) => {
  expect(namesIn(directoryOf(files))?.names ?? null).toEqual(names);
});

function inside(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  );
}

it('counts what it does not name', () => {
  const names = Array.from({ length: 3000 }, (_, at) => `model_${at}.pkl`);
  expect(namesIn(directoryOf(empty(...names)))).toMatchObject({
    kind: 'unknown-names',
    expected: ['meta_model_vX.Y.joblib', 'feature_scaler_vX.Y.joblib', 'model_config_vX.Y.json'],
    names: { length: 5 },
    more: 2995,
  });
});

it('follows no symlink to a folder, and takes one to a file as it is named', () => {
  const other = directoryOf(empty('model.pkl'));
  const dir = directoryOf({});
  symlinkSync(other, join(dir, 'linked'));
  expect(namesIn(dir)).toBeNull();
  symlinkSync(join(other, 'model.pkl'), join(dir, 'ensemble.pkl'));
  mkdirSync(join(dir, 'folder.pkl'));
  expect(namesIn(dir)?.names).toEqual(['ensemble.pkl']);
});

it('there is no directory', () => {
  expect(namesIn('/nonexistent/models')).toBeNull();
});
