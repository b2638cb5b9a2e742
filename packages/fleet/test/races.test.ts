import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pinFleet, unpinFleet } from '../src/fleet/pin-fleet.js';
import { checkStore } from '../src/keeping/check-store.js';
import { retireVersion } from '../src/keeping/retire-version.js';
import { claimNumber } from '../src/protocol/claims.js';
import { fold, NOTHING_READ, writtenBy } from '../src/protocol/fold.js';
import { entriesAfter, type NumberedEntry, newToken } from '../src/protocol/journal.js';
import { listVersions } from '../src/protocol/versions.js';
import { pushVersions } from '../src/push/push-versions.js';
import type { Site } from '../src/site/site.js';
import { fileStore } from '../src/store/file/file-store.js';
import type { ObjectStore } from '../src/store/object-store.js';
import { memoryStore } from './store/memory-store.js';
import { machine, pickle, storeFolder, version } from './support.js';

const ROUNDS = process.env.PROOFS === 'full' ? 1_000 : 6;
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
  },
);
