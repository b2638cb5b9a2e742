import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './support/cli.js';
import { storeFolder } from './support/fleet.js';
import { type Bot, botWith, retrain, retrainJson, trainer } from './support/retrain.js';

/** A bot whose scheduler pushes what it publishes. */
const trainerWith = (store: string, rotation: object = {}): Bot =>
  botWith(rotation, { store: { url: `file://${store}`, push: true } });

const versionsIn = (store: string) => readdirSync(join(store, 'versions')).sort();
/** The numbers that are taken; beside them stands which files a push needs. */
const claimsIn = (store: string) =>
  readdirSync(join(store, 'claims'))
    .filter((name) => name.length < 20)
    .sort();

describe('the scheduler with a store that it pushes to', () => {
  it('claims a number, trains, publishes, and pushes that and what waited', async () => {
    const store = storeFolder();
    const bot = trainerWith(store);
    const { log, status } = await retrain(bot, '--force');
    expect(status).toBe(0);
    expect(log.slice(-2)).toMatchObject([
      { event: 'promoted', selected_version: '1.1' },
      { event: 'pushed', versions: ['1.0', '1.1'] },
    ]);
    expect(versionsIn(store)).toEqual(['1.0.json', '1.1.json']);
    const state = JSON.parse(bot.read('models/.registry/fleet.json'));
    expect(state).toMatchObject({ stored: ['1.0', '1.1'], claims: {} });
    expect((await retrain(bot)).events).not.toContain('pushed');
  });

  it('the claim stands before the command begins, and a number of another machine is left out', async () => {
    const store = storeFolder();
    const first = trainerWith(store, {
      command: ['sh', '-c', `ls "$0/claims" > claimed; exit 7`, store],
    });
    expect((await retrain(first, '--force')).events).toContain('failed');
    expect(first.read('claimed')).toBe('1.1.json\n');
    const second = trainerWith(store);
    expect(await retrainJson(second, '--force')).toMatchObject({
      action: 'promoted',
      version: '1.2',
    });
    expect(claimsIn(store)).toEqual(['1.0.json', '1.1.json', '1.2.json']);
    expect(versionsIn(store)).toEqual(['1.0.json', '1.2.json']);
  });

  it('a model that is not promoted is not pushed, though its number stays taken', async () => {
    const store = storeFolder();
    const bot = trainerWith(store, {
      min_sharpe_ratio: 1,
      command: trainer({ performance: '{"sharpe_ratio": 0.5}' }),
    });
    expect(await retrainJson(bot, '--force')).toMatchObject({ action: 'not-promoted' });
    expect(versionsIn(store)).toEqual(['1.0.json']);
    expect(claimsIn(store)).toContain('1.1.json');
  });

  it('a store out of reach delays nothing, is said, and gets what waits from the next run', async () => {
    const store = storeFolder();
    const bot = trainerWith(store);
    rmSync(store, { recursive: true });
    const { log, status } = await retrain(bot, '--force');
    expect(status).toBe(0);
    expect(log).toContainEqual(
      expect.objectContaining({ event: 'promoted', selected_version: '1.1' }),
    );
    const warned = log.filter(({ event }) => event === 'store').map(({ msg }) => msg);
    expect(warned).toEqual([
      expect.stringContaining('the number of this training is not claimed in the store'),
      expect.stringContaining('what waits is pushed by the next run'),
    ]);
    expect(existsSync(store)).toBe(false);
    const doctor = await runCli(['doctor', '--json'], { cwd: bot.dir });
    expect(doctor.stdout).toContain('not-pushed');
    mkdirSync(store);
    expect((await retrain(bot)).log.at(-1)).toMatchObject({
      event: 'pushed',
      versions: ['1.0', '1.1'],
    });
    expect(readFileSync(join(store, 'journal/000000000002.json'), 'utf8')).toContain('"1.1"');
  });

  it('a dry run neither claims nor pushes', async () => {
    const store = storeFolder();
    await retrain(trainerWith(store), '--force', '--dry-run');
    expect(readdirSync(store)).toEqual([]);
  });
});
