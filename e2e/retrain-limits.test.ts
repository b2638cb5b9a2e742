import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NODE } from './support/node.js';
import { botWith, retrain, retrainJson, SCHEDULER, TODAY, trainer } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

const isRunning = (pid: number) => existsSync(`/proc/${pid}`);

describe('a command that hangs is ended at the timeout, with all its children', () => {
  it.each([
    ['that end at SIGTERM', 'sleep 600 & echo $! > child; sleep 600'],
    [
      'that ignore SIGTERM, and get SIGKILL',
      'trap "" TERM; (trap "" TERM; while :; do sleep 600; done) & echo $! > child; wait',
    ],
  ])('%s', async (_, script) => {
    const bot = botWith({ timeout_minutes: 0.05, command: ['sh', '-c', `${script} # {out}`] });
    const { status, log } = await retrain(bot, '--force');
    expect(status).toBe(4);
    expect(log.at(-1)).toMatchObject({ level: 'error', event: 'failed' });
    expect(log.at(-1)?.msg).toMatch(/the training command was ended after 3 s/);
    expect(isRunning(Number(bot.read('child').trim()))).toBe(false);
    expect(await retrainJson(bot, 'status')).toMatchObject({
      ...{ training: null, running: null, failures: { count: 1 } },
      runs: [{ action: 'failed', messages: ['the training command was ended after 3 s'] }],
    });
  });
});

it('400 MB of output do not fill memory', () => {
  const script = 'yes | head -c 400000000; echo last words; exit 7';
  const bot = botWith({ command: ['sh', '-c', script] });
  const measure =
    'process.on("exit", () => fs.writeFileSync("rss", `${process.resourceUsage().maxRSS}`))';
  bot.write({ 'measure.cjs': `const fs = require('node:fs');\n${measure};\n` });
  const words = ['--require', './measure.cjs', SCHEDULER, '--force', '--as-of', TODAY];
  const { status, stderr } = spawnToEnd(NODE, words, { cwd: bot.dir });
  expect(status).toBe(4);
  expect(stderr).toContain('last words');
  // KiB; Node by itself takes about 60 MiB.
  expect(Number(bot.read('rss'))).toBeLessThan(200 * 1024);
  expect(stderr.length).toBeLessThan(20_000);
});

it('of a failed command the last 20 lines are told, cut and escaped', async () => {
  const long = 'x'.repeat(10_000);
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  const print = [...lines, long, '\u001b[31mred\u0007', 'progress 1\rprogress 2', ''].join('\n');
  const bot = botWith({ command: trainer({ print, exit: 3 }) });
  const { log, stderr } = await retrain(bot, '--force');
  const details = log.at(-1)?.details as string[];
  expect(details).toHaveLength(20);
  expect(details.slice(-5)).toEqual([
    'output: line 49',
    `output: ${'x'.repeat(500)}…`,
    'output: \\u001b[31mred\\u0007',
    'output: progress 1',
    'output: progress 2',
  ]);
  expect(stderr).not.toContain('line 10');
});

describe('files that cannot be published fail the run', () => {
  const empty = ': > "$MODEL_REGISTRY_OUT/meta_model_v$MODEL_REGISTRY_VERSION.joblib"';
  it.each<[string, string, string]>([
    ['none', ':', 'missing'],
    ['an empty one', `"$@"; ${empty}`, 'empty'],
  ])('%s', async (_, script, what) => {
    const bot = botWith({ command: ['sh', '-c', script, 'sh', ...trainer()] });
    const { status, log } = await retrain(bot, '--force');
    expect(status).toBe(4);
    expect(log.at(-1)?.msg).toContain('did not leave files that can be published');
    expect(JSON.stringify(log.at(-1)?.details)).toContain(what);
  });
});

it('a program that is not there', async () => {
  const bot = botWith({ command: ['no-such-program', '{out}'] });
  const { status, log } = await retrain(bot, '--force');
  expect(status).toBe(4);
  expect(log.at(-1)?.msg).toContain('there is no program no-such-program in the PATH');
});
