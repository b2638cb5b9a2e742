import { describe, expect, it } from 'vitest';
import {
  type Bot,
  botWith,
  multiVersion,
  QUEUE,
  retrain,
  retrainJson,
  TODAY,
  trainer,
} from './support/retrain.js';

const DAY = 24;
const at = (hours: number) => new Date(Date.parse(TODAY) + hours * 3_600_000).toISOString();
const run = (bot: Bot, hours: number, ...words: string[]) =>
  retrainJson(bot, '--as-of', at(hours), ...words);
/** The new model's data ends when it is trained. */
const train = (bot: Bot, hours: number, ...words: string[]) => {
  bot.write({ today: at(hours) });
  return run(bot, hours, ...words);
};
const FAILS = { retrain_frequency_days: 0.5, command: trainer({ exit: 1 }) };

describe('the backoff', () => {
  it('after failures: 1 h, doubled each time, at most 24 h; a promotion clears it', async () => {
    const bot = botWith(FAILS);
    let now = 0;
    for (const wait of [1, 2, 4, 8, 16, 24, 24]) {
      expect(await run(bot, now)).toMatchObject({ action: 'failed' });
      expect(await run(bot, now + wait - 0.05)).toMatchObject({
        action: 'waiting',
        reasons: [{ kind: 'backoff' }],
      });
      now += wait + 0.05;
    }
    expect((await retrain(bot, 'status', '--as-of', at(now))).stdout).toContain(
      'Failures    7 runs in a row',
    );
    bot.configure({ retrain_frequency_days: 0.5 });
    expect(await train(bot, now)).toMatchObject({ action: 'promoted' });
    bot.configure(FAILS);
    expect(await run(bot, now + 13)).toMatchObject({ action: 'failed' });
    expect(await run(bot, now + 14.1)).toMatchObject({ action: 'failed' });
  });

  it('also after a model that was not promoted, and --force overrides it', async () => {
    const bot = botWith({ retrain_frequency_days: 0.5, min_trades: 1 });
    expect(await run(bot, 0)).toMatchObject({ action: 'not-promoted' });
    expect(await run(bot, 0.9)).toMatchObject({
      action: 'waiting',
      would_be_due: [{ kind: 'old' }],
    });
    expect(await run(bot, 0.9, '--force')).toMatchObject({ action: 'not-promoted' });
  });
});

describe.each([
  ['a day', DAY],
  ['a year', 365 * DAY],
])('a clock that is set back by %s', (_, back) => {
  it('trains once at most, and again when the new model is old by this clock', async () => {
    const bot = botWith({ retrain_frequency_days: 7 });
    expect(await train(bot, 7 * DAY)).toMatchObject({ action: 'promoted' });
    const set = 7 * DAY - back;
    const versions: string[] = [];
    for (const hours of [0, 0.1, 1.2, 5, 23, 48]) {
      const document = await train(bot, set + hours);
      if (document.action === 'promoted') versions.push(document.version);
    }
    expect(versions.length).toBeLessThanOrEqual(1);
    expect(await train(bot, set + 16 * DAY)).toMatchObject({ action: 'promoted' });
  });

  it('a failure from the future delays nothing, and the next one does', async () => {
    const bot = botWith(FAILS);
    await run(bot, back);
    expect(await run(bot, 0)).toMatchObject({ action: 'failed' });
    for (const hours of [0.01, 0.5, 0.9, 1.9]) {
      expect(await run(bot, hours)).toMatchObject({ action: 'waiting' });
    }
    expect(await run(bot, 2.1)).toMatchObject({ action: 'failed' });
  });

  it('a symbol that was left out in the future is tried again once at most', async () => {
    const bot = botWith({ command: trainer({ leaveOut: ['BADUSDT'] }) });
    bot.write({ [QUEUE]: '{"queued_symbols": ["BADUSDT"]}' });
    expect(await train(bot, back)).toMatchObject({ action: 'promoted' });
    const again = back > 30 * DAY ? 'promoted' : 'not-due';
    expect(await train(bot, 0)).toMatchObject({ action: again });
    expect(await train(bot, 0.5)).toMatchObject({ action: 'not-due' });
  });
});

it('a clock that is set ahead trains a model that is then old, and not one after the other', async () => {
  const bot = botWith();
  expect(await train(bot, 365 * DAY)).toMatchObject({ action: 'promoted' });
  expect(await train(bot, 365 * DAY + 1)).toMatchObject({ action: 'not-due' });
});

it('a model whose times all lie years ahead is replaced once', async () => {
  const bot = botWith();
  const files = multiVersion('1.0', {
    training_end_timestamp: '2036-01-01',
    published_at: '2036-01-01',
  });
  for (const [name, content] of Object.entries(files)) bot.write({ [`models/${name}`]: content });
  expect(await run(bot, 0)).toMatchObject({ reasons: [{ kind: 'age-unknown' }] });
});
