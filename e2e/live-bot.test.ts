import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Bot, bot } from './support/bot.js';
import { runBot, startBot } from './support/live-bot.js';
import { versionWith, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';
import { SCIKIT } from './support/scikit.js';

const EXAMPLE = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const MODELS = join(EXAMPLE, 'models');
const MULTI = 'model:\n  training_mode: multi_symbol\n';
const MAJORS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT', 'LINKUSDT'];
const NOW = '2026-11-22T12:00:00Z';

/** A bot with these versions of the example's. */
function botWith(versions: readonly string[], config = MULTI): Bot {
  const own = bot({}, config);
  for (const version of versions) {
    for (const name of filesOf(version)) copyFileSync(join(MODELS, name), join(own.models, name));
  }
  return own;
}

const filesOf = (version: string) =>
  readdirSync(MODELS).filter((name) => /^(.*)_v(\d+\.\d+)\.\w+$/.exec(name)?.[2] === version);

const metadataOf = (version: string) =>
  readFileSync(join(MODELS, `model_config_v${version}.json`), 'utf8');

/** A version that looks like 2.0, and is no model at all. */
const hollow = (version: string) => versionWith(version, metadataOf('2.0'));

itWithPython(
  '--once loads the selected model and predicts each of its symbols',
  SCIKIT,
  async (python) => {
    const { status, events } = await runBot(python, ['--once', '--as-of', NOW], EXAMPLE);
    expect(status).toBe(0);
    expect(events).toMatchObject([
      { event: 'loaded', version: '2.0', reason: 'started' },
      { event: 'signals', version: '2.0' },
    ]);
    const up = events[1]?.up as Record<string, number>;
    expect(Object.keys(up)).toEqual([
      ...MAJORS,
      'BNBUSDT',
      'XRPUSDT',
      'ADAUSDT',
      'AVAXUSDT',
      'DOTUSDT',
    ]);
    for (const probability of Object.values(up)) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
    }
  },
);

itWithPython(
  'it feeds a model of every kind the features that it wants',
  SCIKIT,
  async (python) => {
    for (const [version, config, symbols] of [
      ['0.9', 'model: {}\n', ['BTCUSDT']],
      ['1.0', 'model: {}\n', ['BTCUSDT']],
      ['1.2', `${MULTI}  symbol_encoding: index\n`, MAJORS],
      ['1.10', MULTI, MAJORS],
    ] as const) {
      const own = botWith([version], config);
      const { status, events, stderr } = await runBot(python, ['--once'], own.cwd);
      expect(status, stderr).toBe(0);
      expect(events[1]).toMatchObject({ event: 'signals', version });
      expect(Object.keys(events[1]?.up as object)).toEqual(symbols);
    }
  },
);

itWithPython(
  '--once without a model that can be used exits 1 and says why',
  SCIKIT,
  async (python) => {
    const none = { event: 'kept', version: null };
    expect(await runBot(python, ['--once', '--as-of', '2027-11-22'], EXAMPLE)).toMatchObject({
      status: 1,
      events: [{ ...none, refused: null, because: 'no model may be loaded' }],
    });
    const own = botWith([]);
    writeFiles(own.models, hollow('3.0'));
    const broken = await runBot(python, ['--once'], own.cwd);
    expect(broken).toMatchObject({ status: 1, events: [{ ...none, refused: '3.0' }] });
    const { status, stderr } = await runBot(python, ['--once', '--config', 'none.yaml'], own.cwd);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^live_bot\.py: model-registry: .*none\.yaml.*\n$/),
    });
  },
);

itWithPython('a model that wants features of its own is not used', SCIKIT, async (python) => {
  const own = botWith(['2.0']);
  const file = join(own.models, 'model_config_v2.0.json');
  writeFileSync(file, metadataOf('2.0').replace('rsi_14', 'rsi_15'));
  const { status, events } = await runBot(python, ['--once'], own.cwd);
  expect(status).toBe(1);
  expect(events).toMatchObject([{ event: 'kept', version: null, refused: '2.0' }]);
  expect(events[0]?.because).toContain('other features');
});

itWithPython(
  'it follows the selection, and keeps what it has where a model fails',
  SCIKIT,
  async (python) => {
    const own = botWith(['1.1', '2.0']);
    const live = startBot(python, ['--every', '0.05'], own.cwd);
    await live.comesTo({ event: 'loaded', version: '2.0', reason: 'started' });
    await live.comesTo({ event: 'signals', version: '2.0' });

    expect((await own.run(['pin', '1.1'])).status).toBe(0);
    await live.comesTo({ event: 'loaded', version: '1.1' });
    await live.comesTo({ event: 'signals', version: '1.1' });

    writeFiles(own.models, hollow('3.0'));
    expect((await own.run(['unpin'])).status).toBe(0);
    await live.comesTo({ event: 'kept', version: '1.1', refused: '3.0' });
    await live.comesTo({ event: 'signals', version: '1.1' });

    for (const name of Object.keys(hollow('3.0'))) rmSync(join(own.models, name));
    await live.comesTo({ event: 'loaded', version: '2.0' });
    await live.comesTo({ event: 'signals', version: '2.0' });

    live.child.kill('SIGTERM');
    expect(await live.ended).toBe(143);
  },
);
