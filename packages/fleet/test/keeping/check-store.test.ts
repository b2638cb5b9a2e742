import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkStore } from '../../src/keeping/check-store.js';
import { pullOnce } from '../../src/pull/pull.js';
import { pushVersions } from '../../src/push/push-versions.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import { machine, storeFolder, version, wrapped } from '../support.js';

it('the answer of an object of another size is ended, and not read', async () => {
  const site = await machine(storeFolder(), version('1.0'));
  await pushVersions(site, null);
  let sent = 0;
  let ended = 0;
  async function* bytes() {
    try {
      for (;;) {
        sent += 1;
        yield Buffer.from('more');
      }
    } finally {
      ended += 1;
    }
  }
  const read: ObjectStore['read'] = async () => ({ size: 10 ** 12, bytes: bytes() });
  const found = await checkStore(wrapped(site.store, { read }), site.situation.registry.layout);
  expect(found.damaged.map(({ kind }) => kind)).toEqual(['other-size', 'other-size']);
  expect([found.bytes, sent, ended]).toEqual([0, 2, 2]);
});

it('one odd object does not keep the others from being checked', async () => {
  const store = storeFolder();
  const site = await machine(store, version('1.0'));
  await pushVersions(site, null);
  const [first = '', second = ''] = readdirSync(join(store, 'objects')).sort();
  rmSync(join(store, 'objects', first));
  mkdirSync(join(store, 'objects', first));
  writeFileSync(join(store, 'objects', second), 'x');
  const { damaged } = await checkStore(site.store, site.situation.registry.layout);
  expect(damaged.map(({ key, kind }) => [key, kind]).sort()).toEqual([
    [`objects/${first}`, 'unreadable'],
    [`objects/${second}`, 'other-size'],
  ]);
});

it.each([
  ['cannot be read', 'unreadable', (key: string) => writeFileSync(key, '{')],
  ['cannot be read', 'unreadable', (key: string) => writeFileSync(key, '')],
] as const)(
  'an entry of the journal that %s is named, and nothing is pulled (%s)',
  async (says, kind, damage) => {
    const store = storeFolder();
    const site = await machine(store, { ...version('1.0'), ...version('1.1') });
    await pushVersions(site, null);
    const key = 'journal/000000000001.json';
    damage(join(store, key));
    const { damaged } = await checkStore(site.store, site.situation.registry.layout);
    expect(damaged).toEqual([{ key, kind, versions: [] }]);
    const other = await machine(store);
    await expect(pullOnce(other, { all: false, dryRun: false })).rejects.toThrow(
      `${key} in file://${store} ${says}`,
    );
    expect(readdirSync(other.dir).filter((name) => name.endsWith('.joblib'))).toEqual([]);
  },
);

it('a pull names a version that cannot be read, beside what it takes', async () => {
  const store = storeFolder();
  const site = await machine(store, { ...version('1.0'), ...version('1.1') });
  await pushVersions(site, null);
  writeFileSync(join(store, 'versions/1.1.json'), '{');
  const { pulled, refused } = await pullOnce(await machine(store), { all: false, dryRun: false });
  expect(pulled).toEqual(['1.0']);
  expect(refused).toMatchObject([
    { version: '1.1', problems: [{ kind: 'metadata-unreadable', reason: 'not-json' }] },
  ]);
});
