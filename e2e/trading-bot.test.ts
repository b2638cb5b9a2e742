import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROBLEM_KINDS } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import { runCli } from './support/cli.js';
import { temporaryFolder } from './support/models.js';
import { itWithPython } from './support/python.js';
import { runScript, SCIKIT } from './support/scikit.js';
import { spawnToEnd } from './support/spawn.js';

const BOT = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const AT = ['--as-of', '2026-11-22T12:00:00Z'];
const explain = async (...words: string[]) =>
  JSON.parse((await runCli(['explain', '--json', ...AT, ...words], { cwd: BOT })).stdout);

/** The kinds that can turn a model down. */
const REJECTING = PROBLEM_KINDS.slice(0, PROBLEM_KINDS.indexOf('ignored-file')).filter(
  // What nobody may read root reads all the same, and the example is made by anybody; live results are
  // recorded in the directory itself, which is as it was checked out.
  (kind) => !['invalid-field', 'unreadable-file', 'live-performance'].includes(kind),
);

it('the example shows a rejected version of every kind', async () => {
  const rejected = [await explain(), await explain('--config', 'config/pinned.yaml')].flatMap(
    (document) => document.rejected,
  );
  const kinds = rejected.flatMap(({ problems }) =>
    problems.map(({ kind }: { kind: string }) => kind),
  );
  expect([...new Set(kinds)].sort()).toEqual([...REJECTING].sort());
});

it('the demo shows list and explain', () => {
  const { status, stdout } = spawnToEnd(process.execPath, [join(BOT, 'demo.mjs')]);
  expect(status).toBe(0);
  expect(stdout).toContain('MODEL DISCOVERY');
  expect(stdout).toContain('Ranked (3)');
  expect(stdout).toContain('Another version is pinned');
});

const LOADS = `
import sys, joblib, numpy
paths = dict(line.rstrip("\\n").split("=", 1) for line in sys.stdin)
model, scaler = joblib.load(paths["model"]), joblib.load(paths["scaler"])
rows = numpy.zeros((3, scaler.n_features_in_))
print(len(model.predict(scaler.transform(rows))))
`;

itWithPython('the selected files load and predict', SCIKIT, async (python) => {
  for (const config of ['config/config.yaml', 'config/pinned.yaml']) {
    const { stdout } = await runCli(['select', '--paths', '--config', config, ...AT], { cwd: BOT });
    const result = await runScript(python, ['-c', LOADS], { input: stdout });
    expect(result).toMatchObject({ status: 0, stdout: '3\n' });
  }
});

itWithPython('its script makes the same versions again', SCIKIT, async (python) => {
  const bot = temporaryFolder();
  const script = join(BOT, 'make_models.py');
  const { status, stderr } = await runScript(python, [script, '--out', join(bot, 'models')]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [made, kept] = [join(bot, 'models'), join(BOT, 'models')];
  expect(readdirSync(made).sort()).toEqual(readdirSync(kept).sort());
  for (const name of readdirSync(kept).filter((name) => name.endsWith('.json'))) {
    const keys = (dir: string) => readFileSync(join(dir, name), 'utf8').match(/"[a-z_]+":/g);
    expect(keys(made)).toEqual(keys(kept));
  }
});
