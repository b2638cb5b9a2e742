import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLI } from './support/cli.js';
import { NODE } from './support/node.js';
import { type Bot, botWith, type LogLine, SCHEDULER, trainer } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';
import { skipBecause } from './support/special-files.js';

/** Two runs on a small disk, which is full where a file `full-…` says so, and has room in the second. */
const SCRIPT = `
mount -t tmpfs -o size=256k tmpfs models && cp seed/* models/
[ -e full-before ] && cat /dev/zero > models/ballast 2> /dev/null
"$NODE" "$SCHEDULER" --force --as-of 2026-03-31T00:00:00Z 2> first.log
echo $? > first.status
"$NODE" "$CLI" select --paths > selected
rm models/ballast full-*
"$NODE" "$SCHEDULER" --force --as-of 2026-03-31T02:00:00Z 2> second.log
echo $? > second.status
cp -r models after
`;
/** Fills the disk when it has trained. */
const COMMAND = `"$@" && if [ -e full-after ]; then cat /dev/zero > models/ballast 2> /dev/null; fi; exit 0`;

const whyNot = () =>
  spawnSync('unshare', ['-rm', 'true']).status === 0 ? null : 'unshare does not work here';

function runTwice(bot: Bot) {
  cpSync(join(bot.dir, 'models'), join(bot.dir, 'seed'), { recursive: true });
  const env = { ...process.env, NODE, SCHEDULER, CLI };
  const { stderr } = spawnToEnd('unshare', ['-rm', 'bash', '-c', SCRIPT], {
    cwd: bot.dir,
    env,
  });
  expect(stderr).toBe('');
  return ['first', 'second'].map((name) => {
    const lines = bot.read(`${name}.log`).trim().split('\n');
    return {
      status: Number(bot.read(`${name}.status`)),
      log: lines.map((line): LogLine => JSON.parse(line)),
    };
  });
}

it.for<[string, string, boolean]>([
  ['when the run begins', 'full-before', false],
  ['when the command has trained', 'full-after', true],
])('a full disk %s: the live model stays, and the next run works', ([, full, isTrained], test) => {
  skipBecause(test, whyNot());
  const bot = botWith({ command: ['sh', '-c', COMMAND, 'sh', ...trainer({ begun: 'begun' })] });
  bot.write({ [full]: '' });
  const [first, second] = runTwice(bot);
  expect(first?.status).toBe(3);
  expect(JSON.stringify(first?.log)).toContain('ENOSPC');
  expect(bot.read('selected')).toContain('meta_model_v1.0.joblib');
  expect(bot.read('begun').trim().split('\n')).toHaveLength(isTrained ? 2 : 1);
  expect(second?.status).toBe(0);
  const events = second?.log.map(({ event }) => event);
  // What a training no longer needs is removed at its end, and makes room for writing that down.
  expect(events).not.toContain('last-run-killed');
  expect(events?.at(-1)).toBe('promoted');
  const state = JSON.parse(bot.read('after/.registry/retrain.json'));
  expect(state).toMatchObject({ running: null, failures: null });
});
