import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import { registryAt, scanModels, survey } from '../../src/index.js';
import { directoryOf, trio } from '../temporary.js';

const NOTHING = { staging: [], permissions: [], unreadable: [], configs: [], names: [] };
const surveyOf = (dir: string) => survey(registryAt(dir), scanModels(dir, DEFAULT_LAYOUT));

it('finds nothing where all is in order, and where there is no directory', () => {
  expect(surveyOf(directoryOf(trio('1.0')))).toEqual(NOTHING);
  expect(surveyOf('/nonexistent/models')).toEqual(NOTHING);
});

it('finds what every user may change', () => {
  const dir = directoryOf(trio('1.0'));
  const file = join(dir, 'meta_model_v1.0.joblib');
  chmodSync(dir, 0o1777);
  chmodSync(file, 0o666);
  expect(surveyOf(dir).permissions).toEqual([
    { kind: 'unsafe-permissions', file: dir, actual: '1777' },
    { kind: 'unsafe-permissions', file, actual: '0666' },
  ]);
});

it('finds a finished model that was never published, and leaves unfinished ones alone', () => {
  const staged = (name: string, version: string) =>
    Object.entries(trio(version)).map(([file, text]) => [
      `.registry/staging/${name}/${file}`,
      text,
    ]);
  const dir = directoryOf(
    Object.fromEntries([
      ...staged('done', '1.1'),
      ...staged('half', '1.2').slice(1),
      ...staged('cut-off', '1.3'),
      ['.registry/staging/cut-off/model_config_v1.3.json', '{"training_mode": '],
    ]),
  );
  expect(surveyOf(dir).staging).toEqual([
    { kind: 'unpublished-staging', file: join(dir, '.registry/staging/done') },
  ]);
});

it('tells what it could not look into', () => {
  const file = directoryOf({ ...trio('1.0'), '.registry': 'a file' });
  const staging = join(file, '.registry/staging');
  expect(surveyOf(file).staging).toEqual([
    { kind: 'unreadable-folder', file: staging, detail: 'ENOTDIR' },
  ]);
  const loop = directoryOf({ ...trio('1.0'), '.registry/other': '' });
  symlinkSync('staging', join(loop, '.registry/staging'));
  expect(surveyOf(loop).staging).toMatchObject([{ kind: 'unreadable-folder', detail: 'ELOOP' }]);
});
