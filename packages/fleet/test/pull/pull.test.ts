import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectedVersion } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { pullOnce } from '../../src/pull/pull.js';
import { pushVersions } from '../../src/push/push-versions.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import { keysIn, machine, pickle, sha256, storeFolder, version, wrapped } from '../support.js';

const BEST = { all: false, dryRun: false };
const MULTI = { training_mode: 'multi_symbol' };

async function storeOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = storeFolder();
  await pushVersions(await machine(folder, files), null);
  return folder;
}

/** The store, which counts what is read of objects. */
function counting(store: ObjectStore): { store: ObjectStore; reads: string[] } {
  const reads: string[] = [];
  const read: ObjectStore['read'] = (key, from, options) => {
    reads.push(`${key.slice(0, 12)} ${from}`);
    return store.read(key, from, options);
  };
  return { store: wrapped(store, { read }), reads };
}

describe('pull', () => {
  it('fetches the best by this config, and publishes it here', async () => {
    const folder = await storeOf({
      ...version('1.0'),
      ...version('1.1'),
      ...version('2.0', MULTI),
    });
    const site = await machine(folder);
    const pulled = await pullOnce(site, BEST);
    expect(pulled).toMatchObject({
      pulled: ['1.1'],
      bytes: 21,
      refused: [],
      previousVersion: null,
    });
    expect(selectedVersion(pulled.decision)).toBe('1.1');
    expect(readFileSync(join(site.dir, 'meta_model_v1.1.joblib'))).toEqual(pickle('model 1.1'));
    expect(existsSync(join(site.dir, 'meta_model_v1.0.joblib'))).toBe(false);
    expect(readdirSync(join(site.dir, '.registry/staging'))).toEqual([]);
    expect(pulled.state).toMatchObject({ journal: { number: 3 }, stored: ['1.1'], pin: null });
    const multi = await machine(folder, {}, MULTI);
    expect((await pullOnce(multi, BEST)).pulled).toEqual(['2.0']);
  });

  it('fetches nothing that is here, and nothing that is worse', async () => {
    const folder = await storeOf({ ...version('1.0'), ...version('1.1') });
    const site = await machine(folder, version('1.2'));
    const { store, reads } = counting(site.store);
    expect((await pullOnce({ ...site, store }, BEST)).pulled).toEqual([]);
    expect(reads).toEqual([]);
    rmSync(join(site.dir, 'meta_model_v1.2.joblib'));
    expect((await pullOnce({ ...site, store }, BEST)).pulled).toEqual(['1.1']);
    expect(reads).toHaveLength(2);
  });

  it('--all fetches every one that this config may select, --dry-run only says so', async () => {
    const folder = await storeOf({
      ...version('1.0'),
      ...version('1.1'),
      ...version('2.0', MULTI),
    });
    const site = await machine(folder);
    expect((await pullOnce(site, { all: true, dryRun: true })).pulled).toEqual(['1.1', '1.0']);
    expect(readdirSync(site.dir)).toEqual([]);
    expect((await pullOnce(site, { all: true, dryRun: false })).pulled).toEqual(['1.1', '1.0']);
    expect((await pullOnce(site, { all: true, dryRun: false })).pulled).toEqual([]);
  });

  it('goes on with what an earlier pull fetched', async () => {
    const folder = await storeOf(version('1.0'));
    const site = await machine(folder);
    const cut: ObjectStore['read'] = async (key, from, options) => {
      const found = await site.store.read(key, from, options);
      async function* bytes() {
        for await (const chunk of found?.bytes ?? []) {
          yield chunk.subarray(0, 5);
          throw new Error('the line was cut');
        }
      }
      return found && { ...found, bytes: bytes() };
    };
    const broken = wrapped(site.store, { read: cut });
    await expect(pullOnce({ ...site, store: broken }, BEST)).rejects.toThrow('the line was cut');
    const { store, reads } = counting(site.store);
    expect(await pullOnce({ ...site, store }, BEST)).toMatchObject({ pulled: ['1.0'], bytes: 16 });
    expect(reads[0]).toMatch(/ 5$/);
    expect(readdirSync(join(site.dir, '.registry/staging'))).toEqual([]);
  });

  it('remembers what verification refused, until the config or the store has other things', async () => {
    const bad = { ...version('1.1'), 'meta_model_v1.1.joblib': 'cos\nsystem\n(S"true"\ntR.' };
    const folder = await storeOf({ ...version('1.0'), ...bad });
    const site = await machine(folder);
    const { store, reads } = counting(site.store);
    const first = await pullOnce({ ...site, store }, BEST);
    expect(first).toMatchObject({ pulled: ['1.0'], refused: [{ version: '1.1', damage: null }] });
    expect(first.state.refused).toMatchObject([{ version: '1.1', why: expect.any(String) }]);
    const before = reads.length;
    const again = await pullOnce({ ...site, store }, BEST);
    const damage = expect.stringMatching(/\S.* \(found \d{4}-/);
    expect(again).toMatchObject({
      pulled: [],
      refused: [{ version: '1.1', problems: [], damage }],
    });
    expect(reads.length).toBe(before);
    const { situation } = site;
    const { requirements } = situation.config;
    const config = {
      ...situation.config,
      requirements: { ...requirements, verify: 'off' as const },
    };
    const other = { ...site, store, situation: { ...situation, config } };
    expect((await pullOnce(other, BEST)).pulled).toEqual(['1.1']);
  });

  it('tries again after a day, and at once what was damaged in the store', async () => {
    const bad = { ...version('1.1'), 'meta_model_v1.1.joblib': 'cos\nsystem\n(S"true"\ntR.' };
    const folder = await storeOf({ ...version('1.0'), ...bad });
    const site = await machine(folder);
    await pullOnce(site, BEST);
    const file = join(site.dir, '.registry/fleet.json');
    const state = JSON.parse(readFileSync(file, 'utf8'));
    for (const each of state.refused) each.at = '2020-01-01T00:00:00Z';
    writeFileSync(file, JSON.stringify(state));
    const { store, reads } = counting(site.store);
    const later = await pullOnce({ ...site, store }, BEST);
    expect(reads.length).toBeGreaterThan(0);
    expect(later.state.refused).toHaveLength(1);
    const missing = wrapped(site.store, { read: async () => null });
    const fresh = await machine(folder);
    const damaged = await pullOnce({ ...fresh, store: missing }, BEST);
    expect(damaged.refused.map(({ version }) => version)).toEqual(['1.1', '1.0']);
    expect(damaged.state.refused).toEqual([]);
    expect((await pullOnce(fresh, BEST)).pulled).toEqual(['1.0']);
  });

  it('says of which versions the store has another than this machine', async () => {
    const folder = await storeOf(version('1.0'));
    const artifacts = {
      model: { sha256: sha256('x'), size: 1 },
      scaler: { sha256: sha256(pickle('scaler')), size: 9 },
    };
    const files = { ...version('1.0', { artifacts }), 'meta_model_v1.0.joblib': 'x' };
    const site = await machine(folder, files, { selection: { verify: 'checksum' } });
    expect((await pullOnce(site, BEST)).others).toEqual(['1.0']);
  });

  it('begins anew where the store was made anew, and replaces what it cannot use', async () => {
    const folder = await storeOf(version('1.0'));
    const site = await machine(folder);
    await pullOnce(site, BEST);
    for (const key of await keysIn(site.store)) await site.store.delete(key);
    await pushVersions(await machine(folder, { ...version('2.0'), ...version('2.1') }), null);
    const pulled = await pullOnce(site, BEST);
    expect(pulled.pulled).toEqual(['2.1']);
    expect(pulled.state).toMatchObject({ stored: ['2.1'], journal: { number: 2 } });
    writeFileSync(join(site.dir, '.registry/fleet.json'), '{');
    expect((await pullOnce(site, BEST)).state.stored).toEqual(['2.1']);
  });

  it('from a store where nothing was pushed is an error that says so', async () => {
    await expect(pullOnce(await machine(storeFolder()), BEST)).rejects.toThrow(
      /nothing was pushed/,
    );
  });
});
