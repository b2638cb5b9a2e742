import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linkedVersions, registryAt, takenVersions } from '../../src/index.js';
import { directoryOf, trio } from '../temporary.js';

it('a version is taken by any file of it, wherever versions are kept', () => {
  const dir = directoryOf({
    'meta_model_v1.0.joblib': '',
    'archive/feature_scaler_v0.9.joblib': '',
    '.registry/rejected/1.2/model_config_v1.2.json': '',
    'meta_model_v3.0_backup.joblib': '',
    'archive/old/meta_model_v0.1.joblib': '',
  });
  mkdirSync(join(dir, 'model_config_v1.1.json'));
  expect([...takenVersions(registryAt(dir))].sort()).toEqual(['0.9', '1.0', '1.1', '1.2']);
});

it('nothing is taken where there is no directory', () => {
  expect(takenVersions(registryAt('/nonexistent/models')).size).toBe(0);
});

it('a folder that cannot be listed is an error that names it', () => {
  const dir = directoryOf({ archive: 'a file' });
  expect(() => takenVersions(registryAt(dir))).toThrow(join(dir, 'archive'));
});

it.each([
  ['no symlinks', {}, []],
  [
    'from a version to another',
    { 'feature_scaler_v3.0.joblib': 'feature_scaler_v1.0.joblib' },
    ['1.0', '3.0'],
  ],
  [
    'over another symlink',
    { 'meta_model_v3.0.joblib': 'latest', latest: 'meta_model_v2.0.joblib' },
    ['2.0', '3.0'],
  ],
  ['of no version, to one', { 'latest.joblib': 'meta_model_v2.0.joblib' }, ['2.0']],
  ['out of the directory', { 'meta_model_v3.0.joblib': '/etc/passwd' }, ['3.0']],
  ['to nothing', { 'meta_model_v3.0.joblib': 'nowhere', latest: 'latest' }, ['3.0']],
])('symlinks of versions: %s', (_, links, versions) => {
  const dir = directoryOf({ ...trio('1.0'), ...trio('2.0') });
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(dir, name));
  expect([...linkedVersions(registryAt(dir))].sort()).toEqual(versions);
});
