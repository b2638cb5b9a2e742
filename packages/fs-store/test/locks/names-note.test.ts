import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LAYOUT, type Layout, parseConfig } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import {
  diagnoseStore,
  recover,
  StoreRefusal,
  withStoreLock,
  writeTrainingIntent,
} from '../../src/index.js';
import { changeIn, directoryOf, modelsIn, QUICK, stage, trainingOf, trio } from '../support.js';

const INTEGERS = layoutFrom();
const OWN = { 'm_v7.pkl': 'model', 'm_v7.json': '{}' };

function layoutFrom(): Layout {
  const layout = {
    version: 'integer',
    model: 'm_v{version}.pkl',
    scaler: null,
    config: 'm_v{version}.json',
  };
  const parsed = parseConfig({ model: { layout } });
  if (!parsed.ok) throw new Error('no layout');
  return parsed.config.layout;
}

const write = (dir: string, layout: Layout) =>
  withStoreLock(registryAt(dir, { layout }), QUICK, (store) => recover(store, null, changeIn(dir)));

it('a folder in place of the note is said to be one', async () => {
  const dir = directoryOf({ ...trio('1.0'), '.registry/names.json/mine': '' });
  await expect(write(dir, DEFAULT_LAYOUT)).rejects.toThrow(
    `${join(dir, '.registry/names.json')} is a folder where a file belongs: remove it`,
  );
});

it('what a run under other names has not finished is left alone, and so are the models', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...OWN });
  await write(dir, DEFAULT_LAYOUT);
  writeTrainingIntent(trainingOf(dir), { version: '1.1', inPlace: true });
  const staging = stage(dir, '1.1');

  await expect(write(dir, INTEGERS)).rejects.toThrow(StoreRefusal);
  await expect(write(dir, INTEGERS)).rejects.toThrow(
    /names\.json.*: training\.json, staging\/run-/,
  );
  expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...OWN });
  expect(existsSync(staging)).toBe(true);
  const found = await diagnoseStore(registryAt(dir, { layout: INTEGERS }));
  expect(found.map(({ problem }) => problem.kind)).not.toContain('unjudged-model');

  expect((await write(dir, DEFAULT_LAYOUT)).kept).toEqual([{ folder: staging, versions: ['1.1'] }]);
  rmSync(staging, { recursive: true });
  await write(dir, INTEGERS);
  await expect(write(dir, INTEGERS)).resolves.toMatchObject({ removed: [] });
  expect(existsSync(join(dir, 'm_v7.pkl'))).toBe(true);
});
