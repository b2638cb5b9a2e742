import { describe, expect, it } from 'vitest';
import { followStore, reportOr } from '../../src/pull/follow.js';
import { newMemory, pullOnce } from '../../src/pull/pull.js';
import { pushVersions } from '../../src/push/push-versions.js';
import { keysIn, machine, pickle, storeFolder, version } from '../support.js';

const BEST = { all: false, dryRun: false };

describe('what a process that pulls again and again remembers', () => {
  it('of one store is not taken for what another has at the same place', async () => {
    const folder = storeFolder();
    await pushVersions(await machine(folder, version('1.0')), null);
    const site = await machine(folder);
    const memory = newMemory();
    expect((await pullOnce(site, { ...BEST, dryRun: true }, memory)).pulled).toEqual(['1.0']);
    memory.refused.set('1.0', { action: 'refused', version: '1.0', problems: [], damage: 'bad' });
    for (const key of await keysIn(site.store)) await site.store.delete(key);
    const other = { ...version('1.0'), 'meta_model_v1.0.joblib': pickle('another') };
    await pushVersions(await machine(folder, other), null);
    expect(await pullOnce(site, BEST, memory)).toMatchObject({ pulled: ['1.0'], refused: [] });
  });

  it('of a version that cannot be read there ends with the round', async () => {
    const folder = storeFolder();
    await pushVersions(await machine(folder, { ...version('1.0'), ...version('1.1') }), null);
    const site = await machine(folder);
    const memory = newMemory();
    const key = 'versions/1.1.json';
    const whole = (await site.store.get(key, 1_000)) as Uint8Array;
    await site.store.replace(key, Buffer.from('{'));
    const first = await pullOnce(site, BEST, memory);
    expect(first.pulled).toEqual(['1.0']);
    expect(first.selection.rejected).toMatchObject([
      {
        model: { version: '1.1' },
        problems: [
          { kind: 'missing-file', artifact: 'model' },
          { kind: 'missing-file', artifact: 'scaler' },
          { kind: 'metadata-unreadable', reason: 'not-json' },
        ],
      },
    ]);
    await site.store.replace(key, whole);
    expect((await pullOnce(site, BEST, memory)).pulled).toEqual(['1.1']);
  });

  it('ends with the config, which says how what the store has is read', async () => {
    const folder = storeFolder();
    await pushVersions(await machine(folder, version('1.0')), null);
    const sites = [
      await machine(folder),
      await machine(folder, {}, { selection: { verify: 'off' } }),
    ];
    const stop = new AbortController();
    const remembered: number[] = [];
    const pull: typeof pullOnce = async (site, request, memory) => {
      remembered.push(memory?.documents.size ?? -1);
      const pulled = await pullOnce(site, request, memory);
      expect(memory?.documents.size).toBe(1);
      return pulled;
    };
    const open = async () => sites[remembered.length] ?? sites[1] ?? expect.fail();
    const wait = async () => {
      if (remembered.length === 2) stop.abort();
    };
    const options = { every: 30, all: false, signal: stop.signal, random: () => 0.5, wait };
    for await (const { kind } of followStore(open, options, { pull, report: reportOr })) {
      expect(kind).toBe('pulled');
    }
    expect(remembered).toEqual([0, 0]);
  });
});
