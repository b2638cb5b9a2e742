import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { temporaryFolder } from './support/models.js';
import { itWithPython } from './support/python.js';
import { SCIKIT } from './support/scikit.js';

/** A copy of an example, as somebody tries it. */
function example(name: string) {
  const cwd = temporaryFolder();
  cpSync(fileURLToPath(new URL(`../examples/layouts/${name}`, import.meta.url)), cwd, {
    recursive: true,
  });
  return {
    run: (words: readonly string[]) => runCli(words, { cwd }),
    files: () => readdirSync(join(cwd, 'models')).filter((file) => !file.startsWith('.')),
  };
}

describe('examples/layouts', () => {
  itWithPython('integers', SCIKIT, async (python) => {
    const { run, files } = example('integers');
    const command = ['--', python, 'train.py', '{version}', '{out}'];
    expectEnd(await run(['train', ...command]), 0);
    expectEnd(await run(['train', '--force-train', ...command]), 0);
    expect(files()).toEqual(['meta_v1.json', 'meta_v2.json', 'model_v1.pkl', 'model_v2.pkl']);
    const selected = JSON.parse((await run(['select', '--verify', 'strict', '--json'])).stdout);
    expect(selected).toMatchObject({ selected: { version: '2' }, warnings: [] });
    expect(JSON.parse((await run(['doctor', '--json'])).stdout).problems).toEqual([]);
  });

  itWithPython('families', SCIKIT, async (python) => {
    const { run, files } = example('families');
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const command = ['--', python, 'train.py', symbol, '{version}', '{out}'];
      expectEnd(await run(['train', '--set', `symbol=${symbol}`, ...command]), 0);
    }
    expect(files()).toHaveLength(6);
    const paths = await run(['select', '--set', 'symbol=ETHUSDT', '--verify', 'strict', '--paths']);
    expectEnd(paths, 0);
    expect(paths.stdout).toContain('models/ETHUSDT_1h_scaler_v1.0.joblib\n');
  });
});
