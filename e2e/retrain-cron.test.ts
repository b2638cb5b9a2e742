import { spawn, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { botWith, fileAppears, QUEUE, retrain, trainer } from './support/retrain.js';
import { skipBecause } from './support/special-files.js';

const HOSTILE = `a bot's "100%" $HOME \\%d`;

/** Needs root, as the job is put into /etc/cron.d. */
function whyNoCron(): string | null {
  if (process.getuid?.() !== 0) return 'only root may start cron';
  return spawnSync('which', ['cron']).status === 0
    ? null
    : 'there is no program cron (Debian: cron)';
}

/** Runs the line every minute until the test ends. */
function giveToCron(line: string): void {
  const file = `/etc/cron.d/model-registry-${process.pid}`;
  writeFileSync(file, line.replace(/^17 \* \* \* \*/m, '* * * * * root'), { mode: 0o644 });
  // Where one runs already, this one ends by itself.
  const cron = spawn('cron', ['-f'], { stdio: 'ignore' });
  onTestFinished(() => {
    rmSync(file);
    cron.kill();
  });
}

it('cron runs the line that print-cron prints: bare environment, no terminal, hostile path', async (test) => {
  const reason = whyNoCron();
  if (process.env.CI) expect(reason, 'CI needs cron').toBeNull();
  skipBecause(test, reason);
  const script = 'env > environment; "$@"';
  const command = ['sh', '-c', script, 'sh', ...trainer({ begun: 'begun' })];
  const bot = botWith({ command }, {}, HOSTILE);
  bot.write({ [QUEUE]: '{"queued_symbols": ["SOLUSDT"]}' });
  giveToCron((await retrain(bot, 'print-cron')).stdout);
  await fileAppears(bot, 'model-registry-retrain.log', '"promoted"');
  const lines = bot.read('model-registry-retrain.log').trim().split('\n');
  const events = lines.map((line) => JSON.parse(line).event);
  expect(events.slice(0, 3)).toEqual(['decision', 'training', 'promoted']);
  const environment = bot.read('environment').split('\n');
  expect(environment).toContain('PATH=/usr/bin:/bin');
  expect(environment.some((line) => /^(TERM|LANG|NODE_\w+)=/.test(line))).toBe(false);
  expect(JSON.parse(bot.read('models/model_config_v1.1.json')).trained_symbols).toEqual([
    'BTCUSDT',
    'SOLUSDT',
  ]);
  expect(JSON.parse(bot.read(QUEUE)).queued_symbols).toEqual([]);
});
