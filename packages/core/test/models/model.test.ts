import { describe, expect, it } from 'vitest';
import { assembleModel, DEFAULT_LAYOUT } from '../../src/index.js';
import { missingArtifacts } from '../../src/models/model.js';

const paths = { model: '/m/model', scaler: '/m/scaler', config: '/m/config' };
const directory = { kind: 'not-a-file', artifact: 'scaler', found: 'directory' } as const;

describe('assembleModel', () => {
  it('refuses what is no version', () => {
    expect(() => assembleModel(DEFAULT_LAYOUT, 'latest', {}, '')).toThrow(
      'not a version: "latest"',
    );
  });

  it('a complete version', () => {
    expect(assembleModel(DEFAULT_LAYOUT, '1.0', paths, '{"own": 1}')).toMatchObject({
      version: '1.0',
      modelPath: '/m/model',
      scalerPath: '/m/scaler',
      configPath: '/m/config',
      exists: true,
      metadata: { own: 1 },
      problems: [],
    });
  });

  it('a version of which nothing but something at the scaler name is there', () => {
    const model = assembleModel(DEFAULT_LAYOUT, '1.0', { scaler: directory }, '');
    expect(model).toMatchObject({
      modelPath: null,
      scalerPath: null,
      exists: false,
      metadata: null,
    });
    expect(model.problems).toEqual([
      { kind: 'missing-file', artifact: 'model' },
      directory,
      { kind: 'missing-file', artifact: 'config' },
    ]);
    expect(missingArtifacts(model)).toEqual(model.problems);
  });

  it('a complete version whose config file cannot be read exists, without metadata', () => {
    const problem = { kind: 'metadata-unreadable', reason: 'too-large', detail: '' } as const;
    const model = assembleModel(DEFAULT_LAYOUT, '1.0', paths, problem);
    expect(model).toMatchObject({ exists: true, metadata: null, problems: [problem] });
    expect(missingArtifacts(model)).toEqual([]);
  });

  it('reports fields of the wrong type', () => {
    const { problems } = assembleModel(DEFAULT_LAYOUT, '1.0', paths, '{"training_days": "x"}');
    expect(problems).toMatchObject([{ kind: 'invalid-field', key: 'training_days' }]);
  });
});
