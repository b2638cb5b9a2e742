import type { ModelSource } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { trio } from './temporary.js';

/** What every source of models does. `make` gives a source that holds these files. */
export function describeModelSource(
  name: string,
  make: (files: Readonly<Record<string, string>>) => ModelSource,
): void {
  describe(`${name}, as a source of models`, () => {
    it('gives the versions in ascending order, as pairs of numbers', async () => {
      const { found, models } = await make({
        ...trio('2.0'),
        ...trio('1.10'),
        ...trio('1.9'),
        ...trio('10.0'),
      }).scan();
      expect(found).toBe(true);
      expect(models.map(({ version }) => version)).toEqual(['1.9', '1.10', '2.0', '10.0']);
    });

    it('gives a complete version with its metadata, and nothing against it', async () => {
      const { models } = await make(trio('1.0', '{"own": [1]}')).scan();
      expect(models).toMatchObject([
        { version: '1.0', exists: true, metadata: { own: [1] }, problems: [] },
      ]);
      const [model] = models;
      expect(model?.modelPath).toMatch(/meta_model_v1\.0\.joblib$/);
      expect(model?.scalerPath).toMatch(/feature_scaler_v1\.0\.joblib$/);
      expect(model?.configPath).toMatch(/model_config_v1\.0\.json$/);
    });

    it.each([
      ['model', 'meta_model_v1.0.joblib', 'modelPath'],
      ['scaler', 'feature_scaler_v1.0.joblib', 'scalerPath'],
      ['config', 'model_config_v1.0.json', 'configPath'],
    ] as const)('gives a version without %s, and says so', async (artifact, file, key) => {
      const { [file]: _, ...rest } = trio('1.0');
      const { models } = await make({ ...rest, ...trio('2.0') }).scan();
      expect(models.map(({ exists }) => exists)).toEqual([false, true]);
      expect(models[0]?.[key]).toBeNull();
      expect(models[0]?.problems).toEqual([{ kind: 'missing-file', artifact }]);
    });

    it.each([
      ['', 'empty'],
      ['{', 'not-json'],
      ['[]', 'not-an-object'],
      [`{"a": "${'x'.repeat(1_048_576)}"}`, 'too-large'],
      ['[['.repeat(100), 'too-deep'],
    ])('a config file that is no object hides nothing else', async (text, reason) => {
      const { models } = await make({ ...trio('1.0', text), ...trio('2.0') }).scan();
      expect(models[0]).toMatchObject({
        exists: true,
        metadata: null,
        problems: [{ kind: 'metadata-unreadable', reason }],
      });
      expect(models[1]).toMatchObject({ metadata: {}, problems: [] });
    });

    it('ignores what only begins like an artifact, says so in the order of the names', async () => {
      const { models, ignored } = await make({
        'model_config_v1.0.1.json': '{}',
        'meta_model_v1.0_backup.joblib': 'x',
        'notes.txt': 'x',
        ...trio('1.0'),
      }).scan();
      expect(models).toHaveLength(1);
      expect(ignored).toEqual([
        { kind: 'ignored-file', file: 'meta_model_v1.0_backup.joblib', reason: 'extra-text' },
        { kind: 'ignored-file', file: 'model_config_v1.0.1.json', reason: 'not-a-version' },
      ]);
    });

    it('holds no models where it holds nothing', async () => {
      expect(await make({}).scan()).toMatchObject({ models: [], ignored: [] });
    });

    it('gives the same again', async () => {
      const source = make({ ...trio('1.0'), ...trio('1.1', '[]') });
      expect(await source.scan()).toEqual(await source.scan());
    });
  });
}
