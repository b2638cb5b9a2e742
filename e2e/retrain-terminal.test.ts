import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NODE } from './support/node.js';
import { type Bot, botWith, SCHEDULER, TODAY, trainer } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

/** Runs the scheduler on a terminal, and gives back all that came to it. */
function onTerminal(bot: Bot, ...words: string[]): string {
  const command = [NODE, SCHEDULER, ...words, '--as-of', TODAY].join(' ');
  const { stdout, status } = spawnToEnd('script', ['-qec', command, '/dev/null'], {
    cwd: bot.dir,
  });
  expect(status).toBe(0);
  return stdout;
}

const ERASE = '\r\u001b[K';

it('a person gets sentences, of 80 columns at most', () => {
  const output = onTerminal(botWith());
  expect(output).toMatch(
    /^model-registry-retrain: this job will not train: version 1\.0 is 1 day old by/,
  );
  for (const line of output.split('\r\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it('a line shows how the training goes, and is erased at its end', () => {
  const print = `\u001b[2Jepoch 3 ${'of very many '.repeat(20)}\n`;
  const script = '"$@"; sleep 1.2';
  const bot = botWith({
    timeout_minutes: 2,
    command: ['sh', '-c', script, 'sh', ...trainer({ print })],
  });
  const output = onTerminal(bot, '--force');
  const drawn = output.split(ERASE).slice(1, -1);
  // Drawn twice a second, and the command goes on for longer than that behind its last line.
  expect(drawn.at(-1)).toMatch(/^training 1\.1 {2}0:\d\d of 2:00 {2}\\u001b\[2Jepoch 3 of very/);
  for (const line of drawn) expect(line.length).toBeLessThanOrEqual(79);
  expect(output).toContain(`${ERASE}model-registry-retrain: version 1.1 is promoted`);
  expect(output.replaceAll(ERASE, '')).not.toContain('\u001b');
});

it('help and status fit 80 columns', () => {
  const bot = botWith({ command: trainer({ exit: 1 }), min_trades: 1 });
  spawnToEnd(NODE, [SCHEDULER, '--force', '--as-of', TODAY], { cwd: bot.dir });
  bot.write({
    [join('data', 'new_symbol_training_queue.json')]: '{"queued_symbols": ["SOLUSDT"]}',
  });
  for (const words of ['status', '--help']) {
    const output = onTerminal(bot, words);
    expect(output.split('\r\n').filter((line) => line.length > 80)).toEqual([]);
  }
});
