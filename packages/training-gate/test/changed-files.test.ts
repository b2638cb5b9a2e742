import {
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { registryAt } from '@org/model-registry-fs-scanner';
import { describe, expect, it } from 'vitest';
import { appearedFiles, changedFiles, noteFiles } from '../src/changed-files.js';
import { publishFolder } from '../src/index.js';
import { directoryOf, situationIn, trio } from './support.js';

const NAME = 'meta_model_v1.0.joblib';

describe('changedFiles', () => {
  it.each<[string, (file: string, dir: string) => void, 'changed' | 'removed' | null]>([
    ['nothing', () => {}, null],
    ['a longer content', (file) => writeFileSync(file, 'longer than before'), 'changed'],
    ['no content', (file) => writeFileSync(file, ''), 'changed'],
    ['another of the same length', (file) => writeFileSync(file, 'MODEL'), 'changed'],
    ['a new time', (file) => utimesSync(file, 1, 1), 'changed'],
    [
      'a copy that replaces it',
      (file, dir) => {
        copyFileSync(file, join(dir, 'copy'));
        renameSync(join(dir, 'copy'), file);
      },
      'changed',
    ],
    [
      'a symlink in its place',
      (file, dir) => {
        renameSync(file, join(dir, 'moved'));
        symlinkSync('moved', file);
      },
      'changed',
    ],
    ['no file', (file) => rmSync(file), 'removed'],
    [
      'the file, moved to archive/',
      (file, dir) => {
        mkdirSync(join(dir, 'archive'));
        renameSync(file, join(dir, 'archive', NAME));
      },
      null,
    ],
    [
      'no file, and another of its name in archive/',
      (file, dir) => {
        mkdirSync(join(dir, 'archive'));
        copyFileSync(file, join(dir, 'archive', NAME));
        rmSync(file);
      },
      'changed',
    ],
    [
      'a new version beside it',
      (_, dir) => writeFileSync(join(dir, 'meta_model_v1.1.joblib'), ''),
      null,
    ],
    ['another file', (_, dir) => writeFileSync(join(dir, 'notes.txt'), 'changed'), null],
  ])('%s', (_, act, change) => {
    const dir = directoryOf({ ...trio('1.0'), 'notes.txt': '' });
    const registry = registryAt(dir);
    const noted = noteFiles(registry);
    act(join(dir, NAME), dir);
    expect(changedFiles(registry, noted)).toEqual(
      change ? [{ file: join(dir, NAME), change }] : [],
    );
  });
});

it('appearedFiles leaves out what the registry itself writes', async () => {
  const dir = directoryOf({ ...trio('1.0'), 'old.pkl': '' });
  const registry = registryAt(dir);
  const noted = noteFiles(registry);
  const folder = directoryOf(trio('1.1'));
  const request = { folder, version: null, restamp: false, waitSeconds: 0 };
  expect(await publishFolder(situationIn(dir), request)).toMatchObject({ action: 'published' });
  writeFileSync(join(dir, 'model_config_v1.0.json'), '{"training_days": 1}');
  expect(appearedFiles(registry, noted)).toEqual([]);
  for (const name of [NAME, 'meta_model_v1.2.joblib', 'ensemble.pkl', 'trades.csv']) {
    writeFileSync(join(dir, name), 'new');
  }
  expect([...appearedFiles(registry, noted)].sort()).toEqual([
    'ensemble.pkl',
    NAME,
    'meta_model_v1.2.joblib',
  ]);
});
