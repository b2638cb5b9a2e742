import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { version } from './support/models.js';
import {
  type Bot,
  botWith,
  multiVersion,
  QUEUE,
  retrain,
  retrainJson,
  trainer,
} from './support/retrain.js';

const kinds = (reasons: { kind: string }[]) => reasons.map(({ kind }) => kind);
const YOUNG = { training_end_timestamp: '2026-03-30' };
const LATER = ['--as-of', '2026-04-29T00:00:00Z'];

const everythingIn = ({ dir }: Bot) => readdirSync(dir, { recursive: true }).map(String).sort();

describe('the decision, told by --dry-run', () => {
  const rows: [string, (bot: Bot) => void, string[], string[]][] = [
    ['a young model', () => {}, [], ['young']],
    ['the day on which it is old', () => {}, LATER, ['old']],
    ['12 hours before', () => {}, ['--as-of', '2026-04-28T12:00:00Z'], ['old']],
    ['a minute before that', () => {}, ['--as-of', '2026-04-28T11:59:00Z'], ['young']],
    ['no model', ({ dir }) => rmSync(join(dir, 'models'), { recursive: true }), [], ['no-model']],
    ['--force', () => {}, ['--force'], ['forced']],
    [
      'a queued symbol',
      (bot) => bot.write({ [QUEUE]: queueOf('ETHUSDT') }),
      [],
      ['queued-symbols'],
    ],
    [
      'a symbol that is trained',
      (bot) => bot.write({ [QUEUE]: queueOf('BTCUSDT') }),
      [],
      ['young'],
    ],
    [
      'the queue is switched off',
      (bot) => {
        bot.write({ [QUEUE]: queueOf('ETHUSDT') });
        bot.configure({}, { auto_train_new_symbols: false });
      },
      [],
      ['young'],
    ],
    [
      'a model of a single symbol',
      (bot) => {
        bot.write({ [QUEUE]: queueOf('ETHUSDT') });
        for (const [name, content] of Object.entries(version('1.0', YOUNG)))
          bot.write({ [`models/${name}`]: content });
        bot.configure({}, { training_mode: 'single_symbol' });
      },
      [],
      ['young'],
    ],
    ['not enabled', (bot) => bot.configure({ enabled: false }), LATER, ['disabled']],
    ['pinned in the config', (bot) => bot.configure({}, { pin: '1.0' }), LATER, ['pinned']],
    [
      'the age of the file',
      (bot) => {
        bot.configure({ age_from: 'mtime' });
        utimesSync(join(bot.dir, 'models/meta_model_v1.0.joblib'), 0, 0);
      },
      [],
      ['old'],
    ],
    [
      'training_date where there is no training end',
      (bot) => {
        const files = multiVersion('1.0', {
          training_end_timestamp: undefined,
          training_date: '2026-01-01 12:00:00',
        });
        for (const [name, content] of Object.entries(files))
          bot.write({ [`models/${name}`]: content });
      },
      [],
      ['old'],
    ],
  ];
  it.each(rows)('%s', async (_, prepare, words, expected) => {
    const bot = botWith();
    prepare(bot);
    const before = everythingIn(bot);
    const { status, stdout, log } = await retrain(bot, '--dry-run', '--json', ...words);
    const document = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(document).toMatchObject({ schema: 'model-registry/retrain@1', action: 'dry-run' });
    expect(kinds(document.reasons)).toEqual(expected);
    const told = log.filter(({ event }) => event !== 'pinned');
    expect(told).toMatchObject([{ level: 'info', event: 'decision', reasons: document.reasons }]);
    expect(log.length - told.length).toBe(expected.includes('pinned') ? 1 : 0);
    expect(everythingIn(bot)).toEqual(before);
  });
});

const queueOf = (...symbols: string[]) =>
  JSON.stringify({ queued_symbols: symbols, queued_at: {} });

it('a run does what a dry run says, and then nothing is due', async () => {
  const bot = botWith();
  expect(await retrainJson(bot)).toMatchObject({ action: 'not-due', selected_version: '1.0' });
  expect(await retrainJson(bot, ...LATER)).toMatchObject({ action: 'promoted', version: '1.1' });
  expect(await retrainJson(bot, ...LATER)).toMatchObject({
    action: 'not-due',
    selected_version: '1.1',
  });
});

it('cron once a day, some seconds early or late, trains each day with a period of a day', async () => {
  const bot = botWith({ retrain_frequency_days: 1 });
  const seconds = ['04', '01', '02', '00', '03', '01'];
  for (const [day, second] of seconds.entries()) {
    const asOf = `2026-04-0${day + 1}T03:00:${second}Z`;
    expect(await retrainJson(bot, '--as-of', asOf)).toMatchObject({ action: 'promoted' });
  }
  const { log } = await retrain(bot, '--as-of', '2026-04-06T09:00:00Z');
  const { published_at } = JSON.parse(bot.read('models/model_config_v1.6.json'));
  expect(published_at).toMatch(/^2026-04-06T03:0/);
  const due = new Date(Date.parse(published_at) + 0.9 * 86_400_000).toISOString().slice(0, 19);
  expect(log).toMatchObject([{ msg: expect.stringContaining(`due from 0.9 days on, at ${due}Z`) }]);
});

it('the first model gets the version and the symbols of the config', async () => {
  const bot = botWith();
  rmSync(join(bot.dir, 'models'), { recursive: true });
  bot.configure({}, { version: '3.0' });
  expect(await retrainJson(bot)).toMatchObject({ action: 'promoted', version: '3.0' });
  const { trained_symbols } = JSON.parse(bot.read('models/model_config_v3.0.json'));
  expect(trained_symbols).toEqual(['BTCUSDT', 'ETHUSDT']);
});

it('a pin made by command keeps a training from being done, --force aside', async () => {
  const bot = botWith();
  expectEnd(await runCli(['pin', '1.0'], { cwd: bot.dir }), 0);
  expect(await retrainJson(bot, ...LATER)).toMatchObject({
    action: 'not-due',
    reasons: [{ kind: 'pinned', version: '1.0' }],
    would_be_due: [{ kind: 'old' }],
    next_due: null,
  });
  const { status, log } = await retrain(bot, ...LATER, '--force');
  expect(status).toBe(0);
  expect(log.at(-1)).toMatchObject({ event: 'promoted', version: '1.1', selected_version: '1.0' });
});

it('a model that is hardly ever due is no trouble', async () => {
  const bot = botWith({ retrain_frequency_days: 1_000_000 });
  expect(await retrainJson(bot)).toMatchObject({
    action: 'not-due',
    next_due: expect.stringMatching(/^4764-/),
  });
  expect((await retrain(bot, 'status')).stdout).toMatch(/^Next due +4764-/m);
});

it('not enabled, it says so and does nothing', async () => {
  const bot = botWith({ enabled: false });
  expect(await retrainJson(bot, ...LATER)).toMatchObject({ action: 'disabled' });
  expect(readdirSync(join(bot.dir, 'models'))).toHaveLength(3);
});

it('a dry run warns of metrics that the live model has not', async () => {
  const bot = botWith({
    min_sharpe_ratio: 1,
    min_trades: 50,
    metric_names: { sharpe_ratio: 'backtest_sharp' },
  });
  const performance = { backtest_sharpe: 1.5, total_trades: 80 };
  for (const [name, content] of Object.entries(multiVersion('1.0', { performance }))) {
    bot.write({ [`models/${name}`]: content });
  }
  const { log } = await retrain(bot, '--dry-run');
  expect(log.slice(1)).toMatchObject([
    {
      level: 'warn',
      event: 'metric-missing',
      criterion: 'min_sharpe_ratio',
      metric: 'backtest_sharp',
      msg: 'min_sharpe_ratio: version 1.0 has no metric backtest_sharp, only backtest_sharpe, total_trades; is its name right?',
    },
  ]);
});

describe('what cannot be carried out exits 2, and nothing is touched', () => {
  it.each<[string, string[], (bot: Bot) => void, RegExp]>([
    [
      'no config',
      [],
      ({ dir }) => rmSync(join(dir, 'config/config.yaml')),
      /no config\/config\.yaml/,
    ],
    [
      'another config',
      ['--config', 'nowhere.yaml'],
      () => {},
      /nowhere\.yaml: there is no such file/,
    ],
    [
      'a broken config',
      [],
      (bot) => bot.write({ 'config/config.yaml': 'model: [' }),
      /config\.yaml/,
    ],
    [
      'enabled without a command',
      [],
      (bot) => bot.configure({ command: null }),
      /^[^\n]*operations\.model_rotation\.command is missing, for example:$/,
    ],
    [
      '--force without a command, enabled or not',
      ['--force'],
      (bot) => bot.configure({ enabled: false, command: null }),
      /operations\.model_rotation\.command is missing/,
    ],
    ['an unknown option', ['--dryrun'], () => {}, /Unknown option '--dryrun'/],
    ['an unknown command', ['train'], () => {}, /there is no command train/],
    ['an option of another command', ['status', '--force'], () => {}, /Unknown option .--force./],
    ['a time that is none', ['--as-of', 'tomorrow'], () => {}, /--as-of tomorrow/],
    [
      'a pin that cannot be read',
      [],
      (bot) => bot.write({ 'models/.registry/pin.json': '{' }),
      /pin file/,
    ],
  ])('%s', async (_, words, prepare, message) => {
    const bot = botWith();
    prepare(bot);
    const { status, stdout, stderr, log } = await retrain(bot, ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(log[0]?.msg ?? stderr).toMatch(message);
    expect(log[0]?.msg ?? '').not.toContain('\n');
    expect(
      readdirSync(join(bot.dir, 'models')).filter((name) => name !== '.registry'),
    ).toHaveLength(3);
  });
});

it('a rotation without a command is no error to other programs', async () => {
  const bot = botWith({ command: null });
  for (const command of ['list', 'select', 'explain', 'doctor', 'next-version']) {
    expectEnd(await runCli([command], { cwd: bot.dir }), 0);
  }
});

it('{version}, {out} and {symbols} in the command are replaced, and no shell looks at it', async () => {
  const bot = botWith({
    command: [...trainer({ print: '' }), '{version}', '{symbols}', '$(touch oops); {out}'],
  });
  expect((await retrain(bot, '--force')).status).toBe(0);
  expect(readdirSync(bot.dir)).not.toContain('oops');
});
