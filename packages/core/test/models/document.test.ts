import { expect, it } from 'vitest';
import { assembleModel, DEFAULT_LAYOUT, modelDocument, scoreDocument } from '../../src/index.js';
import { model as schema } from '../../src/models/document-schema.js';

it('a model as JSON has the file’s own metadata, and null for what is missing', () => {
  const model = assembleModel(
    DEFAULT_LAYOUT,
    '1.0',
    { model: '/m', config: '/c' },
    '{"own_key": 1}',
  );
  expect(modelDocument(model)).toEqual({
    version: '1.0',
    model_path: '/m',
    scaler_path: null,
    config_path: '/c',
    exists: false,
    metadata: { own_key: 1 },
    problems: [{ kind: 'missing-file', artifact: 'scaler' }],
  });
});

it('a score as JSON', () => {
  const score = { symbolCoverage: 1, recency: 2, version: 3, performance: 4, total: 10 };
  expect(scoreDocument(score)).toEqual({
    symbol_coverage: 1,
    recency: 2,
    version: 3,
    performance: 4,
    total: 10,
  });
});

it.each([
  [JSON.parse('{"": 1, "__proto__": null}'), true],
  [{}, true],
  [null, true],
  [[], false],
  ['{}', false],
  [5, false],
  [undefined, false],
])('metadata that are %j: %s', (metadata, isRight) => {
  const document = { ...modelDocument(assembleModel(DEFAULT_LAYOUT, '1.0', {}, '')), metadata };
  expect(schema.safeParse(document).success).toBe(isRight);
});
