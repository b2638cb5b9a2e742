import { setTimeout } from 'node:timers/promises';
import {
  type Clock,
  type ObjectStore,
  openStore,
  StoreError,
  type StoreSettings,
} from '@org/model-registry-fleet';
import { expect, it, onTestFinished } from 'vitest';
import { bodyOf, fileOf, keysOf, textOf } from '../packages/fleet/test/store/contract.js';
import { type Fault, type FaultProxy, startFaultProxy } from './support/fault-proxy.js';
import { CEPH } from './support/s3/ceph.js';
import { describeWithServer, openWithKeys } from './support/s3/server.js';
import { S3_KEYS } from './support/s3/server-kind.js';

/** Pauses are a fiftieth of what they are. */
const HASTY: Clock = {
  now: Date.now,
  random: Math.random,
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds / 50, undefined, signal ? { signal } : {}),
};

const FAULTS: readonly Fault[] = [
  'delay',
  'answer-500',
  'answer-503',
  'answer-429',
  'cut-request',
  'cut-answer',
  'lose-answer',
  'stale-read',
];

/** The store as it is seen over a line that fails. */
async function over(
  settings: StoreSettings,
  next: () => Fault,
): Promise<{ store: ObjectStore; proxy: FaultProxy }> {
  const proxy = await startFaultProxy(settings.endpoint ?? '', next);
  onTestFinished(() => proxy.stop());
  const store = await openStore(
    { ...settings, endpoint: proxy.endpoint },
    { env: S3_KEYS, home: '/nonexistent', clock: HASTY, onRemark: () => {} },
  );
  return { store, proxy };
}

/** Numbers from 0 to 1 that are the same in each run. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describeWithServer(CEPH, (server) => {
  const operations = process.env.PROOFS === 'full' ? 3000 : 200;

  it(`ends right or says so over a line on which a third of requests fail, ${operations} times`, async () => {
    const settings = await server.newBucket();
    const random = randoms(7);
    const oneOf = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
    const { store, proxy } = await over(settings, () =>
      random() < 1 / 3 ? oneOf(FAULTS) : 'none',
    );
    const direct = await openWithKeys(settings);
    /** What was ever to be written under a key, and what a store said that it did. */
    const written = new Map<string, string[]>();
    const won = new Map<string, string[]>();
    let said = 0;
    const states = (key: string) => [null, ...(written.get(key) ?? [])];
    const note = (notes: Map<string, string[]>, key: string, text: string) =>
      notes.set(key, [...(notes.get(key) ?? []), text]);

    async function operate(number: number): Promise<void> {
      const key = `journal/${Math.floor(random() * (operations / 8))}.json`;
      const host = `hosts/${Math.floor(random() * 4)}.json`;
      const text = `${number} `.repeat(1 + Math.floor(random() * 8_000));
      const kind = oneOf([
        'create',
        'create',
        'create file',
        'replace',
        'get',
        'read',
        'head',
        'list',
      ] as const);
      if (kind === 'create' || kind === 'create file') {
        note(written, key, text);
        const body = kind === 'create' ? bodyOf(text) : fileOf(text);
        if ((await store.create(key, body)) === 'created') note(won, key, text);
      } else if (kind === 'replace') {
        note(written, host, text);
        await store.replace(host, Buffer.from(text));
      } else if (kind === 'get') {
        const bytes = await store.get(oneOf([key, host]), 1_000_000);
        const there = bytes && Buffer.from(bytes).toString();
        expect([...states(key), ...states(host)].includes(there)).toBe(true);
      } else if (kind === 'read') {
        const read = await store.read(key, 0);
        const there = read && (await textOf(read.bytes));
        expect(states(key).includes(there)).toBe(true);
      } else if (kind === 'head') {
        const sizes = states(key).map((each) => each?.length);
        expect(sizes).toContain((await store.head(key))?.size);
      } else {
        const keys = await keysOf(store.list('journal/'));
        expect(keys.filter((each) => !written.has(each))).toEqual([]);
      }
    }

    for (let number = 0; number < operations; number += 4) {
      const four = [0, 1, 2, 3].map((each) =>
        operate(number + each).catch((error) => {
          if (!(error instanceof StoreError)) throw error;
          expect(error.message).not.toContain(S3_KEYS.AWS_SECRET_ACCESS_KEY);
          said += 1;
        }),
      );
      await Promise.all(four);
    }
    for (const [key, texts] of written) {
      const bytes = await direct.get(key, 1_000_000);
      const there = bytes && Buffer.from(bytes).toString();
      const wins = won.get(key) ?? [];
      expect(wins.length).toBeLessThanOrEqual(1);
      if (key.startsWith('journal/') && wins.length === 1) expect(there === wins[0]).toBe(true);
      else expect([null, ...texts].includes(there)).toBe(true);
    }
    for (const fault of FAULTS) expect(proxy.counts.get(fault)).toBeGreaterThan(0);
    console.info(
      `${operations} operations, ${said} ended with an error that says so;`,
      Object.fromEntries(proxy.counts),
    );
    expect(said).toBeLessThan(operations / 10);
  });

  it('says of a create whose answer was lost that the key is there, with what was sent under it', async () => {
    const faults: Fault[] = ['lose-answer'];
    const { store } = await over(await server.newBucket(), () => faults.shift() ?? 'none');
    expect(await store.create('claims/1.0.json', bodyOf('our token'))).toBe('exists');
    expect(Buffer.from((await store.get('claims/1.0.json', 100)) ?? []).toString()).toBe(
      'our token',
    );
  });

  it('goes on behind the last byte that came, where a read is cut', async () => {
    const settings = await server.newBucket();
    const file = fileOf(Buffer.alloc(2_000_000, 'abcdefg'));
    await (await openWithKeys(settings)).create('objects/a', file);
    const faults: Fault[] = ['cut-answer', 'answer-500', 'cut-answer'];
    const { store, proxy } = await over(settings, () => faults.shift() ?? 'none');
    let came = 0;
    const onBytes = (count: number) => {
      came += count;
    };
    const read = await store.read('objects/a', 0, { onBytes });
    const text = read ? await textOf(read.bytes) : '';
    expect(text === 'abcdefg'.repeat(285_715).slice(0, 2_000_000)).toBe(true);
    // No byte came twice.
    expect(came).toBe(2_000_000);
    expect(proxy.counts.get('cut-answer')).toBe(2);
  });

  it('goes on with a large file that was sent in part, and leaves no parts', async () => {
    const settings = await server.newBucket();
    const content = Buffer.alloc(35_000_000, 'abcdefgh');
    content.write('the beginning');
    const file = fileOf(content);
    const key = `objects/${file.sha256}`;
    let parts = 0;
    const stop = new AbortController();
    const { store } = await over(settings, () => 'none');
    const proxy = await startFaultProxy(settings.endpoint ?? '', (method, path) => {
      if (method === 'PUT' && path.includes('partNumber')) parts += 1;
      if (parts === 4) stop.abort(new Error('killed'));
      return 'none';
    });
    onTestFinished(() => proxy.stop());
    const killed = await openStore(
      { ...settings, endpoint: proxy.endpoint },
      { env: S3_KEYS, home: '/nonexistent', clock: HASTY, onRemark: () => {} },
    );
    await expect(killed.create(key, file, { signal: stop.signal })).rejects.toThrow('killed');
    expect(await store.head(key)).toBeNull();
    parts = -10;
    expect(await killed.create(key, file)).toBe('created');
    // Of five parts two were there before the fourth was begun.
    expect(parts + 10).toBeGreaterThanOrEqual(1);
    expect(parts + 10).toBeLessThanOrEqual(3);
    const read = await store.read(key, 0);
    expect((await textOf(read?.bytes ?? (async function* () {})())) === content.toString()).toBe(
      true,
    );
    expect(await store.create(key, file)).toBe('exists');
  });

  it('stores a large file over a line that fails', async () => {
    const random = randoms(11);
    const settings = await server.newBucket();
    const { store } = await over(settings, () =>
      random() < 0.3 ? 'cut-request' : random() < 0.2 ? 'lose-answer' : 'none',
    );
    const file = fileOf(Buffer.alloc(35_000_000, 'abc'));
    expect(['created', 'exists']).toContain(await store.create(`objects/${file.sha256}`, file));
    const head = await (await openWithKeys(settings)).head(`objects/${file.sha256}`);
    expect(head?.size).toBe(35_000_000);
  });
});
