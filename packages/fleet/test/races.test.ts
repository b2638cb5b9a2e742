import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pinFleet, unpinFleet } from '../src/fleet/pin-fleet.js';
import { checkStore } from '../src/keeping/check-store.js';
import { cleanStore } from '../src/keeping/clean-store.js';
import { retireVersion } from '../src/keeping/retire-version.js';
import { claimNumber } from '../src/protocol/claims.js';
import { fold, NOTHING_READ, writtenBy } from '../src/protocol/fold.js';
import { entriesAfter, type NumberedEntry, newToken } from '../src/protocol/journal.js';
import { listVersions } from '../src/protocol/versions.js';
import { pushVersions } from '../src/push/push-versions.js';
import { enterStore } from '../src/site/enter-store.js';
import { changeState, type Site } from '../src/site/site.js';
import { fileStore } from '../src/store/file/file-store.js';
import type { ObjectStore } from '../src/store/object-store.js';
import { memoryStore } from './store/memory-store.js';
import { keysIn, machine, pickle, storeFolder, version } from './support.js';

const ROUNDS = process.env.PROOFS === 'full' ? 1_000 : 2;
/** Milliseconds that all of them may take, on a machine that has other things to do. */
const LIMIT = process.env.PROOFS === 'full' ? 14_400_000 : 600_000;

/** A new store each time. */
const STORES: Readonly<Record<string, () => ObjectStore>> = {
  'in memory': () => memoryStore().store,
  'in a folder': () => fileStore(storeFolder()),
};

/** The store as one machine reaches it: each request comes some turns later than it was made. */
function distant(store: ObjectStore): ObjectStore {
  const pause = async () => {
    for (let turns = Math.floor(Math.random() * 6); turns > 0; turns -= 1) await setImmediate();
  };
  const slow =
    <Words extends unknown[], T>(request: (...words: Words) => Promise<T>) =>
    async (...words: Words): Promise<T> => {
      await pause();
      const answer = await request(...words);
      await pause();
      return answer;
    };
  return {
    name: store.name,
    create: slow(store.create.bind(store)),
    replace: slow(store.replace.bind(store)),
    get: slow(store.get.bind(store)),
    read: slow(store.read.bind(store)),
    head: slow(store.head.bind(store)),
    list: store.list.bind(store),
    delete: slow(store.delete.bind(store)),
  };
}

const at = (site: Site, store: ObjectStore): Site => ({ ...site, store: distant(store) });

async function journalOf(store: ObjectStore): Promise<NumberedEntry[]> {
  const entries: NumberedEntry[] = [];
  for await (const entry of entriesAfter(store, 0)) entries.push(entry);
  return entries;
}

describe.each(Object.entries(STORES))(
  `${ROUNDS} races at a store %s`,
  { timeout: LIMIT },
  (_, open) => {
    it('of machines that push the same, the same number with other content, and other numbers', async () => {
      const folder = storeFolder();
      const [one, same, other, more] = await Promise.all([
        machine(folder, { ...version('1.0'), ...version('1.1') }),
        machine(folder, { ...version('1.0'), ...version('1.2') }),
        machine(folder, { ...version('1.0'), 'meta_model_v1.0.joblib': pickle('another') }),
        machine(folder, version('1.3')),
      ]);
      const won = { same: 0, other: 0 };
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = open();
        const ends = await Promise.all(
          [one, same, other, more].map((site) => pushVersions(at(site as Site, store), null)),
        );
        const [first, second, third] = ends.map((pushed) =>
          pushed.find((each) => each.version === '1.0'),
        );
        const isOther = third?.action !== 'refused';
        won[isOther ? 'other' : 'same'] += 1;
        expect([first?.action === 'refused', second?.action === 'refused']).toEqual([
          isOther,
          isOther,
        ]);
        const versions = ['1.0', '1.1', '1.2', '1.3'];
        expect(await listVersions(store)).toEqual(versions);
        expect((await checkStore(store, (one as Site).situation.registry.layout)).damaged).toEqual(
          [],
        );
        const entries = await journalOf(store);
        expect(entries.map(({ entry }) => entry?.event)).toEqual(versions.map(() => 'published'));
        expect(entries.map(({ entry }) => entry?.version).sort()).toEqual(versions);
      }
      // In a few rounds one kind may never come first.
      if (ROUNDS > 100) expect(Math.min(won.same, won.other)).toBeGreaterThan(0);
    });

    it('of trainers that claim one number', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = open();
        const claims = Array.from({ length: 8 }, () => ({
          version: '1.7',
          token: newToken(),
          content: null,
          objects: [],
          ...writtenBy('2026-01-01T00:00:00.000Z'),
        }));
        const ends = await Promise.all(claims.map((claim) => claimNumber(distant(store), claim)));
        const [winner, ...others] = claims.filter((_, each) => ends[each] === null);
        expect(others).toEqual([]);
        for (const end of ends) expect(end ?? winner).toEqual(winner);
      }
    });

    it('of who pins, unpins and retires', async () => {
      const folder = storeFolder();
      const files = { ...version('1.0'), ...version('1.1') };
      const sites = await Promise.all([1, 2, 3, 4, 5].map(() => machine(folder, files)));
      const seen = new Set<string>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = open();
        const [pusher, ...rest] = sites.map((site) => at(site, store)) as [
          Site,
          Site,
          Site,
          Site,
          Site,
        ];
        await pushVersions(pusher, null);
        const ends = await Promise.allSettled([
          pinFleet(rest[0], '1.0', false),
          retireVersion(rest[1], '1.0'),
          retireVersion(rest[2], '1.0'),
          pinFleet(rest[3], '1.1', false),
          unpinFleet(pusher),
        ]);
        let state = NOTHING_READ;
        for (const each of (await journalOf(store)).slice(2)) {
          const { entry } = each;
          if (entry?.event === 'pinned') expect([...state.retired]).not.toContain(entry.version);
          if (entry?.event === 'retired') expect([...state.retired]).not.toContain(entry.version);
          if (entry?.event === 'unpinned') expect(state.pin).not.toBeNull();
          state = fold(state, each);
          expect([...state.retired]).not.toContain(state.pin?.version);
        }
        const [pin, ...retired] = ends;
        if (pin?.status === 'rejected') expect(String(pin.reason)).toMatch(/1\.0/);
        const actions = [...retired.slice(0, 2)].map((end) =>
          end.status === 'fulfilled' ? (end.value as { action: string }).action : 'failed',
        );
        expect(actions).not.toContain('failed');
        expect(state.retired.has('1.0')).toBe(actions.includes('retired'));
        expect(actions.filter((action) => action === 'retired').length).toBeLessThanOrEqual(1);
        seen.add(`${pin?.status} ${actions.sort()}`);
      }
      if (ROUNDS > 100) expect(seen.size).toBeGreaterThan(1);
    });

    it('of who retires a version and who pushes it just then', async () => {
      const folder = storeFolder();
      const files = { ...version('1.0'), ...version('1.1') };
      const [one, same, retirer] = await Promise.all([
        machine(folder, files),
        machine(folder, version('1.0')),
        machine(folder),
      ]);
      const seen = new Set<string>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = open();
        if (round % 2 === 0) await pushVersions({ ...one, store }, ['1.0']);
        const [first, second, retired] = await Promise.all([
          pushVersions(at(one, store), null),
          pushVersions(at(same, store), null),
          retireOnceThere(at(retirer, store), '1.0'),
        ]);
        expect(retired).toBe('retired');
        const events: unknown[] = [];
        for (const { entry } of await journalOf(store))
          if (entry?.version === '1.0') events.push(entry.event);
        // Nothing is published that was retired before.
        expect([['retired'], ['published', 'retired']]).toContainEqual(events);
        expect((await checkStore(store, one.situation.registry.layout)).damaged).toEqual([]);
        for (const pushed of [first, second])
          seen.add(pushed.find((each) => each.version === '1.0')?.action ?? 'nothing');
        const again = await pushVersions({ ...same, store }, ['1.0']);
        expect(again).toEqual([
          { version: '1.0', action: 'refused', refusal: { kind: 'retired' } },
        ]);
      }
      if (ROUNDS > 100) expect([...seen]).toEqual(expect.arrayContaining(['pushed', 'refused']));
    });

    it('of who cleans, and who pushes and claims what needs files that nobody named until then', async () => {
      const folder = storeFolder();
      const [old, pusher, trainer, cleaner, other] = await Promise.all([
        machine(folder, version('1.0')),
        machine(folder, version('1.1')),
        machine(folder, version('1.2')),
        machine(folder),
        machine(folder),
      ]);
      const { layout } = old.situation.registry;
      const counts = { cleaned: 0, freed: 0, waited: 0 };
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = open();
        await pushVersions({ ...old, store }, null);
        await retireVersion({ ...old, store }, '1.0');
        // The training has claimed its number before anybody knows its files.
        const token = newToken();
        const claim = { version: '1.2', token, content: null, objects: [] };
        await claimNumber(store, { ...claim, ...writtenBy('2026-01-01T00:00:00.000Z') });
        await enterStore({ ...trainer, store });
        await changeState(trainer, (state) => ({ ...state, claims: { '1.2': token } }));
        const settled = await Promise.allSettled([
          pushVersions(at(pusher, store), null),
          pushVersions(at(trainer, store), null),
          cleanStore(at(cleaner, store), 0, false),
          cleanStore(at(other, store), 0, false),
        ]);
        // Whatever of this is visible is whole, at each moment from now on.
        expect((await checkStore(store, layout)).damaged).toEqual([]);
        for (const [each, end] of settled.entries()) {
          if (end.status === 'fulfilled') {
            if (each > 1) counts.cleaned += 1;
            if (each > 1) counts.freed += (end.value as { freed: number }).freed;
            continue;
          }
          expect(String(end.reason)).toMatch(/is being cleaned, by /);
          counts.waited += 1;
        }
        for (const site of [pusher, trainer]) await pushVersions({ ...site, store }, null);
        expect(await listVersions(store)).toEqual(expect.arrayContaining(['1.1', '1.2']));
        await cleanStore({ ...cleaner, store }, 0, false);
        expect((await checkStore(store, layout)).damaged).toEqual([]);
        expect(await listVersions(store)).toEqual(['1.1', '1.2']);
        expect((await keysIn(store)).filter((key) => key.startsWith('objects/'))).toHaveLength(3);
      }
      console.info(`${ROUNDS} cleanings against pushes: ${JSON.stringify(counts)}`);
      if (ROUNDS > 100) expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
    });
  },
);

/** Retires a version as soon as it is there. */
async function retireOnceThere(site: Site, version: string): Promise<string> {
  while (!(await listVersions(site.store)).includes(version)) await setImmediate();
  return (await retireVersion(site, version)).action;
}
