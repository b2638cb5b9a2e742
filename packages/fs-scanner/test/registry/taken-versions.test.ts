import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { registryAt, takenVersions } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

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
