import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  type Bot,
  botWith,
  fileAppears,
  type RetrainResult,
  type Running,
  retrain,
  retrainJson,
  startNow,
  startRetrain,
  touch,
  trainer,
} from './support/retrain.js';

const IS_FULL = process.env.PROOFS === 'full';
const MANY = Array.from({ length: IS_FULL ? 20 : 6 });
const SOME = Array.from({ length: IS_FULL ? 8 : 4 });
const trainings = (bot: Bot) => bot.read('begun').trim().split('\n').length;
const versions = (bot: Bot) =>
  readdirSync(join(bot.dir, 'models')).filter((name) => name.startsWith('meta_model'));

/** The first n that end, in this order. */
async function firstEnded(runs: readonly Running[], n: number): Promise<RetrainResult[]> {
  const results: RetrainResult[] = [];
  await new Promise<void>((resolve) => {
    for (const { ended } of runs) {
      ended.then((result) => {
        results.push(result);
        if (results.length === n) resolve();
      });
    }
  });
  return results.slice(0, n);
}

it(`of ${MANY.length} runs at the same minute one trains, and the others say who does`, async () => {
  const bot = botWith({ command: trainer({ begun: 'begun', until: 'go' }) });
  const runs = MANY.map(() => startRetrain(bot, '--as-of', '2026-05-01T00:00:00Z'));
  const others = await firstEnded(runs, MANY.length - 1);
  touch(bot, 'go');
  const all = await Promise.all(runs.map(({ ended }) => ended));
  const winner = runs[all.findIndex(({ events }) => events.includes('promoted'))];
  for (const { status, log } of others) {
    expect(status).toBe(0);
    expect(log.map(({ event }) => event)).toEqual(['decision', 'busy']);
    expect(log[1]?.msg).toContain(`locked by process ${winner?.child.pid} `);
    expect(log[1]?.holder).toMatchObject({ pid: winner?.child.pid, purpose: 'train' });
  }
  expect(all.map(({ status }) => status)).toEqual(MANY.map(() => 0));
  expect(trainings(bot)).toBe(1);
  expect(versions(bot)).toHaveLength(2);
});

it('runs that get the lock later see that it is no longer due', async () => {
  const bot = botWith({ command: trainer({ begun: 'begun' }) });
  const all = await Promise.all(SOME.map(() => startNow(bot).ended));
  expect(all.map(({ status }) => status)).toEqual(SOME.map(() => 0));
  expect(trainings(bot)).toBe(1);
});

it('and that the one before them failed', async () => {
  const bot = botWith({ command: trainer({ begun: 'begun', exit: 1 }) });
  const all = await Promise.all(SOME.map(() => startNow(bot).ended));
  expect(all.map(({ status }) => status).sort()).toEqual([...SOME.map(() => 0).slice(1), 4]);
  expect(trainings(bot)).toBe(1);
});

it('status tells who trains now, and keeps nobody from it', async () => {
  const bot = botWith({ command: trainer({ begun: 'begun', until: 'go' }) });
  const { child, ended } = startRetrain(bot, '--force');
  await fileAppears(bot, 'begun');
  expect(await retrainJson(bot, '--force')).toMatchObject({
    action: 'busy',
    holder: { pid: child.pid },
  });
  expect(await retrainJson(bot, 'status')).toMatchObject({
    schema: 'model-registry/retrain-status@1',
    training: { holder: { pid: child.pid, purpose: 'train' } },
    running: { pid: child.pid, version: '1.1' },
  });
  expect((await retrain(bot, 'status')).stdout).toContain(`process ${child.pid} on`);
  touch(bot, 'go');
  expect((await ended).events).toContain('promoted');
  expect(await retrainJson(bot, 'status')).toMatchObject({ training: null, running: null });
});
