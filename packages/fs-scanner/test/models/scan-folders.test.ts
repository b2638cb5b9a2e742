import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Layout, parseConfig } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import {
  linkedVersions,
  registryAt,
  scanModels,
  survey,
  takenVersions,
  versionFilesIn,
} from '../../src/index.js';
import { directoryOf } from '../temporary.js';

function layoutOf(names: object): Layout {
  const parsed = parseConfig({ model: { layout: names } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.layout;
}

const LAYOUT = layoutOf({
  version: 'integer',
  model: '{version}/model.pkl',
  scaler: null,
  config: '{version}/meta.json',
  companions: ['{version}/encoding.json'],
});

const files = (version: string) => ({
  [`${version}/model.pkl`]: 'N.',
  [`${version}/meta.json`]: '{"auc": 1}',
  [`${version}/encoding.json`]: '{}',
});

it('finds a version in each folder, in order, with its companions', () => {
  const dir = directoryOf({ ...files('10'), ...files('9'), 'notes.txt': '', 'archive/8/x': '' });
  const { models, ignored } = scanModels(dir, LAYOUT);
  expect(models.map(({ version, exists }) => [version, exists])).toEqual([
    ['9', true],
    ['10', true],
  ]);
  expect(models[1]).toMatchObject({
    modelPath: join(dir, '10/model.pkl'),
    scalerPath: null,
    configPath: join(dir, '10/meta.json'),
    companionPaths: { 'encoding.json': join(dir, '10/encoding.json') },
    metadata: { auc: 1 },
    problems: [],
  });
  expect(ignored).toEqual([]);
});

it('says which file a folder lacks, a companion too', () => {
  const { '7/encoding.json': _, ...others } = files('7');
  const dir = directoryOf({ ...others, '8/other.txt': '' });
  const { models } = scanModels(dir, LAYOUT);
  expect(models.map(({ version, exists, problems }) => [version, exists, problems])).toEqual([
    ['7', false, [{ kind: 'missing-file', artifact: 'encoding.json' }]],
    [
      '8',
      false,
      ['model', 'encoding.json', 'config'].map((artifact) => ({ kind: 'missing-file', artifact })),
    ],
  ]);
});

it.each(['inside', 'outside'])('follows no symlink in place of a folder, %s', (where) => {
  const dir = directoryOf(files('7'));
  renameSync(join(dir, '7'), join(dir, where === 'inside' ? 'elsewhere' : '../elsewhere'));
  symlinkSync(where === 'inside' ? 'elsewhere' : '../elsewhere', join(dir, '7'));
  const [model] = scanModels(dir, LAYOUT).models;
  expect(model).toMatchObject({ version: '7', exists: false, modelPath: null, metadata: null });
  expect(model?.problems).toContainEqual({
    kind: 'not-a-file',
    artifact: 'model',
    found: 'symlink-folder',
  });
  expect(takenVersions(registryAt(dir, { layout: LAYOUT }))).toEqual(new Set(['7']));
});

it('joins no twins: other cases, digits or endings are other names', () => {
  const { '7/model.pkl': model = '', ...others } = files('7');
  const dir = directoryOf({
    ...others,
    '7/Model.pkl': model,
    '7/meta.JSON': '{}',
    '７/model.pkl': '',
    '07/model.pkl': '',
  });
  const { models, ignored } = scanModels(dir, LAYOUT);
  expect(models.map(({ version, modelPath }) => [version, modelPath])).toEqual([['7', null]]);
  expect(ignored).toEqual([{ kind: 'ignored-file', file: '07/', reason: 'not-canonical' }]);
});

it('a folder that may not be looked into, and what is no folder, do not hide the others', () => {
  const dir = directoryOf({ ...files('1'), ...files('2'), '3': 'a file' });
  chmodSync(join(dir, '1'), 0);
  const { models } = scanModels(dir, LAYOUT);
  chmodSync(join(dir, '1'), 0o755);
  expect(models.map(({ version }) => version)).toEqual(['1', '2']);
  if (process.getuid?.() !== 0)
    expect(models[0]?.problems[0]).toMatchObject({ found: 'closed-folder' });
  expect(takenVersions(registryAt(dir, { layout: LAYOUT }))).toEqual(new Set(['1', '2', '3']));
});

it('knows what else goes by folders: links between them, permissions, files', () => {
  const dir = directoryOf({ ...files('1'), ...files('2'), ...files('3') });
  const registry = registryAt(dir, { layout: LAYOUT });
  renameSync(join(dir, '2/encoding.json'), join(dir, '2/first.json'));
  symlinkSync('../1/encoding.json', join(dir, '2/encoding.json'));
  expect(linkedVersions(registry)).toEqual(new Set(['1', '2']));
  expect(scanModels(dir, LAYOUT).models[1]?.exists).toBe(true);
  expect(versionFilesIn(dir, LAYOUT)).toHaveLength(9);
  chmodSync(join(dir, '3'), 0o777);
  expect(survey(registry, scanModels(dir, LAYOUT)).permissions).toEqual([
    { kind: 'unsafe-permissions', file: join(dir, '3'), actual: '0777' },
  ]);
});

it('a flat layout with companions is as strict', () => {
  const layout = layoutOf({
    version: 'integer',
    model: 'model_v{version}.pkl',
    scaler: null,
    config: 'meta_v{version}.json',
    companions: ['encoding_v{version}.json'],
  });
  const dir = directoryOf({ 'model_v7.pkl': 'N.', 'meta_v7.json': '{}', 'Encoding_v7.json': '{}' });
  mkdirSync(join(dir, 'encoding_v8.json'));
  writeFileSync(join(dir, 'encoding_v9.json'), '{}');
  const { models, ignored } = scanModels(dir, layout);
  expect(models.map(({ version, problems }) => [version, problems[0]])).toEqual([
    ['7', { kind: 'missing-file', artifact: 'encoding.json' }],
    ['8', { kind: 'missing-file', artifact: 'model' }],
    ['9', { kind: 'missing-file', artifact: 'model' }],
  ]);
  expect(models[1]?.problems).toContainEqual({
    kind: 'not-a-file',
    artifact: 'encoding.json',
    found: 'directory',
  });
  expect(ignored).toEqual([
    { kind: 'ignored-file', file: 'Encoding_v7.json', reason: 'wrong-case' },
  ]);
});
