import { cpSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Bot, bot, modelsIn, stagedIn, versionsIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { itWithPython } from './support/python.js';

const EXAMPLE = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const SCIKIT = ['sklearn', 'joblib', 'numpy'];
const COMMAND = 'python3 train_model.py --symbol BTCUSDT --version {version} --out {out}';

/** A bot with the example's script, no models yet, and `python3` on its path. */
function botWith(python: string): { own: Bot; train(...words: string[]): ReturnType<Bot['run']> } {
  const own = bot();
  const scripts = readdirSync(EXAMPLE).filter((name) => name.endsWith('.py'));
  for (const name of scripts) cpSync(join(EXAMPLE, name), join(own.cwd, name));
  const PATH = `${dirname(python)}:${process.env.PATH}`;
  const command = COMMAND.replace('python3', basename(python));
  return {
    own,
    train: (...words) =>
      own.run(['train', ...words, '--', ...command.split(' ')], { env: { PATH } }),
  };
}

itWithPython(
  'the ways to train: only if needed, and this version anyway',
  SCIKIT,
  async (python) => {
    const { own, train } = botWith(python);

    const needed = await train();
    expectEnd(needed, 0);
    expect(needed.stdout).toContain('v1.0: single_symbol, BTCUSDT');
    expect(needed.stdout).toContain('Published 1.0: it is selected now.');
    const first = modelsIn(own.models);

    const skipped = await train();
    expectEnd(skipped, 0);
    expect(skipped.stdout).toMatch(/^Version: 1\.0$/m);
    expect(skipped.stdout).toContain('--force-train trains anyway');
    expect(skipped.stdout).not.toContain('training on');
    expect(modelsIn(own.models)).toEqual(first);

    const asked = await train('--force-train', '--version', '2.0');
    expectEnd(asked, 0);
    expect(asked.stdout).toContain('Published 2.0: it is selected now.');

    expect(versionsIn(own.models)).toEqual(['1.0', '2.0']);
    expect(modelsIn(own.models)).toMatchObject(first);
    expect((await own.json(['select'])).selected).toMatchObject({
      version: '2.0',
      metadata: { version: '2.0', trained_symbols: ['BTCUSDT'] },
      problems: [],
    });
    expect(stagedIn(own)).toEqual([]);
  },
);

itWithPython(
  'a script that cannot train says why: exit 4, and nothing is left',
  SCIKIT,
  async (python) => {
    const { own, train } = botWith(python);
    rmSync(join(own.cwd, 'bot_features.py'));
    const result = await train();
    expectEnd(result, 4);
    expect(result.stderr).toContain("train_model.py: No module named 'bot_features'");
    expect(result.stderr).toContain('the training command ended with exit status 1');
    expect(modelsIn(own.models)).toEqual({});
    expect(stagedIn(own)).toEqual([]);
  },
);
