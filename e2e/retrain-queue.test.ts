import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from './support/models.js';
import {
  type Bot,
  botWith,
  fileAppears,
  multiVersion,
  QUEUE,
  retrain,
  retrainJson,
  startRetrain,
  TODAY,
  touch,
  trainer,
} from './support/retrain.js';
import { makeFifo } from './support/special-files.js';

const queueOf = (...symbols: string[]) =>
  JSON.stringify({
    queued_symbols: symbols,
    queued_at: Object.fromEntries(symbols.map((symbol) => [symbol, TODAY])),
  });
const queued = (bot: Bot) => JSON.parse(bot.read(QUEUE)).queued_symbols;
const trainedSymbols = (bot: Bot, version: string) =>
  JSON.parse(bot.read(`models/model_config_v${version}.json`)).trained_symbols;
const hoursLater = (hours: number) => [
  '--as-of',
  new Date(Date.parse(TODAY) + hours * 3_600_000).toISOString(),
];

it('queued symbols are trained beside those that the live model has, and leave the queue', async () => {
  const bot = botWith();
  bot.write({ [QUEUE]: queueOf('SOLUSDT', 'BTCUSDT', 'ADAUSDT') });
  expect(await retrainJson(bot)).toMatchObject({
    action: 'promoted',
    reasons: [{ kind: 'queued-symbols', symbols: ['SOLUSDT', 'ADAUSDT'] }],
  });
  expect(trainedSymbols(bot, '1.1')).toEqual(['BTCUSDT', 'SOLUSDT', 'ADAUSDT']);
  expect(JSON.parse(bot.read(QUEUE))).toEqual({ queued_symbols: [], queued_at: {} });
});

it('what the bot writes into the queue during the training is kept', async () => {
  const bot = botWith({ command: trainer({ begun: 'begun', until: 'go' }) });
  bot.write({ [QUEUE]: queueOf('SOLUSDT') });
  const { ended } = startRetrain(bot);
  await fileAppears(bot, 'begun');
  const more =
    '{"queued_symbols": ["SOLUSDT", "DOGEUSDT"],\n "note": 1.50, "queued_at": {"DOGEUSDT": "x"}}\n';
  bot.write({ [QUEUE]: more });
  touch(bot, 'go');
  expect(await ended).toMatchObject({ status: 0, events: ['decision', 'training', 'promoted'] });
  expect(bot.read(QUEUE)).toBe(
    '{"queued_symbols": ["DOGEUSDT"],\n "note": 1.50, "queued_at": {"DOGEUSDT":"x"}}\n',
  );
  expect(await retrainJson(bot)).toMatchObject({ reasons: [{ symbols: ['DOGEUSDT'] }] });
});

it('a training that failed, or was not promoted, leaves the queue to the byte', async () => {
  const bot = botWith({ command: trainer({ exit: 3 }) });
  const content = `\ufeff${queueOf('SOLUSDT')}  \n`;
  bot.write({ [QUEUE]: content });
  expect((await retrain(bot)).status).toBe(4);
  bot.configure({ min_trades: 1 });
  expect((await retrain(bot, '--force')).status).toBe(1);
  expect(bot.read(QUEUE)).toBe(content);
});

describe('a symbol that the trainer never learns', () => {
  const NEVER = { command: trainer({ leaveOut: ['BADUSDT'] }) };
  const HOURS = 45;

  /** Hourly runs, by the clock of the bot. */
  async function promotionsIn(bot: Bot, hours: number): Promise<number[]> {
    const promoted: number[] = [];
    for (let hour = 0; hour < hours; hour += 1) {
      const asOf = new Date(Date.parse(TODAY) + hour * 3_600_000).toISOString();
      bot.write({ today: asOf });
      const { action } = await retrainJson(bot, '--as-of', asOf);
      if (action === 'promoted') promoted.push(hour);
    }
    return promoted;
  }

  it('is trained for once within the retrain frequency, however often the job runs', async () => {
    const bot = botWith(NEVER);
    bot.write({ [QUEUE]: queueOf('BADUSDT') });
    expect(await promotionsIn(bot, HOURS)).toEqual([0]);
    expect(queued(bot)).toEqual(['BADUSDT']);
  });

  it('is nothing to a bot of a single symbol, which does not look at the queue', async () => {
    const metadata = { training_mode: 'single_symbol' };
    const bot = botWith({ command: trainer({ leaveOut: ['BADUSDT'], metadata }) }, metadata);
    const live = version('1.0', { training_end_timestamp: '2026-03-30' });
    for (const [name, content] of Object.entries(live)) bot.write({ [`models/${name}`]: content });
    bot.write({ [QUEUE]: queueOf('BADUSDT', 'BTCUSDT') });
    expect(await promotionsIn(bot, HOURS)).toEqual([]);
    const said = 'The queue is not looked at: model.training_mode is single_symbol';
    const { log } = await retrain(bot, '--dry-run');
    expect(log).toMatchObject([
      {
        event: 'decision',
        queue_ignored: 'single-symbol',
        queued_symbols: [],
        symbols: ['BTCUSDT'],
      },
    ]);
    expect(log[0]?.msg).toContain(said);
    const status = (await retrain(bot, 'status')).stdout.replaceAll(/\s+/g, ' ');
    expect(status).toContain(said);
    expect(status).toContain('Queue not looked at');
    expect((await retrain(bot, '--force')).log[0]?.msg).toContain(`--force. ${said}`);
    expect(queued(bot)).toEqual(['BADUSDT', 'BTCUSDT']);
    bot.write({ [QUEUE]: 'broken' });
    expect((await retrain(bot)).events).toEqual(['decision']);
  });

  it('makes no training due before the frequency has passed, and is then tried again', async () => {
    const bot = botWith(NEVER);
    bot.write({ [QUEUE]: queueOf('SOLUSDT', 'BADUSDT') });
    const { log } = await retrain(bot);
    expect(log.at(-2)).toMatchObject({ event: 'symbols-missed', symbols: ['BADUSDT'] });
    expect(queued(bot)).toEqual(['BADUSDT']);
    // So that the age of the model is no reason.
    const live = multiVersion('1.1', { training_end_timestamp: '2026-04-29T12:00:00Z' });
    for (const [name, content] of Object.entries(live)) bot.write({ [`models/${name}`]: content });
    const before = await retrainJson(bot, ...hoursLater(30 * 24 - 0.1));
    expect(before).toMatchObject({ action: 'not-due', reasons: [{ kind: 'young' }] });
    expect(before.next_due).toMatch(/^2026-04-30T00:0/);
    expect((await retrain(bot, 'status', ...hoursLater(1))).stdout).toContain(
      'BADUSDT (not before 2026-04-30T00:0',
    );
    bot.write({ today: '2026-04-30' });
    expect(await retrainJson(bot, ...hoursLater(30 * 24 + 0.1))).toMatchObject({
      action: 'promoted',
      reasons: [{ kind: 'queued-symbols', symbols: ['BADUSDT'] }],
    });
    expect(await retrainJson(bot, ...hoursLater(30 * 24 + 48))).toMatchObject({
      action: 'not-due',
    });
    bot.configure({});
    expect(await retrainJson(bot, '--force', ...hoursLater(30 * 24 + 49))).toMatchObject({
      action: 'promoted',
    });
    expect(queued(bot)).toEqual([]);
  });

  it('is a reason again once it is queued anew, and another symbol at once', async () => {
    const bot = botWith(NEVER);
    bot.write({ [QUEUE]: queueOf('BADUSDT') });
    expect(await retrainJson(bot)).toMatchObject({ action: 'promoted' });
    const again = (time: string) =>
      bot.write({
        [QUEUE]: JSON.stringify({ queued_symbols: ['BADUSDT'], queued_at: { BADUSDT: time } }),
      });
    again('2026-03-30T12:00:00');
    expect(await retrainJson(bot, ...hoursLater(3))).toMatchObject({ action: 'not-due' });
    again('2026-03-31T02:00:00');
    expect(await retrainJson(bot, ...hoursLater(3))).toMatchObject({
      action: 'promoted',
      reasons: [{ kind: 'queued-symbols', symbols: ['BADUSDT'] }],
    });
    expect(await retrainJson(bot, ...hoursLater(4))).toMatchObject({ action: 'not-due' });
    bot.write({ [QUEUE]: queueOf('BADUSDT', 'SOLUSDT') });
    expect(await retrainJson(bot, ...hoursLater(4))).toMatchObject({
      action: 'promoted',
      reasons: [{ kind: 'queued-symbols', symbols: ['SOLUSDT'] }],
    });
  });
});

it('a symbol that got its model by other ways leaves the queue, and nothing is trained', async () => {
  const bot = botWith();
  const files = multiVersion('1.1', {
    training_end_timestamp: '2026-03-30',
    trained_symbols: ['BTCUSDT', 'SOLUSDT'],
  });
  for (const [name, content] of Object.entries(files)) bot.write({ [`models/${name}`]: content });
  bot.write({ [QUEUE]: queueOf('SOLUSDT') });
  expect(await retrainJson(bot, '--dry-run')).toMatchObject({
    selected_version: '1.1',
    due: false,
  });
  expect(queued(bot)).toEqual(['SOLUSDT']);
  expect(await retrainJson(bot)).toMatchObject({ action: 'not-due' });
  expect(queued(bot)).toEqual([]);
});

it('symbols that no command line should hold are left out, with a warning, and stay queued', async () => {
  const bot = botWith();
  const bad = ['A,B', '$(reboot)', 'a b', '\u001b[2J', '\u202e', ''];
  bot.write({ [QUEUE]: queueOf(...bad, '1000PEPE/USDT:USDT') });
  const { log } = await retrain(bot);
  expect(log[0]).toMatchObject({ level: 'warn', event: 'symbols-left-out' });
  expect(log[0]?.msg).toContain('$(reboot)');
  expect(trainedSymbols(bot, '1.1')).toEqual(['BTCUSDT', '1000PEPE/USDT:USDT']);
  expect(queued(bot)).toEqual(bad);
  expect(await retrainJson(bot)).toMatchObject({ action: 'not-due' });
});

describe('a queue that is broken counts as empty, is named in a warning, and stays', () => {
  it.each<[string, (file: string) => void]>([
    ['no JSON', (file) => writeFileSync(file, '{"queued_symbols": ["SOLUSDT"')],
    ['empty', (file) => writeFileSync(file, '')],
    ['a list', (file) => writeFileSync(file, '["SOLUSDT"]')],
    ['wrong types', (file) => writeFileSync(file, '{"queued_symbols": ["SOLUSDT", 1]}')],
    ['not UTF-8', (file) => writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]))],
    [
      'over 1 MiB',
      (file) => {
        writeFileSync(file, queueOf('SOLUSDT'));
        truncateSync(file, 1_048_577);
      },
    ],
    ['a FIFO', makeFifo],
    ['a folder', (file) => mkdirSync(file)],
    ['a symlink', (file) => symlinkSync('elsewhere.json', file)],
  ])('%s', async (_, make) => {
    const bot = botWith();
    bot.write({ 'data/elsewhere.json': queueOf('SOLUSDT') });
    make(join(bot.dir, QUEUE));
    const { status, log } = await retrain(bot);
    expect(status).toBe(0);
    expect(log).toMatchObject([
      { level: 'warn', event: 'queue-broken', file: QUEUE },
      { event: 'decision', due: false },
    ]);
    expect(log[0]?.msg).toContain(QUEUE);
    expect((await retrain(bot, '--force')).log.at(-1)).toMatchObject({ event: 'promoted' });
    expect(bot.read('data/elsewhere.json')).toBe(queueOf('SOLUSDT'));
    expect(readdirSync(join(bot.dir, 'data'))).toHaveLength(2);
  });
});

it.each(['{"queued_symbols": ["SOLUSDT"', '{}', null])(
  'a queue that breaks, or goes away, during the training is left alone: %s',
  async (content) => {
    const bot = botWith({ command: trainer({ begun: 'begun', until: 'go' }) });
    bot.write({ [QUEUE]: queueOf('SOLUSDT') });
    const { ended } = startRetrain(bot);
    await fileAppears(bot, 'begun');
    if (content === null) rmSync(join(bot.dir, QUEUE));
    else bot.write({ [QUEUE]: content });
    touch(bot, 'go');
    expect((await ended).events).toContain('promoted');
    expect(existsSync(join(bot.dir, QUEUE)) ? bot.read(QUEUE) : null).toBe(content);
  },
);

it('more symbols than a command line can hold are trained in turns', async () => {
  const bot = botWith();
  const many = Array.from({ length: 5_000 }, (_, at) => `SYMBOL${String(at).padStart(30, '0')}`);
  bot.write({ [QUEUE]: queueOf(...many) });
  expect((await retrain(bot)).status).toBe(0);
  expect(trainedSymbols(bot, '1.1')).toHaveLength(1_001);
  expect(queued(bot)).toEqual(many.slice(1_000));
});
