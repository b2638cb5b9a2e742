import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './support/cli.js';
import {
  type Bot,
  botWith,
  fileAppears,
  QUEUE,
  retrain,
  retrainJson,
  startKilledAt,
  startRetrain,
  touch,
  trainer,
} from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

const SOON = ['--as-of', '2026-03-31T00:30:00Z'];
const LATER = ['--as-of', '2026-03-31T02:00:00Z'];

/** A symbol waits, so that a training is due. */
function botInNeed(training: Parameters<typeof trainer>[0] = {}): Bot {
  const bot = botWith({ command: trainer({ begun: 'begun', ...training }) });
  bot.write({ [QUEUE]: '{"queued_symbols": ["SOLUSDT", "a b"], "queued_at": {"SOLUSDT": "x"}}' });
  return bot;
}
const trainerOf = (bot: Bot) => Number(bot.read('begun').trim());
const queued = (bot: Bot): string[] => JSON.parse(bot.read(QUEUE)).queued_symbols;
const selected = async (bot: Bot) =>
  JSON.parse((await runCli(['select', '--json', '--as-of', '2026-03-31'], { cwd: bot.dir })).stdout)
    .selected;

/** Whatever happened: a model is live, and what the bot asks for is queued or done. */
async function expectUnharmed(bot: Bot): Promise<void> {
  const { trained_symbols } = (await selected(bot)).metadata;
  expect(trained_symbols).toContain('BTCUSDT');
  expect(queued(bot)).toContain('a b');
  expect([...queued(bot), ...trained_symbols]).toContain('SOLUSDT');
}

describe('killed while the command runs', () => {
  it('the scheduler: the command keeps the lock to its end; then the next run knows', async () => {
    const bot = botInNeed({ until: 'go' });
    const { child, ended } = startRetrain(bot);
    await fileAppears(bot, 'begun');
    child.kill('SIGKILL');
    await ended;
    await expectUnharmed(bot);
    const busy = (await retrain(bot, ...LATER)).log.at(-1);
    expect(busy).toMatchObject({ event: 'busy', holder: { pid: child.pid } });
    expect(busy?.msg).toContain('it has ended, and a process that it started still holds the lock');
    touch(bot, 'go');
    spawnToEnd('flock', ['-x', join(bot.dir, 'models/.registry/training.lock'), 'true']);
    expect((await retrain(bot, 'status')).stdout).toContain(`(process ${child.pid}) was killed`);
    const { log, stdout } = await retrain(bot, ...SOON, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      action: 'waiting',
      reasons: [{ kind: 'backoff', failure_count: 1 }],
    });
    expect(log).toContainEqual(expect.objectContaining({ event: 'last-run-killed' }));
    expect(log.find(({ event }) => event === 'recovered')?.msg).toMatch(/holds 1\.1, finished/);
    expect(await retrainJson(bot, ...LATER)).toMatchObject({ action: 'promoted' });
    expect((await retrain(bot, 'status')).stdout).toContain('killed        1.1');
    await expectUnharmed(bot);
  });

  it('the command: the run has failed, and says by what', async () => {
    const bot = botInNeed({ until: 'go' });
    const { ended } = startRetrain(bot);
    await fileAppears(bot, 'begun');
    process.kill(trainerOf(bot), 'SIGKILL');
    const { status, log } = await ended;
    expect(status).toBe(4);
    expect(log.at(-1)?.msg).toMatch(/the training command was killed by SIGKILL/);
    expect(await retrainJson(bot, ...SOON)).toMatchObject({ action: 'waiting' });
    touch(bot, 'go');
    expect(await retrainJson(bot, ...LATER)).toMatchObject({ action: 'promoted' });
    await expectUnharmed(bot);
  });

  it('both: the next run says so, and trains when its time has come', async () => {
    const bot = botInNeed({ until: 'go' });
    const { child, ended } = startRetrain(bot);
    await fileAppears(bot, 'begun');
    child.kill('SIGKILL');
    process.kill(-trainerOf(bot), 'SIGKILL');
    await ended;
    touch(bot, 'go');
    const { status, events } = await retrain(bot, ...LATER);
    expect(status).toBe(0);
    expect(events.slice(-4)).toEqual([...['recovered', 'last-run-killed', 'training', 'promoted']]);
    await expectUnharmed(bot);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)(
    '%s ends the command too, and counts as a failure: exit %i',
    async (signal, expected) => {
      const bot = botInNeed({ until: 'go' });
      const { child, ended } = startRetrain(bot);
      await fileAppears(bot, 'begun');
      child.kill(signal);
      const { status, log } = await ended;
      expect(status).toBe(expected);
      expect(log.at(-1)?.msg).toContain(`interrupted by ${signal}`);
      expect(() => process.kill(trainerOf(bot), 0)).toThrow('ESRCH');
      expect(await retrainJson(bot, 'status')).toMatchObject({
        running: null,
        failures: { count: 1 },
      });
      await expectUnharmed(bot);
    },
  );
});

it('killed when its model was set aside: the next run knows that too', async () => {
  const bot = botInNeed();
  const running = { started: '2026-03-30T23:30:00Z', pid: 1, version: '1.1' };
  const state = JSON.stringify({ failures: null, symbols: [], running, runs: [] });
  bot.write({ 'models/.registry/retrain.json': state });
  bot.write({ 'models/.registry/rejected/1.1/reasons.json': '{}' });
  const { log, stdout } = await retrain(bot, '--json');
  expect(log.find(({ event }) => event === 'last-run-killed')).toMatchObject({
    action: 'not-promoted',
  });
  expect(JSON.parse(stdout)).toMatchObject({
    action: 'waiting',
    next_due: '2026-03-31T00:30:00.000Z',
  });
  expect(await retrainJson(bot, ...LATER)).toMatchObject({ action: 'promoted', version: '1.2' });
});

describe('in place, a killed run has left a model that nobody has judged', () => {
  async function botLeftAlone(): Promise<Bot> {
    const bot = botInNeed();
    bot.configure({ in_place: true, command: trainer({ begun: 'begun', until: 'go' }) });
    const { child, ended } = startRetrain(bot);
    await fileAppears(bot, 'begun');
    child.kill('SIGKILL');
    await ended;
    touch(bot, 'go');
    spawnToEnd('flock', ['-x', join(bot.dir, 'models/.registry/training.lock'), 'true']);
    expect(await selected(bot)).toMatchObject({ version: '1.1' });
    return bot;
  }

  it('which a run that finds nothing to do takes back, and its symbols stay queued', async () => {
    const bot = await botLeftAlone();
    const { log, stdout } = await retrain(bot, ...LATER, '--json');
    expect(log.find(({ event }) => event === 'last-run-killed')?.msg).toMatch(
      /version 1\.1 is not published, and its files are kept in .*\/staging\/run-/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ action: 'not-due' });
    expect(await selected(bot)).toMatchObject({ version: '1.0' });
    expect(queued(bot)).toEqual(['SOLUSDT', 'a b']);
    expect(await retrainJson(bot, ...LATER)).toMatchObject({ action: 'promoted' });
    await expectUnharmed(bot);
  });

  it('which a run that trains takes back first', async () => {
    const bot = await botLeftAlone();
    const { log, events } = await retrain(bot, '--as-of', '2026-05-15');
    expect(events.slice(-3)).toEqual(['last-run-killed', 'training', 'promoted']);
    expect(log.at(-2)).toMatchObject({ symbols: ['BTCUSDT', 'SOLUSDT'] });
    expect(queued(bot)).toEqual(['a b']);
    await expectUnharmed(bot);
  });
});

it.each(['', '{', '{"failures": 1}', '{"running": {"started": "x"}}'])(
  'a state that is broken is told and started anew: %s',
  async (content) => {
    const bot = botInNeed();
    bot.write({ 'models/.registry/retrain.json': content });
    expect((await retrain(bot, 'status')).stdout).toContain(
      '.registry/retrain.json cannot be used',
    );
    const { events } = await retrain(bot);
    expect(events).toContain('state-broken');
    expect(events.at(-1)).toBe('promoted');
    expect(await retrainJson(bot, 'status')).toMatchObject({ state_broken: false, runs: [{}] });
  },
);

it('killed after the promotion, it left out what its model has not', async () => {
  const bot = botWith({ command: trainer({ leaveOut: ['BADUSDT'] }) });
  const queue = '{"queued_symbols": ["BADUSDT"], "queued_at": {"BADUSDT": "2026-03-30"}}';
  bot.write({ [QUEUE]: queue });
  expect(await retrainJson(bot)).toMatchObject({ action: 'promoted', version: '1.1' });
  // As it stood before the end was written down.
  const { runs, ...state } = JSON.parse(bot.read('models/.registry/retrain.json'));
  const running = { started: runs[0].started, pid: 1, version: '1.1', queued: ['BADUSDT'] };
  const killed = { ...state, failures: null, symbols: [], running, runs: [] };
  bot.write({ 'models/.registry/retrain.json': JSON.stringify(killed) });
  const { log } = await retrain(bot, ...SOON);
  expect(log.find(({ event }) => event === 'last-run-killed')).toMatchObject({
    action: 'promoted',
  });
  expect(await retrainJson(bot, ...LATER)).toMatchObject({
    action: 'not-due',
    selected_version: '1.1',
  });
});

/** Every one takes a while; a normal run takes a sample that is another each day. */
const STEPS = 144;
const EVERY = process.env.PROOFS === 'full' ? 1 : 36;
/** All of them at once would keep each other from ending in time. */
const AT_ONCE = 6;
const FIRST = 1 + (new Date().getDate() % EVERY);

it('killed at any step, the next run works, and knows what became of the last', async () => {
  const some = Array.from({ length: Math.ceil(STEPS / EVERY) }, (_, at) => FIRST + at * EVERY);
  const steps = [...some.filter((step) => step < STEPS), STEPS];
  const ends: string[] = [];
  while (steps.length > 0) {
    ends.push(...(await Promise.all(steps.splice(0, AT_ONCE).map(killAndRunAgain))));
  }
  expect(ends).toContain('killed');
  expect(ends).toContain('not reached');
});

async function killAndRunAgain(step: number): Promise<string> {
  const bot = botInNeed();
  const { signal } = await startKilledAt(bot, step).ended;
  await expectUnharmed(bot);
  const { running } = await retrainJson(bot, 'status');
  const { status, log } = await startRetrain(bot, ...LATER).ended;
  const what = `${step}: ${JSON.stringify(log)}`;
  expect(status, what).toBe(0);
  await expectUnharmed(bot);
  expect(queued(bot), what).toEqual(['a b']);
  expect(await retrainJson(bot, 'status'), what).toMatchObject({ running: null });
  const told = log.find(({ event }) => event === 'last-run-killed');
  const trained = log.some(({ event }) => event === 'training');
  const outcome = trained ? 'killed' : 'promoted';
  expect(told?.action, what).toBe(running === null ? undefined : outcome);
  return signal === null ? 'not reached' : 'killed';
}
