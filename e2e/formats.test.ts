import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { METADATA, modelsFolder, temporaryFolder } from './support/models.js';

const FILES = fileURLToPath(new URL('../packages/artifact-inspector/test/files', import.meta.url));
const HOSTILE = Buffer.from('\x80\x02cposix\nsystem\n(Vid\ntR.', 'latin1');

/** Runs a command about version 7 of a layout with these names. */
function runWith(names: { model: string; scaler: string | null }, models: string) {
  const layout = { version: 'integer', ...names, config: 'meta_v{version}.json' };
  const config = join(temporaryFolder(), 'config.yaml');
  writeFileSync(config, JSON.stringify({ model: { models_dir: models, layout } }));
  return (...words: string[]) => runCli([...words, '--config', config]);
}

it.each([
  ['xgboost.ubj', '.ubj'],
  ['lightgbm.txt', '.txt'],
  ['catboost.cbm', '.cbm'],
  ['plain.onnx', '.onnx'],
])('a model of data is selected: %s', async (file, ending) => {
  const models = modelsFolder({
    'meta_v7.json': JSON.stringify(METADATA),
    'scaler_v7.json': '{"mean": [0, 1], "scale": [1, NaN]}',
  });
  copyFileSync(join(FILES, file), join(models, `model_v7${ending}`));
  const run = runWith(
    { model: `model_v{version}${ending}`, scaler: 'scaler_v{version}.json' },
    models,
  );
  const selected = await run('select', '--json');
  expectEnd(selected, 0);
  expect(JSON.parse(selected.stdout)).toMatchObject({ selected: { version: '7', problems: [] } });
  const inspected = await run('inspect', '7', '--json');
  expect(JSON.parse(inspected.stdout)).toMatchObject({
    verdict: 'clean',
    files: [{ verdict: 'clean' }, { format: 'json', sha256: expect.any(String) }],
  });
});

it('a pickle under the name of data is not selected, and called what it is', async () => {
  const models = modelsFolder({
    'meta_v7.json': JSON.stringify(METADATA),
    'model_v7.json': HOSTILE,
  });
  const run = runWith({ model: 'model_v{version}.json', scaler: null }, models);
  expectEnd(await run('select'), 1);
  const { stdout } = await run('explain');
  expect(stdout).toContain('wrong-format: pickle under a name of json');
  expect((await run('inspect', '7')).stdout).toContain(
    'By its name this is JSON, by its content a pickle',
  );
});

it('what can run code unseen is a warning, and refused when warnings are', async () => {
  const models = modelsFolder({
    'meta_v7.json': JSON.stringify(METADATA),
    'model_v7.pt': 'PK\x03\x04…',
  });
  const run = runWith({ model: 'model_v{version}.pt', scaler: null }, models);
  expectEnd(await run('select'), 0);
  expect((await run('explain')).stdout).toContain(
    'The model file is of a format that can run code',
  );
  expectEnd(await run('select', '--verify', 'strict'), 1);
});

it('of a symlink the name counts, not that of the file that it leads to', async () => {
  const models = modelsFolder({
    'meta_v7.json': JSON.stringify(METADATA),
    'blobs/0f3a': '{"a": 1}',
    'blobs/1b2c.json': '{"a": 1}',
  });
  symlinkSync('blobs/0f3a', join(models, 'model_v7.json'));
  const data = runWith({ model: 'model_v{version}.json', scaler: null }, models);
  expectEnd(await data('select'), 0);
  symlinkSync('blobs/1b2c.json', join(models, 'model_v7.pkl'));
  const pickle = runWith({ model: 'model_v{version}.pkl', scaler: null }, models);
  expectEnd(await pickle('select'), 1);
  expect((await pickle('explain')).stdout).toContain('wrong-format: json under a name of pickle');
});
