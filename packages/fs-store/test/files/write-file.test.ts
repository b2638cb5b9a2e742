import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaceFile, StoreRefusal } from '../../src/index.js';
import { directoryOf } from '../support.js';

it('replaces the content, also in a folder that is the root of all', () => {
  const file = join(directoryOf({ 'a.json': '{}' }), 'a.json');
  replaceFile(file, '/', (text) => `${text}\n`);
  expect(readFileSync(file, 'utf8')).toBe('{}\n');
});

it.each([
  ['that is gone', 'gone.json', /gone\.json is gone: nothing was changed$/],
  ['outside the folder', '../outside.json', /leads out of/],
])('refuses a file %s', (_, name, says) => {
  const folder = directoryOf({ 'models/a.json': '{}', 'outside.json': '{}' });
  const models = join(folder, 'models');
  const replace = () => replaceFile(join(models, name), models, () => 'changed');
  expect(replace).toThrow(StoreRefusal);
  expect(replace).toThrow(says);
  expect(readFileSync(join(folder, 'outside.json'), 'utf8')).toBe('{}');
});
