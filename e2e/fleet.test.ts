import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, training, versionsIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { machine as sharingMachine, storeFolder } from './support/fleet.js';
import { type Files, version } from './support/models.js';
import { until } from './support/running.js';

/** A machine that pushes what it trains. */
const machine = (store: string, files: Files = {}, pin?: string): Bot =>
  sharingMachine(store, files, { push: true, ...(pin && { pin }) });

const TWO = { ...version('1.0'), ...version('1.1') };

async function selectedBy(own: Bot): Promise<unknown> {
  const { selected } = (await own.json(['select'])) as { selected: { version: string } };
  return selected.version;
}

describe('one store for many machines', () => {
  it('a push and a pull bring the best version from one machine to another', async () => {
    const store = storeFolder();
    const trainer = machine(store, TWO);
    const pushed = await trainer.run(['push']);
    expectEnd(pushed, 0);
    expect(pushed.stdout).toMatch(/^Pushed 1\.0 to \S+: .* sent\nPushed 1\.1 to /);
    expect((await trainer.run(['push'])).stdout).toContain('Nothing waits');
    const own = machine(store);
    const dry = await own.json(['pull', '--dry-run']);
    expect(dry).toMatchObject({ dry_run: true, pulled: ['1.1'] });
    const pulled = await own.run(['pull']);
    expectEnd(pulled, 0);
    expect(pulled.stdout).toMatch(/^Pulled 1\.1 from .*\n1\.1 is selected now, none was before\n$/);
    expect(versionsIn(own.models)).toEqual(['1.1']);
    expect(await own.json(['pull'])).toMatchObject({ pulled: [], selected: { version: '1.1' } });
    expect(await trainer.json(['fleet'])).toMatchObject({
      versions: ['1.0', '1.1'],
      hosts: [{ selected: '1.1', silent: false, journal: 2 }],
      own: { waiting: [] },
    });
    const shown = (await own.run(['fleet'])).stdout;
    expect(shown).toMatch(/\(here\) +1\.1 /);
    expect(Math.max(...shown.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('the page shows all machines, and does without them where the store is gone', async () => {
    const store = storeFolder();
    const trainer = machine(store, TWO);
    await trainer.run(['push']);
    const own = machine(store);
    await own.run(['pull']);
    const { hosts } = (await own.json(['fleet'])) as { hosts: { id: string; last_pull: string }[] };
    const { stdout: html } = await own.run(['page']);
    expect(html).toContain('which holds 2 versions');
    expect(html).toContain(`data-key="${hosts[0]?.id}"`);
    expect(html).toContain('this one');
    expect(html).toContain(`<dt>Last pull<dd><time datetime="${hosts[0]?.last_pull}"`);
    // The trainer never pulls, and did push all.
    expect((await trainer.run(['page'])).stdout).toContain('All is well');
    rmSync(store, { recursive: true });
    const alone = await own.run(['page']);
    expectEnd(alone, 0);
    expect(alone.stderr).toContain('the page does not say what other machines run: ');
    expect(alone.stdout).toContain('<p class="hero">1.1</p>');
    expect(alone.stdout).toContain('What other machines run is not known: ');
  });

  it("pins for all: the config's wins, then this machine's, then the fleet's", async () => {
    const store = storeFolder();
    const trainer = machine(store, TWO);
    await trainer.run(['push']);
    const own = machine(store);
    const fixed = machine(store, {}, '1.1');
    for (const each of [own, fixed]) expectEnd(await each.run(['pull']), 0);
    const pinned = await trainer.run(['pin', '1.0', '--fleet']);
    expectEnd(pinned, 0);
    expect(pinned.stdout).toContain('Here: 1.0 is selected now, 1.1 was before');
    expect(await selectedBy(own)).toBe('1.1');
    for (const each of [own, fixed]) expectEnd(await each.run(['pull']), 0);
    expect(await selectedBy(own)).toBe('1.0');
    expect(await selectedBy(fixed)).toBe('1.1');
    const { stdout, stderr } = await own.run(['explain']);
    expect(stdout).toMatch(/Pinned Version +1\.0 \(for the fleet since \d{4}-.* by \S+ on /);
    expect(stderr).toContain('model-registry unpin --fleet');
    await own.run(['pin', '1.1']);
    expect(await selectedBy(own)).toBe('1.1');
    await own.run(['unpin']);
    expect(await selectedBy(own)).toBe('1.0');
    expectEnd(await trainer.run(['unpin', '--fleet']), 0);
    await own.run(['pull']);
    expect(await selectedBy(own)).toBe('1.1');
    const back = await trainer.json(['rollback', '--fleet']);
    expect(back).toMatchObject({ action: 'pinned', version: '1.0', journal: 5 });
    await own.run(['pull']);
    expect(await selectedBy(own)).toBe('1.0');
    expect((await own.run(['history'])).stdout).toContain('for the fleet');
  });

  it('a pin for all that this machine may not select leaves it what it has', async () => {
    const store = storeFolder();
    const multi = version('2.0', { training_mode: 'multi_symbol' });
    const trainer = machine(store, { ...TWO, ...multi });
    await trainer.run(['push']);
    const own = machine(store);
    await own.run(['pull']);
    expectEnd(await trainer.run(['pin', '2.0', '--fleet']), 1);
    expectEnd(await trainer.run(['pin', '2.0', '--fleet', '--force']), 0);
    const pulled = await own.run(['pull']);
    expectEnd(pulled, 0);
    expect(pulled.stderr).toContain('the fleet pins 2.0, which this machine may not select');
    expect(await selectedBy(own)).toBe('1.1');
  });

  it('train takes a number that is free here and there, and pushes what it published', async () => {
    const store = storeFolder();
    const one = machine(store);
    const other = machine(store);
    expectEnd(await one.run(['train', ...training()]), 0);
    const second = await other.run(['train', ...training()]);
    expectEnd(second, 0);
    expect(second.stderr).toContain('pushed 1.1 to the store');
    expect(readdirSync(join(store, 'versions')).sort()).toEqual(['1.0.json', '1.1.json']);
    const failed = await one.run(['train', '--force-train', ...training('exit 7')]);
    expectEnd(failed, 4);
    const third = await other.run(['train', '--force-train', ...training()]);
    expectEnd(third, 0);
    expect(readdirSync(join(store, 'versions')).sort()).toEqual([
      '1.0.json',
      '1.1.json',
      '1.3.json',
    ]);
    expectEnd(await one.run(['train', '--force-train', '--version', '1.3', ...training()]), 2);
  });

  it('a store that is out of reach delays no training, and what waits is pushed by the next run', async () => {
    const store = storeFolder();
    const own = machine(store);
    rmSync(store, { recursive: true });
    const trained = await own.run(['train', ...training()]);
    expectEnd(trained, 0);
    expect(trained.stderr).toContain('what waits is pushed by the next run');
    expect((await own.run(['doctor'])).stdout).toContain('waits to be pushed');
    mkdirSync(store);
    const skipped = await own.run(['train', ...training()]);
    expectEnd(skipped, 0);
    expect(skipped.stderr).toContain('pushed 1.0 to the store');
    expect((await own.run(['doctor'])).stdout).not.toContain('waits to be pushed');
  });

  it('a store that is out of reach leaves a bot what it has, with the age of the last pull', async () => {
    const store = storeFolder();
    await machine(store, TWO).run(['push']);
    const own = machine(store);
    await own.run(['pull']);
    rmSync(store, { recursive: true });
    expectEnd(await own.run(['pull']), 3);
    expect(await selectedBy(own)).toBe('1.1');
    const shown = await own.run(['fleet']);
    expectEnd(shown, 3);
    expect(shown.stderr).toMatch(/the last pull of this machine: (?:\d+ \S+ ago|now)/);
    expect((await own.run(['metrics'])).stdout).toMatch(/last_pull_timestamp_seconds\{.*\} \d/);
  });

  it('a version that somebody else has under the number is refused, and both are named', async () => {
    const store = storeFolder();
    await machine(store, version('1.0')).run(['push']);
    const other = machine(store, {
      ...version('1.0'),
      'meta_model_v1.0.joblib': 'Vanother\n.',
    });
    const refused = await other.run(['push', '1.0']);
    expectEnd(refused, 1);
    expect(refused.stdout).toMatch(/the store has another version 1\.0, by \S+ on \S+ at/);
    expect(refused.stdout).toMatch(/SHA-256 [0-9a-f]{64} here and [0-9a-f]{64} there/);
  });

  it('store check finds what is damaged; retire and clean free space, never what is live', async () => {
    const store = storeFolder();
    const trainer = machine(store, TWO);
    await trainer.run(['push']);
    const own = machine(store);
    await own.run(['pull']);
    expect((await trainer.run(['store', 'check'])).stdout).toContain('all is well');
    const live = await trainer.run(['store', 'retire', '1.1']);
    expectEnd(live, 1);
    expect(live.stdout).toContain('is live on');
    expectEnd(await trainer.run(['store', 'retire', '1.0']), 0);
    const young = await trainer.json(['store', 'clean']);
    expect(young).toMatchObject({ versions: [], objects: [], hosts: [] });
    const cleaned = await trainer.json(['store', 'clean', '--older-than', '0d']);
    expect(cleaned).toMatchObject({ versions: ['1.0'], action: 'cleaned' });
    expect(readdirSync(join(store, 'versions'))).toEqual(['1.1.json']);
    expect((await trainer.run(['store', 'check'])).stdout).toContain('all is well');
    expectEnd(await trainer.run(['push', '1.0']), 1);
    const [object = ''] = readdirSync(join(store, 'objects'));
    writeFileSync(join(store, 'objects', object), 'other');
    const damaged = await trainer.run(['store', 'check']);
    expectEnd(damaged, 1);
    expect(damaged.stdout).toContain(`objects/${object}`);
  });

  it('without a store these commands say how one is named', async () => {
    for (const words of [['push'], ['pull'], ['fleet'], ['store', 'check'], ['unpin', '--fleet']]) {
      const refused = await bot(TWO).run(words);
      expectEnd(refused, 2);
      expect(refused.stderr).toContain('model.store.url');
    }
  });

  it('follows the store until it is stopped', async () => {
    const store = storeFolder();
    const trainer = machine(store, version('1.0'));
    await trainer.run(['push']);
    const own = machine(store);
    const following = own.start(['pull', '--follow', '--every', '1s', '--json']);
    const lines = () => following.printed().split('\n').slice(0, -1);
    await until('the first pull', () => lines().length === 1);
    expectEnd(await trainer.run(['train', '--force-train', ...training()]), 0);
    await until('the second pull', () => lines().length === 2);
    expect(JSON.parse(lines()[1] ?? '')).toMatchObject({ pulled: ['1.1'] });
    following.child.kill('SIGTERM');
    expect((await following.ended).status).toBe(143);
    expect(readFileSync(join(own.models, 'model_config_v1.1.json'), 'utf8')).toContain('artifacts');
  });
});
