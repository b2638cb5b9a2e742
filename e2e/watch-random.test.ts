import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Bot, bot } from './support/bot.js';
import { version, writeFiles } from './support/models.js';
import { until } from './support/running.js';

const OPERATIONS = process.env.PROOFS === 'full' ? 500 : 60;

/** The same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Changes the directory as our commands do: each step at once, the config file last. */
function change({ models }: Bot, random: (below: number) => number): void {
  const name = `1.${random(8)}`;
  const pin = join(models, '.registry/pin.json');
  const operations = [
    () => writeFiles(models, version(name)),
    () => writeFiles(models, version(name)),
    () => {
      writeFileSync(`${pin}.tmp`, JSON.stringify({ version: name }));
      renameSync(`${pin}.tmp`, pin);
    },
    () => rmSync(pin, { force: true }),
    () => {
      for (const file of Object.keys(version(name)).reverse()) {
        rmSync(join(models, file), { force: true });
      }
    },
  ];
  operations[random(operations.length)]?.();
}

it(`after each burst of ${OPERATIONS} changes the last line is what select says`, async () => {
  const own = bot(version('1.0'));
  mkdirSync(join(own.models, '.registry'));
  const watcher = own.start(['watch']);
  const last = () => JSON.parse(watcher.printed().trimEnd().split('\n').at(-1) ?? '').selected;
  await until('the first line', () => watcher.printed().endsWith('\n'));
  const random = numbers(7);
  for (let done = 0; done < OPERATIONS; ) {
    const burst = 1 + random(10);
    for (let at = 0; at < burst; at += 1) {
      change(own, random);
      if (random(3) === 0) await setTimeout(random(30));
    }
    done += burst;
    const { status, stdout } = await own.run(['select', '--json']);
    expect([0, 1]).toContain(status);
    const { selected } = JSON.parse(stdout);
    await until(
      `${JSON.stringify(selected?.version)} after ${watcher.printed().slice(-300)}`,
      () => {
        return JSON.stringify(last()) === JSON.stringify(selected);
      },
    );
  }
  expect(watcher.said()).toBe('');
  expect(existsSync(own.models)).toBe(true);
});
