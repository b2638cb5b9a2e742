import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { bot } from './support/bot.js';
import { version } from './support/models.js';
import { until } from './support/running.js';

const LIVE_BOT = fileURLToPath(
  new URL('../examples/live-bot-ts/dist/live-bot.js', import.meta.url),
);

it('the TypeScript service follows pins and rollbacks, and ends when it is told to', async () => {
  const own = bot({ ...version('1.0'), ...version('1.1') });
  const child = spawn(process.execPath, [LIVE_BOT], { cwd: own.cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const last = (line: string) => until(line, () => output.trimEnd().split('\n').at(-1) === line);
  await last(`serving 1.1 from ${own.models}/meta_model_v1.1.joblib`);
  await own.run(['pin', '1.0']);
  await last(`serving 1.0 from ${own.models}/meta_model_v1.0.joblib`);
  await own.run(['pin', '1.1', '--force']);
  await own.run(['unpin']);
  await last(`serving 1.1 from ${own.models}/meta_model_v1.1.joblib`);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
