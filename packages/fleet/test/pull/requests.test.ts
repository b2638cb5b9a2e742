import { describe, expect, it } from 'vitest';
import { followStore, reportOr } from '../../src/pull/follow.js';
import { pullOnce } from '../../src/pull/pull.js';
import { pushVersions } from '../../src/push/push-versions.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import { machine, storeFolder, version, wrapped } from '../support.js';

/** The store, which writes down what is asked of it. */
function recorded(store: ObjectStore): { store: ObjectStore; asked: string[] } {
  const asked: string[] = [];
  const note = (kind: string, key: string) =>
    void asked.push(`${kind} ${key.replace(/[0-9a-f]{64}|[a-z0-9-]+-[0-9a-f]{8}(?=\.json)/, '*')}`);
  return {
    asked,
    store: wrapped(store, {
      get: (key, ...words) => {
        note('GET', key);
        return store.get(key, ...words);
      },
      read: (key, ...words) => {
        note('GET', key);
        return store.read(key, ...words);
      },
      head: (key, ...words) => {
        note('HEAD', key);
        return store.head(key, ...words);
      },
      list: (prefix, ...words) => {
        note('LIST', prefix);
        return store.list(prefix, ...words);
      },
      replace: (key, ...words) => {
        note('PUT', key);
        return store.replace(key, ...words);
      },
    }),
  };
}

describe('what a machine asks of a store, by which docs/fleet.md counts', () => {
  it('a quiet round, a look at everything, and a publication', async () => {
    const folder = storeFolder();
    await pushVersions(await machine(folder, version('1.0')), null);
    const site = await machine(folder);
    const { store, asked } = recorded(site.store);
    const own = { ...site, store };
    const pull = async () => {
      asked.length = 0;
      const pulled = await pullOnce(own, { all: false, dryRun: false });
      await reportOr(own, pulled);
      return [...asked];
    };
    await pull();
    const look = [
      'GET format.json',
      'GET journal/000000000001.json',
      'GET journal/000000000002.json',
      'LIST versions/',
      'PUT hosts/*.json',
    ];
    expect(await pull()).toEqual(look);
    await pushVersions(await machine(folder, version('1.1')), null);
    expect((await pull()).sort()).toEqual(
      [
        ...look,
        // Behind an entry that is there two are asked for at once.
        'GET journal/000000000003.json',
        'GET journal/000000000004.json',
        'GET versions/1.1.json',
        'GET objects/*',
        'GET objects/*',
      ].sort(),
    );
    const stop = new AbortController();
    const rounds: string[][] = [];
    const wait = async () => {
      rounds.push(asked.splice(0));
      if (rounds.length === 3) stop.abort();
    };
    const options = { every: 30, all: false, signal: stop.signal, random: () => 0.5, wait };
    for await (const { kind } of followStore(async () => own, options)) expect(kind).toBe('pulled');
    const poll = ['GET journal/000000000003.json'];
    expect(rounds.slice(1)).toEqual([poll, poll]);
  });
});
