import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ARTIFACTS,
  artifactFileName,
  artifactPathsIn,
  DEFAULT_LAYOUT,
  ignoredReason,
  type Layout,
  parseArtifactFileName,
} from '../../src/index.js';

describe('parseArtifactFileName', () => {
  it.each([
    [
      'meta_model_v1.0.joblib',
      { artifact: 'model', version: '1.0', numbers: { major: 1, minor: 0 } },
    ],
    [
      'feature_scaler_v1.10.joblib',
      { artifact: 'scaler', version: '1.10', numbers: { major: 1, minor: 10 } },
    ],
    [
      'model_config_v0.9.json',
      { artifact: 'config', version: '0.9', numbers: { major: 0, minor: 9 } },
    ],
  ])('%s', (name, expected) => {
    expect(parseArtifactFileName(DEFAULT_LAYOUT, name)).toEqual(expected);
    expect(ignoredReason(DEFAULT_LAYOUT, name)).toBeNull();
  });

  it('reads back what artifactFileName writes', () => {
    const part = fc.nat(999_999_999);
    fc.assert(
      fc.property(fc.constantFrom(...ARTIFACTS), part, part, (artifact, major, minor) => {
        const version = `${major}.${minor}`;
        const name = artifactFileName(DEFAULT_LAYOUT, artifact, version);
        expect(parseArtifactFileName(DEFAULT_LAYOUT, name)).toEqual({
          artifact,
          version,
          numbers: { major, minor },
        });
        const pathOf = artifactPathsIn(DEFAULT_LAYOUT, '/srv/models/')[artifact];
        expect(pathOf?.(version)).toBe(`/srv/models/${name}`);
      }),
    );
  });
});

it('has no path for the scaler of a layout without one, and one for each companion', () => {
  const layout: Layout = {
    ...DEFAULT_LAYOUT,
    names: { ...DEFAULT_LAYOUT.names, scaler: null, 'map.json': { start: 'map_', end: '.json' } },
    companions: ['map.json'],
    artifacts: ['model', 'map.json', 'config'],
  };
  const paths = artifactPathsIn(layout, '/srv/');
  expect(paths.scaler).toBeNull();
  expect(paths['map.json']?.('1.0')).toBe('/srv/map_1.0.json');
});

describe('a name that begins like an artifact and is none', () => {
  it.each([
    ['meta_model_v1.0_backup.joblib', 'extra-text'],
    ['meta_model_v1.0.joblib.bak', 'extra-text'],
    ['meta_model_v1.0.joblib\n', 'extra-text'],
    ['meta_model_v1.0.joblib.1', 'extra-text'],
    ['meta_model_v1.0.json', 'extra-text'],
    ['model_config_v1.0.joblib', 'extra-text'],
    ['model_config_v1.0', 'extra-text'],
    ['meta_model_v1.joblib', 'not-a-version'],
    ['model_config_v1.0.1.json', 'not-a-version'],
    ['meta_model_vBTCUSDT_20251204.joblib', 'not-a-version'],
    ['meta_model.joblib', 'not-a-version'],
    ['meta_model-old_v1.0.joblib', 'not-a-version'],
    ['meta_model_v１.０.joblib', 'not-a-version'],
    ['meta_model_v01.0.joblib', 'not-canonical'],
    ['meta_model_v1.00.joblib', 'not-canonical'],
    ['feature_scaler_v1234567890.0.joblib', 'not-canonical'],
    ['Meta_Model_V1.0.joblib', 'wrong-case'],
    ['meta_model_v1.0.JOBLIB', 'wrong-case'],
    ['Feature_scaler_v1.0.joblib', 'wrong-case'],
    ['model_config_V1.0.json', 'wrong-case'],
  ] as const)('%j: %s', (name, reason) => {
    expect(parseArtifactFileName(DEFAULT_LAYOUT, name)).toBeNull();
    expect(ignoredReason(DEFAULT_LAYOUT, name)).toBe(reason);
  });

  it.each(['trades.csv', 'my_meta_model_v1.0.joblib', 'README.md', ''])(
    '%j is no concern',
    (name) => {
      expect(parseArtifactFileName(DEFAULT_LAYOUT, name)).toBeNull();
      expect(ignoredReason(DEFAULT_LAYOUT, name)).toBeNull();
    },
  );
});
