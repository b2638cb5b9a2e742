import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, parseConfig, selectedVersion } from '@org/model-registry-core';
import { LostRegistryError, registryAt } from '@org/model-registry-fs-scanner';
import { expect, it, onTestFinished } from 'vitest';
import { directoryOf, trio } from '../../../fs-scanner/test/temporary.js';
import { watchSelection } from '../../src/index.js';

const ROOT = { 'models/.registry/journal.jsonl': '' };
const MODELS = Object.fromEntries(
  Object.entries(trio('1.0')).map(([name, text]) => [`models/${name}`, text]),
);

/** A watch of `models` that has given its first selection. */
async function watching(files: Readonly<Record<string, string>>) {
  const folder = directoryOf(files);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('the defaults are no config');
  const { config } = parsed;
  let onError: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    onError = resolve;
  });
  const registry = registryAt(join(folder, 'models'));
  const watch = watchSelection({
    situation: () => ({ registry, config, now: instantOf(new Date()) }),
    files: [],
    signal: stop.signal,
    onError,
  });
  await watch.next();
  const next = watch.next().then(({ value }) => value && selectedVersion(value.choice));
  return { models: join(folder, 'models'), failed, next };
}

it.each([
  ['is gone', MODELS, (models: string) => renameSync(models, `${models}.away`)],
  [
    'is another one, and empty',
    MODELS,
    (models: string) => {
      mkdirSync(`${models}.new`);
      renameSync(models, `${models}.away`);
      renameSync(`${models}.new`, models);
    },
  ],
  [
    'has lost .registry with the models',
    { ...MODELS, ...ROOT },
    (models: string) => {
      rmSync(join(models, '.registry'), { recursive: true });
      for (const name of Object.keys(trio('1.0'))) rmSync(join(models, name));
    },
  ],
])('a directory that %s gives no selection, and the failure is told', async (_, files, change) => {
  const { models, failed, next } = await watching(files);
  change(models);
  expect(await failed).toBeInstanceOf(LostRegistryError);
  // It is there again, with another model: that is the next thing that is given.
  rmSync(models, { recursive: true, force: true });
  const back = directoryOf(trio('1.1'));
  renameSync(back, models);
  expect(await next).toBe('1.1');
});

it('models that were removed from a directory that is still the same are gone', async () => {
  const { models, next } = await watching({ ...MODELS, 'models/notes.txt': '' });
  for (const name of Object.keys(trio('1.0'))) rmSync(join(models, name));
  expect(await next).toBeNull();
});
