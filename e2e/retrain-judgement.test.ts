import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import {
  type Bot,
  botWith,
  multiVersion,
  retrain,
  retrainJson,
  trainer,
} from './support/retrain.js';

const GATES = {
  min_sharpe_ratio: 1,
  min_profit_factor: 1.2,
  max_drawdown_threshold: 0.2,
  min_trades: 50,
};
const GOOD = '{"sharpe_ratio": 1.5, "profit_factor": 1.3, "max_drawdown": 0.1, "total_trades": 80}';
const with_ = (metric: string, value: string) =>
  GOOD.replace(new RegExp(`("${metric}": )[\\d.]+`), `$1${value}`);

const reasonsOf = (bot: Bot, version = '1.1') =>
  JSON.parse(bot.read(`models/.registry/rejected/${version}/reasons.json`)).reasons;

it('a model that fulfils every criterion is promoted', async () => {
  const bot = botWith({ ...GATES, command: trainer({ performance: GOOD }) });
  const document = await retrainJson(bot, '--force');
  expect(document).toMatchObject({ action: 'promoted', version: '1.1', failed_criteria: [] });
  expect(document.criteria).toHaveLength(4);
});

it('a live model from the far future gives way to a new one, and is told of', async () => {
  const bot = botWith({}, { selection: { max_age_days: 400 } });
  const live = multiVersion('1.0', { training_end_timestamp: '2099-01-01' });
  for (const [name, content] of Object.entries(live)) bot.write({ [`models/${name}`]: content });
  const { log } = await retrain(bot, '--force');
  const msg = expect.stringContaining('version 1.0: training_end_timestamp is in the future');
  expect(log).toContainEqual(expect.objectContaining({ event: 'future-timestamp', msg }));
  expect(log.at(-1)).toMatchObject({ event: 'promoted', selected_version: '1.1' });
});

it('a new model from the far future is not promoted for that, which is said', async () => {
  const metadata = { training_end_timestamp: '2099-01-01' };
  const bot = botWith({ command: trainer({ metadata }) });
  expect(await retrainJson(bot, '--force')).toMatchObject({
    action: 'not-promoted',
    messages: [
      'training_end_timestamp is in the future (2099-01-01) and counts as missing',
      'selection would choose 1.0 over it',
    ],
  });
});

it('one whose metadata name another version needs restamp, which is said', async () => {
  const command = trainer({ metadata: { version: 'BTCUSDT_20260331' } });
  const bot = botWith({ command });
  const failed = await retrainJson(bot, '--force');
  expect(failed).toMatchObject({ action: 'failed' });
  expect(failed.messages).toContainEqual(expect.stringContaining('restamp: true'));
  bot.configure({ command, restamp: true });
  const document = await retrainJson(bot, '--force');
  expect(document).toMatchObject({ action: 'promoted' });
  const config = bot.read(`models/model_config_v${document.version}.json`);
  const stamped = { version: document.version, version_before: 'BTCUSDT_20260331' };
  expect(JSON.parse(config)).toMatchObject(stamped);
});

it('one that the command wrote into the models directory itself is not live', async () => {
  const misplaced = ['env', 'MODEL_REGISTRY_OUT=models', ...trainer({ performance: '{}' })];
  const bot = botWith({ ...GATES, command: misplaced });
  const { status, stdout, log } = await retrain(bot, '--force', '--json');
  expect(status).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ action: 'failed', version: '1.1' });
  expect(log.at(-1)?.msg).toContain('into the models directory, and not into {out}');
  const { messages } = JSON.parse(stdout);
  expect(messages).toContainEqual(expect.stringContaining('model_config_v1.1.json'));
  expect(messages).toContainEqual(expect.stringContaining('needs in_place: true'));
  expect(await retrainJson(bot, 'status')).toMatchObject({ selected_version: '1.0' });
});

it('one under other names: they are told, beside those that are expected', async () => {
  const bot = botWith({ command: ['sh', '-c', 'touch "$0/ensemble.pkl"', '{out}'] });
  expect((await retrainJson(bot, '--force')).messages).toContain(
    'The model file is missing (meta_model_v1.1.joblib): no such file, but: ensemble.pkl',
  );
});

it.each([
  [
    'below',
    with_('sharpe_ratio', '0.99'),
    'min_sharpe_ratio',
    'sharpe_ratio is 0.99, expected >= 1',
  ],
  [
    'above',
    with_('max_drawdown', '0.21'),
    'max_drawdown_threshold',
    'max_drawdown is 0.21, expected <= 0.2',
  ],
  ['missing', '{}', 'min_trades', 'total_trades is missing, expected >= 50'],
  ['null', with_('total_trades', 'null'), 'min_trades', 'total_trades is missing, expected >= 50'],
  [
    'NaN',
    with_('profit_factor', 'NaN'),
    'min_profit_factor',
    'profit_factor is NaN (no number), expected >= 1.2',
  ],
  [
    'infinite',
    with_('sharpe_ratio', 'Infinity'),
    'min_sharpe_ratio',
    'sharpe_ratio is Infinity (no number), expected >= 1',
  ],
  [
    'text',
    with_('total_trades', '"80"'),
    'min_trades',
    'total_trades is "80" (no number), expected >= 50',
  ],
  [
    'true',
    with_('total_trades', 'true'),
    'min_trades',
    'total_trades is true (no number), expected >= 50',
  ],
  [
    '12 for 0.12',
    with_('max_drawdown', '12'),
    'max_drawdown_threshold',
    'max_drawdown is 12 (no share from 0 to 1), expected <= 0.2',
  ],
])(
  '%s fails its criterion, by name and with the value',
  async (_, performance, criterion, text) => {
    const bot = botWith({ ...GATES, command: trainer({ performance }) });
    const { status, stdout, log } = await retrain(bot, '--force', '--json');
    expect(status).toBe(1);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ action: 'not-promoted', version: '1.1' });
    expect(document.messages).toContain(`${criterion}: ${text}`);
    expect(log.at(-1)).toMatchObject({
      level: 'warn',
      event: 'not-promoted',
      details: document.messages,
    });
    expect(reasonsOf(bot)).toContainEqual(
      expect.objectContaining({ kind: 'criterion', criterion }),
    );
    expect((await retrain(bot, 'status')).stdout.replace(/\s+/g, ' ')).toContain(
      `${criterion}: ${text}`,
    );
  },
);

describe('a first model whose metrics have other names', () => {
  const performance = JSON.stringify({
    ...{ ensemble_roc_auc: 0.64, xgb: { roc_auc: 0.62, note: 'text' }, test_samples: 500 },
    backtest_sharpe_ratio: 1.5,
  });
  const rotation = { ...GATES, require_outperformance: true, outperform_metric: 'auc' };
  const MISSING = [
    'min_sharpe_ratio: sharpe_ratio is missing, expected >= 1',
    'min_profit_factor: profit_factor is missing, expected >= 1.2',
    'max_drawdown_threshold: max_drawdown is missing, expected <= 0.2',
    'min_trades: total_trades is missing, expected >= 50',
    'require_outperformance: auc is missing, expected any number',
  ];
  const BLOCK = `operations:
  model_rotation:
    metric_names:
      sharpe_ratio: "backtest_sharpe_ratio"
      profit_factor: NAME
      max_drawdown: NAME
      total_trades: NAME
      auc: NAME`;

  it('is told of those that are there, and of what to write into the config', async () => {
    const bot = botWith({ ...rotation, command: trainer({ performance }) });
    rmSync(join(bot.dir, 'models'), { recursive: true });
    const { status, stdout, log } = await retrain(bot, '--json');
    expect(status).toBe(1);
    const { messages } = JSON.parse(stdout);
    expect(messages).toEqual([
      ...MISSING,
      'the metrics that it has: ensemble_roc_auc, xgb.roc_auc, test_samples, backtest_sharpe_ratio',
      'for each that is the same under another name, write into the config:',
      ...BLOCK.split('\n'),
      'and take out the criteria that the training has no metric for',
    ]);
    expect(log.at(-1)).toMatchObject({ event: 'not-promoted', details: messages });
    const said = (await retrain(bot, 'status')).stdout;
    expect(said.replaceAll(/^ {24}/gm, '')).toContain(`\n${BLOCK}\n`);

    const names = {
      ...{ sharpe_ratio: 'backtest_sharpe_ratio', total_trades: 'test_samples' },
      auc: 'xgb.roc_auc',
    };
    bot.configure({
      ...{ min_sharpe_ratio: 1, min_trades: 50, metric_names: names },
      ...{ require_outperformance: true, outperform_metric: 'auc' },
      command: trainer({ performance }),
    });
    expect(await retrainJson(bot, '--force')).toMatchObject({
      action: 'promoted',
      criteria: [{ actual: 1.5 }, { actual: 500 }, { metric: 'xgb.roc_auc', actual: 0.62 }],
    });
  });

  it('without any metric, it is told that the training has to write them', async () => {
    const bot = botWith({ ...rotation, command: trainer() });
    expect((await retrainJson(bot, '--force')).messages).toEqual([
      ...MISSING,
      'its config file has no metrics: the training has to write them',
    ]);
  });

  it('where the live model shows that the names are right, a metric is just missing', async () => {
    const bot = botWith({ min_trades: 50, command: trainer({ performance }) });
    const live = multiVersion('1.0', { performance: { total_trades: 80 } });
    for (const [name, content] of Object.entries(live)) bot.write({ [`models/${name}`]: content });
    expect((await retrainJson(bot, '--force')).messages).toEqual([MISSING[3]]);
  });
});

it('73 where 0.73 was meant does not outperform', async () => {
  const bot = botWith({
    require_outperformance: true,
    outperform_metric: 'win_rate',
    command: trainer({ performance: '{"win_rate": 73}' }),
  });
  expect((await retrainJson(bot, '--force')).messages).toEqual([
    'require_outperformance: win_rate is 73 (no share from 0 to 1), expected any number',
  ]);
});

it.each([
  ['text', '"high"', '"high"'],
  ['Infinity', 'Infinity', 'Infinity'],
])('a live metric that is %s is outperformed by nothing', async (_, value, shown) => {
  const performance = '{"sharpe_ratio": 9}';
  const bot = botWith({ require_outperformance: true, command: trainer({ performance }) });
  const file = 'models/model_config_v1.0.json';
  const metadata = JSON.parse(bot.read(file));
  const text = JSON.stringify({ ...metadata, performance: { sharpe_ratio: 'VALUE' } });
  bot.write({ [file]: text.replace('"VALUE"', value) });
  const { log } = await retrain(bot, '--force', '--dry-run');
  expect(log.at(-1)).toMatchObject({ event: 'metric-unusable', metric: 'sharpe_ratio' });
  expect((await retrainJson(bot, '--force')).messages).toEqual([
    `require_outperformance: sharpe_ratio of the live model is ${shown} (no number): nothing can be compared with it`,
  ]);
});

it('a value that is kept as a reason keeps what JSON cannot hold', async () => {
  const bot = botWith({
    ...GATES,
    command: trainer({ performance: with_('sharpe_ratio', 'NaN') }),
  });
  await retrain(bot, '--force');
  expect(reasonsOf(bot)).toMatchObject([
    { metric: 'sharpe_ratio', actual: 'NaN', unusable: 'not-a-number' },
  ]);
});

it('set aside: the files are kept, the live model stays, the version is not used again', async () => {
  const bot = botWith({ ...GATES, command: trainer({ performance: '{}' }) });
  await retrain(bot, '--force');
  expect(existsSync(join(bot.dir, 'models/.registry/rejected/1.1/meta_model_v1.1.joblib'))).toBe(
    true,
  );
  const selected = async () =>
    JSON.parse((await runCli(['select', '--json'], { cwd: bot.dir })).stdout).selected;
  expect(await selected()).toMatchObject({ version: '1.0' });
  const history = await runCli(['history', '--json'], { cwd: bot.dir });
  expectEnd(history, 0);
  expect(JSON.parse(history.stdout).entries).toMatchObject([
    { event: 'rejected', version: '1.1', reason: 'not promoted', selected_version: '1.0' },
  ]);
  bot.configure({ ...GATES, command: trainer({ performance: GOOD }) });
  expect(await retrainJson(bot, '--force')).toMatchObject({ action: 'promoted', version: '1.2' });
  expect(await selected()).toMatchObject({ version: '1.2' });
});

it('better than the live one by the margin, on the metric that the bot calls otherwise', async () => {
  const rotation = (value: number) => ({
    require_outperformance: true,
    outperform_margin: 0.2,
    metric_names: { sharpe_ratio: 'backtest_sharpe' },
    command: trainer({ performance: JSON.stringify({ backtest_sharpe: value }) }),
  });
  const bot = botWith(rotation(1.69));
  const live = multiVersion('1.0', { performance: { backtest_sharpe: 1.5 } });
  for (const [name, content] of Object.entries(live)) bot.write({ [`models/${name}`]: content });
  expect((await retrainJson(bot, '--force')).messages).toEqual([
    'require_outperformance: backtest_sharpe is 1.69, expected >= 1.7',
  ]);
  bot.configure(rotation(1.7));
  expect(await retrainJson(bot, '--force')).toMatchObject({ action: 'promoted', version: '1.2' });
});

it.each([
  [
    'it scores less',
    { training_end_timestamp: '2025-03-31', trained_symbols: [] },
    /^selection would choose 1\.0 over it$/,
  ],
  [
    'it is no model for this config',
    { training_mode: 'single_symbol' },
    /^selection would turn it down: The training mode/,
  ],
])('a model that selection would not choose is not promoted: %s', async (_, metadata, reason) => {
  const bot = botWith({ command: trainer({ metadata }) });
  const { status, stdout } = await retrain(bot, '--force', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout).messages).toContainEqual(expect.stringMatching(reason));
  expect(reasonsOf(bot)).toMatchObject([{ kind: 'not-preferred', version: '1.0' }]);
});

describe.each([false, true])(
  'a better model whose files are refused (in place: %s)',
  (in_place) => {
    const rotation = (trades: number) => ({
      ...{ in_place, require_outperformance: true, outperform_metric: 'total_trades' },
      command: trainer({ performance: JSON.stringify({ total_trades: trades }) }),
    });
    const botWithBroken = (trades: number, model: object = {}) => {
      const bot = botWith(rotation(trades), model);
      const models = {
        ...multiVersion('1.0', { performance: { total_trades: 50 } }),
        ...multiVersion('2.0', {
          performance: { total_trades: 90 },
          trained_symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
        }),
        'meta_model_v2.0.joblib': 'a broken disk',
      };
      for (const [name, content] of Object.entries(models))
        bot.write({ [`models/${name}`]: content });
      return bot;
    };

    it.each([
      ['a model is pinned', { pin: '1.0' }],
      ['none is', {}],
    ])('does not keep a new one from being promoted: %s', async (_, model) => {
      const bot = botWithBroken(60, model);
      expect(await retrainJson(bot, '--force')).toMatchObject({
        selected_version: '1.0',
        action: 'promoted',
      });
    });

    it('is not the one that a new one has to outperform', async () => {
      expect((await retrainJson(botWithBroken(40), '--force')).messages).toEqual([
        'require_outperformance: total_trades is 40, expected > 50',
      ]);
    });
  },
);

it('in place: the same judgement, and what is turned down leaves the models directory', async () => {
  const bot = botWith({ in_place: true, ...GATES, command: trainer({ performance: '{}' }) });
  expect(await retrainJson(bot, '--force')).toMatchObject({
    action: 'not-promoted',
    version: '1.1',
  });
  expect(existsSync(join(bot.dir, 'models/meta_model_v1.1.joblib'))).toBe(false);
  bot.configure({ in_place: true, ...GATES, command: trainer({ performance: GOOD }) });
  expect(await retrainJson(bot, '--force')).toMatchObject({ action: 'promoted', version: '1.2' });
});

it('in place: a model whose training failed is not live, however finished it is', async () => {
  const command = ['sh', '-c', '"$@"; exit 1', 'sh', ...trainer()];
  const bot = botWith({ in_place: true, command });
  const { status, log } = await retrain(bot, '--force');
  expect(status).toBe(4);
  expect(log.at(-1)?.details).toEqual([
    expect.stringMatching(/^the files of version 1\.1 are kept in .*\/staging\/run-/),
  ]);
  expect(await retrainJson(bot, 'status')).toMatchObject({ selected_version: '1.0' });
});

it('control characters in metrics and symbols reach nobody', async () => {
  const performance = '{"sharpe_ratio": "\\u001b[2J\\u202e"}';
  const bot = botWith({ min_sharpe_ratio: 1, command: trainer({ performance }) });
  expect((await retrainJson(bot, '--force')).messages).toEqual([
    expect.stringContaining('sharpe_ratio is "\\u001b[2J\\u202e" (no number)'),
  ]);
  expect((await retrain(bot, 'status')).stdout).toContain('\\u202e');
});
