import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName, DEFAULT_LAYOUT } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { checkTrio, publishInPlace, readJournal, StoreRefusal } from '../../src/index.js';
import {
  CHECKS,
  changeIn,
  configOf,
  directoryOf,
  filesIn,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

it('records a version that is there already', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...trio('1.1', '{"auc": 1}') });
  const check = await checkTrio({ layout: DEFAULT_LAYOUT }, dir, '1.1', CHECKS);
  if (!check.ok) throw new Error('not fit');
  const publication = await publishInPlace(storeOf(dir), trainingOf(dir), check, changeIn(dir));
  expect(publication).toMatchObject({ ok: true, fingerprints: { model: { size: 8 } } });
  expect(Object.keys(configOf(dir, '1.1'))).toEqual(['auc', 'artifacts', 'published_at']);
  expect(await checkTrio({ layout: DEFAULT_LAYOUT }, dir, '1.1', CHECKS)).toMatchObject({
    ok: true,
  });
  expect(filesIn(dir)).toMatchObject(trio('1.0'));
  expect(readJournal(registryAt(dir)).entries).toMatchObject([
    { event: 'published', version: '1.1' },
  ]);
});

it('does nothing where the files were changed after they were checked', async () => {
  const dir = directoryOf(trio('1.0'));
  const check = await checkTrio({ layout: DEFAULT_LAYOUT }, dir, '1.0', CHECKS);
  if (!check.ok) throw new Error('not fit');
  const changed = {
    ...trio('1.0'),
    [artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.0')]: 'Vanother\n.',
  };
  writeFileSync(join(dir, artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.0')), 'Vanother\n.');
  await expect(publishInPlace(storeOf(dir), trainingOf(dir), check, changeIn(dir))).rejects.toThrow(
    StoreRefusal,
  );
  expect(filesIn(dir)).toEqual(changed);
});
