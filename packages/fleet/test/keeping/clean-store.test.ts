import { describe, expect, it } from 'vitest';
import { checkStore } from '../../src/keeping/check-store.js';
import { cleanStore } from '../../src/keeping/clean-store.js';
import { retireVersion } from '../../src/keeping/retire-version.js';
import { claimNumber } from '../../src/protocol/claims.js';
import { bytesOf } from '../../src/protocol/documents.js';
import { writtenBy } from '../../src/protocol/fold.js';
import { newToken } from '../../src/protocol/journal.js';
import { cleaningKey } from '../../src/protocol/keys.js';
import { pushVersions } from '../../src/push/push-versions.js';
import { enterStore } from '../../src/site/enter-store.js';
import { changeState, type Site } from '../../src/site/site.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import { memoryStore } from '../store/memory-store.js';
import { keysIn, machine, pickle, sha256, storeFolder, version, wrapped } from '../support.js';

const SCALER = `objects/${sha256(pickle('scaler'))}`;
const BY = writtenBy('2026-01-01T00:00:00.000Z');

/** A store of which all was retired: nobody needs the files that are in it. */
async function emptied(): Promise<ObjectStore> {
  const { store } = memoryStore();
  const site = { ...(await machine(storeFolder(), version('1.0'))), store };
  await pushVersions(site, null);
  await retireVersion(site, '1.0');
  return store;
}

/** A machine that is to push, with the number of its training claimed or not. */
async function pusher(store: ObjectStore, isTrained: boolean): Promise<Site> {
  const site = { ...(await machine(storeFolder(), version('1.1'))), store };
  if (!isTrained) return site;
  const token = newToken();
  await enterStore(site);
  await changeState(site, (state) => ({ ...state, claims: { '1.1': token } }));
  await claimNumber(store, { version: '1.1', token, content: null, objects: [], ...BY });
  return site;
}

/** The store, with something that happens just before the first call of a kind. */
function before(
  store: ObjectStore,
  call: 'delete' | 'create',
  prefix: string,
  happens: () => Promise<unknown>,
): ObjectStore {
  let isOver = false;
  const first = async (key: string) => {
    if (isOver || !key.startsWith(prefix)) return;
    isOver = true;
    await happens();
  };
  return wrapped(store, {
    [call]: async (key: string, ...more: never[]) => {
      await first(key);
      return (store[call] as (key: string, ...more: never[]) => Promise<unknown>)(key, ...more);
    },
  });
}

const damagedIn = async (site: Site) =>
  (await checkStore(site.store, site.situation.registry.layout)).damaged;

describe.each([
  ['claimed before its training', true],
  ['not claimed before', false],
])('a push of a number that was %s', (_, isTrained) => {
  it('is not published while a cleaning is under way, and then sends anew what that removed', async () => {
    const store = await emptied();
    const site = await pusher(store, isTrained);
    let pushed: Promise<unknown> = Promise.resolve();
    const cleaned = before(store, 'delete', 'objects/', async () => {
      // The file is there when it looks, and gone a moment later.
      pushed = pushVersions(site, null);
      await expect(pushed).rejects.toMatchObject({ kind: 'out-of-reach' });
      await expect(pushed).rejects.toThrow(
        /^s3:\S+ at \S+ is being cleaned, by \S+ on \S+ since \S+: push again when that is over \(where it was killed, remove cleanings\/[0-9a-f]{32}\.json\)$/,
      );
    });
    const { objects } = await cleanStore({ ...site, store: cleaned }, 0, false);
    expect(objects).toContain(SCALER);
    expect(await damagedIn(site)).toEqual([]);
    expect(await pushVersions(site, null)).toMatchObject([{ version: '1.1', action: 'pushed' }]);
    expect(await keysIn(store)).toContain(SCALER);
    expect(await damagedIn(site)).toEqual([]);
    expect(await keysIn(store)).not.toContainEqual(expect.stringMatching(/^cleanings/));
  });

  it('keeps its files from a cleaning that begins before it is published', async () => {
    const store = await emptied();
    const site = await pusher(store, isTrained);
    const published = before(store, 'create', 'versions/', async () => {
      const { objects } = await cleanStore({ ...site, store }, 0, false);
      expect(objects).not.toContain(SCALER);
    });
    await pushVersions({ ...site, store: published }, null);
    expect(await damagedIn(site)).toEqual([]);
    // Its files are its own by now: when it goes, they do.
    await retireVersion(site, '1.1');
    expect((await cleanStore(site, 0, false)).objects).toHaveLength(2);
  });
});

it('a cleaning that was killed keeps nobody for longer than an hour, and the next removes what it left', async () => {
  const store = await emptied();
  const site = await pusher(store, false);
  const key = cleaningKey(newToken());
  await store.create(key, { kind: 'bytes', bytes: bytesOf(BY) });
  await expect(pushVersions(site, null)).rejects.toThrow(`remove ${key}`);
  const list: ObjectStore['list'] = async function* (prefix, ...more) {
    for await (const entry of store.list(prefix, ...more)) {
      yield entry.key === key ? { ...entry, modified: Date.now() - 3_601_000 } : entry;
    }
  };
  const later = { ...site, store: wrapped(store, { list }) };
  expect(await pushVersions(later, null)).toMatchObject([{ action: 'pushed' }]);
  expect(await keysIn(store)).toContain(key);
  await cleanStore(later, 0, false);
  expect(await keysIn(store)).not.toContain(key);
});

it('says what it would remove, and tells nobody that it looks', async () => {
  const store = await emptied();
  const site = await pusher(store, false);
  const keys = await keysIn(store);
  expect(await cleanStore(site, 0, true)).toMatchObject({ versions: ['1.0'] });
  expect(await keysIn(store)).toEqual(keys);
});
