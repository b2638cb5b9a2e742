import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linkedVersions, registryAt } from '../../src/index.js';
import { directoryOf, trio } from '../temporary.js';

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
])('%s', (_, links, versions) => {
  const dir = directoryOf({ ...trio('1.0'), ...trio('2.0') });
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(dir, name));
  expect([...linkedVersions(registryAt(dir))].sort()).toEqual(versions);
});
