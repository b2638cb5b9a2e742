import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCli } from './support/cli.js';
import { itWithPython } from './support/python.js';
import { type Bot, botWith, QUEUE, retrain, retrainJson } from './support/retrain.js';

const EXAMPLE = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const SCIKIT = ['sklearn', 'joblib', 'numpy'];

/** The example's scripts with a rotation like this, by the real clock, and no model yet. */
function botWithScript(python: string, rotation: object): Bot {
  const script = join(EXAMPLE, 'train_model.py');
  const command = [python, script, '--version', '{version}', '--out', '{out}'];
  const bot = botWith(
    { command: [...command, '--symbols', '{symbols}', '--days', '60'], ...rotation },
    { version: '2.0' },
  );
  rmSync(join(bot.dir, 'models'), { recursive: true });
  return bot;
}

const now = ['--as-of', new Date().toISOString()];
const METRICS = { min_trades: 1, max_drawdown_threshold: 1 };

itWithPython(
  'a bot with a real training script: a first model, of a new symbol too, and a bad one',
  SCIKIT,
  async (python) => {
    const bot = botWithScript(python, METRICS);
    bot.write({
      [QUEUE]: '{"queued_symbols": ["SOLUSDT"], "queued_at": {"SOLUSDT": "2026-03-30"}}',
    });
    const first = await retrainJson(bot, ...now);
    expect(first).toMatchObject({
      action: 'promoted',
      version: '2.0',
      reasons: [{ kind: 'no-model' }, { kind: 'queued-symbols' }],
      criteria: [{ metric: 'max_drawdown' }, { metric: 'total_trades' }],
    });
    const select = await runCli(['select', '--json'], { cwd: bot.dir });
    expect(JSON.parse(select.stdout).selected).toMatchObject({
      version: '2.0',
      metadata: {
        trained_symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
        training_mode: 'multi_symbol',
      },
    });
    expect(JSON.parse(bot.read(QUEUE)).queued_symbols).toEqual([]);
    bot.configure({
      ...JSON.parse(bot.read('config/config.yaml')).operations.model_rotation,
      min_sharpe_ratio: 99,
    });
    const bad = await retrainJson(bot, '--force', ...now);
    expect(bad).toMatchObject({ action: 'not-promoted', version: '2.1' });
    expect(bad.messages).toEqual([
      expect.stringMatching(/^min_sharpe_ratio: sharpe_ratio is .*, expected >= 99$/),
    ]);
  },
);

itWithPython('what the script says of a failure is in the log', SCIKIT, async (python) => {
  const bot = botWithScript(python, {});
  bot.write({ [QUEUE]: '{"queued_symbols": ["lower/case"]}' });
  const { status, log } = await retrain(bot, ...now);
  expect(status).toBe(4);
  expect(log.at(-1)?.msg).toContain('ended with exit status 2');
  expect(log.at(-1)?.details).toContainEqual(expect.stringContaining("'lower/case' is no symbol"));
});
