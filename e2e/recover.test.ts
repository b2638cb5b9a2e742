import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bot, modelsIn, stagedIn, training } from './support/bot.js';
import { expectEnd, runCli } from './support/cli.js';
import { version } from './support/models.js';
import { skipBecause } from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

/** A training in place was killed when its model was finished, and a `backfill` before its end. */
function leftBehind() {
  const intent = { version: '1.1', in_place: true, versions: ['1.0'], step: null };
  return bot({
    ...version('1.0'),
    ...version('1.1'),
    '.registry/training.json': JSON.stringify(intent),
    '.registry/staging/run-Ab12Cd/meta_model_v1.1.joblib': 'N.',
    '.model_config_v1.0.json.tmp': '{"training_',
  });
}

it('what nobody judged is named, and taken back by recover', async () => {
  const own = leftBehind();
  const { models, run, json } = own;
  expect((await json(['doctor'])).problems).toEqual([
    { version: '1.1', kind: 'unjudged-model' },
    { version: null, kind: 'leftover', file: join(models, '.model_config_v1.0.json.tmp') },
    { version: null, kind: 'leftover', file: join(models, '.registry/staging/run-Ab12Cd') },
  ]);
  const { stderr } = await run(['history']);
  expect(stderr).toContain('version 1.1 was left by a training that is not concluded');
  expect((await json(['select'])).selected).toMatchObject({ version: '1.1' });

  const result = await run(['recover']);
  expectEnd(result, 0);
  const said = result.stdout.replaceAll('\n  ', ' ');
  expect(said).toMatch(/^version 1\.1, .* was taken back: its files are in \S+run-\w+$/m);
  const [folder = ''] = stagedIn(own);
  expect(modelsIn(models)).toEqual(version('1.0'));
  expect((await json(['doctor'])).problems).toEqual([
    expect.objectContaining({ kind: 'unpublished-staging' }),
  ]);
  expect((await json(['history'])).entries).toMatchObject([
    { event: 'taken-back', version: '1.1', previous_version: '1.1', selected_version: '1.0' },
  ]);
  expectEnd(await run(['publish', join(models, '.registry/staging', folder)]), 0);
  expect((await run(['recover'])).stdout).toBe('There is nothing to recover from.\n');
});

it('recover prints what it did as a document', async () => {
  const { models, json } = leftBehind();
  const { schema, publications, removed, kept, stuck } = await json(['recover']);
  const folder = expect.stringMatching(/\/staging\/run-\w+$/);
  expect({ schema, publications, kept, stuck }).toEqual({
    schema: 'model-registry/recover@1',
    publications: [{ version: '1.1', action: 'taken-back', folder }],
    kept: [{ folder, versions: ['1.1'] }],
    stuck: [],
  });
  expect(removed).toContain(join(models, '.model_config_v1.0.json.tmp'));
});

it('says that it may not take the lock of a training, and recovers nothing of it', async (test) => {
  skipBecause(test, whyNotUnprivileged());
  const { cwd, models } = leftBehind();
  const lock = join(models, '.registry/training.lock');
  writeFileSync(lock, '', { mode: 0o000 });
  for (const folder of [cwd, models, join(models, '.registry')]) chmodSync(folder, 0o777);
  const { status, stderr } = await runCli(['recover'], { cwd, unprivileged: true });
  expect(stderr).toContain(lock);
  expect(stderr).toContain('permission denied');
  expect(status).toBe(3);
  expect(modelsIn(models)).toMatchObject(version('1.1'));
});

it('every training takes back first what another left', async () => {
  const own = leftBehind();
  const result = await own.run(['train', '--force-train', ...training()]);
  expectEnd(result, 0);
  expect(result.stderr).toMatch(/version 1\.1, .* was taken back/);
  expect(result.stdout).toContain('Published 1.1: it is selected now');
  expect(Object.keys(modelsIn(own.models))).toHaveLength(6);
});
