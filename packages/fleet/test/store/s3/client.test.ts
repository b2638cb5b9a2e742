import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/store/s3/location.js';
import { s3Store } from '../../../src/store/s3/s3-store.js';
import { bodyOf, keysOf } from '../contract.js';
import { surroundings } from '../surroundings.js';
import { errorXml, KEYS, startServer, storeAt } from './fake-server.js';

const HOUR_MS = 3_600_000;

describe('a request to a bucket', () => {
  it.each([
    [403, 'AccessDenied', 'denied', 'does not allow it'],
    [403, 'InvalidAccessKeyId', 'denied', 'does not take these keys'],
    [403, 'SignatureDoesNotMatch', 'denied', 'does not take these keys'],
    [403, 'ExpiredToken', 'denied', 'correct or renew them'],
    [404, 'NoSuchBucket', 'no-store', 'there is no bucket'],
    [400, 'AuthorizationHeaderMalformed', 'denied', 'correct model.store.region'],
    [501, 'NotImplemented', 'not-create-only', 'knows no create-only PUT'],
    [400, 'InvalidRequest', 'unsupported', 'status 400, InvalidRequest'],
    [301, 'PermanentRedirect', 'unsupported', 'is elsewhere (status 301, PermanentRedirect)'],
    [307, 'TemporaryRedirect', 'unsupported', 'correct model.store.endpoint'],
    [503, 'SlowDown', 'out-of-reach', 'failed again and again (status 503, SlowDown)'],
    [429, '', 'out-of-reach', 'failed again and again (status 429)'],
    [418, 'a\u001b[2J', 'unsupported', '(status 418)'],
  ] as const)('says what a %i of %s means', async (status, code, kind, words) => {
    let asked = 0;
    const store = await storeAt(
      await startServer((_, answer) => {
        asked += 1;
        answer.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end(errorXml(code));
      }),
    );
    const create = store.create('claims/1.0.json', bodyOf('{}'));
    await expect(create).rejects.toMatchObject({ name: 'StoreError', kind });
    await expect(create).rejects.toThrow(words);
    expect(asked).toBe(kind === 'out-of-reach' ? 7 : code === 'ExpiredToken' ? 2 : 1);
  });

  it('names the region that a bucket is in', async () => {
    const endpoint = await startServer((_, answer) =>
      answer
        .writeHead(301, { 'x-amz-bucket-region': 'us-west-2' })
        .end(errorXml('PermanentRedirect')),
    );
    const head = (await storeAt(endpoint)).head('format.json');
    await expect(head).rejects.toThrow('is in region us-west-2: set model.store.region to it');
  });

  it('is sent again with pauses that grow, until it succeeds', async () => {
    const pauses: number[] = [];
    const wait = async (milliseconds: number) => void pauses.push(milliseconds);
    const clock = { now: Date.now, random: () => 1, wait };
    let asked = 0;
    const endpoint = await startServer((_, answer) => {
      asked += 1;
      answer.writeHead(asked < 6 ? ([500, 429, 503, 409, 408][asked - 1] as number) : 200).end();
    });
    const store = await storeAt(endpoint, { clock });
    expect(await store.create('claims/1.0.json', bodyOf('{}'))).toBe('created');
    expect(pauses).toEqual([200, 400, 800, 1600, 3200]);
  });

  it('is not sent again for longer than a minute', async () => {
    let now = 0;
    const wait = async (milliseconds: number) => {
      now += milliseconds;
    };
    let asked = 0;
    const endpoint = await startServer((_, answer) => {
      asked += 1;
      now += 25_000;
      answer.writeHead(503).end();
    });
    const store = await storeAt(endpoint, { clock: { now: () => now, random: () => 1, wait } });
    await expect(store.head('format.json')).rejects.toMatchObject({ kind: 'out-of-reach' });
    expect(asked).toBe(4);
  });

  it('says that nothing is there', async () => {
    const store = await storeAt('http://127.0.0.1:1');
    const get = store.get('format.json', 10);
    await expect(get).rejects.toMatchObject({ kind: 'out-of-reach' });
    await expect(get).rejects.toThrow(
      's3://models/bot at 127.0.0.1:1 is out of reach: nothing answers there (ECONNREFUSED)',
    );
  });

  it.each([10 * HOUR_MS, -10 * HOUR_MS])(
    'is signed by the store’s clock where ours is %i ms off, and says so once',
    async (off) => {
      const signed: number[] = [];
      const endpoint = await startServer((asked, answer) => {
        const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(String(asked.headers['x-amz-date'])) ?? [];
        const iso = `${day}T${time}`.replace(
          /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/,
          '$1-$2-$3T$4:$5:$6Z',
        );
        signed.push(Date.parse(iso));
        const isOff = Math.abs(Date.parse(iso) - Date.now()) > 900_000;
        answer.writeHead(isOff ? 403 : 200, { 'content-length': 0 }).end();
      });
      const remarks: string[] = [];
      const clock = { now: () => Date.now() + off, random: Math.random, wait: async () => {} };
      const store = await storeAt(endpoint, { clock, onRemark: (text) => remarks.push(text) });
      expect(await store.head('format.json')).toMatchObject({ size: 0 });
      expect(await store.head('format.json')).toMatchObject({ size: 0 });
      expect(signed).toHaveLength(3);
      const together = await storeAt(endpoint, { clock });
      const heads = ['format.json', 'claims/1.0.json', 'versions/1.0.json'];
      const found = await Promise.all(heads.map((key) => together.head(key)));
      expect(found.map((head) => head?.size)).toEqual([0, 0, 0]);
      expect(remarks).toEqual([
        `the clock of this machine is 600 minutes ${off < 0 ? 'behind' : 'ahead of'} that of s3://models/bot at ${new URL(endpoint).host}: correct it (timedatectl)`,
      ]);
    },
  );

  it('says neither keys nor what the store said in any error', async () => {
    const hostile = `${KEYS.AWS_SECRET_ACCESS_KEY} <script>`;
    let failed = 0;
    for (const status of [200, 301, 400, 403, 404, 500]) {
      const endpoint = await startServer((_, answer) => answer.writeHead(status).end(hostile));
      const store = await storeAt(endpoint);
      const calls = [
        store.create('a', bodyOf('')),
        store.get('a', 1),
        store.read('a', 0),
        keysOf(store.list('')),
      ];
      for (const call of await Promise.allSettled(calls)) {
        if (call.status === 'fulfilled') continue;
        failed += 1;
        const { message, stack, cause } = call.reason as Error;
        for (const text of [message, stack, String(cause)]) {
          expect(text).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
          expect(text).not.toContain('<script>');
        }
      }
    }
    expect(failed).toBeGreaterThan(6);
  });

  it('asks Google with its own header, and others with that of HTTP', async () => {
    const seen: unknown[] = [];
    const endpoint = await startServer(({ headers }, answer) => {
      seen.push([headers['if-none-match'], headers['x-goog-if-generation-match']]);
      answer.end();
    });
    const { clock, onRemark } = surroundings();
    const location = locate({ url: 's3://models/bot', endpoint, region: 'auto' });
    const keys = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' };
    const credentials = { get: async () => keys, renew() {} };
    for (const isGoogle of [false, true]) {
      const store = s3Store({ location: { ...location, isGoogle }, credentials, clock, onRemark });
      expect(await store.create('a', bodyOf(''))).toBe('created');
    }
    expect(seen).toEqual([
      ['*', undefined],
      [undefined, '0'],
    ]);
  });
});

describe('what a store answers', () => {
  it('is not read past the limit, whether it says its size or not', async () => {
    let sent = 0;
    const endpoint = await startServer((asked, answer) => {
      if (asked.url?.endsWith('sized')) answer.writeHead(200, { 'content-length': 10 ** 12 });
      else answer.writeHead(200);
      const send = () => {
        for (; !answer.destroyed && answer.write(Buffer.alloc(65_536)); sent += 65_536);
        if (!answer.destroyed) answer.once('drain', send);
      };
      send();
    });
    const store = await storeAt(endpoint);
    for (const key of ['sized', 'unsized']) {
      await expect(store.get(key, 1000)).rejects.toMatchObject({ kind: 'too-large' });
    }
    expect(sent).toBeLessThan(50_000_000);
  });

  it('has to say how large a thing is', async () => {
    const endpoint = await startServer((_, answer) => answer.writeHead(200).end('some'));
    await expect((await storeAt(endpoint)).read('a', 0)).rejects.toMatchObject({ kind: 'damaged' });
  });

  it('has to be what was asked for: not the beginning again, and not another thing', async () => {
    const ignored = await startServer((_, answer) =>
      answer.writeHead(200, { 'content-length': 4 }).end('some'),
    );
    await expect((await storeAt(ignored)).read('a', 2)).rejects.toMatchObject({ kind: 'damaged' });
    let asked = 0;
    const changing = await startServer((_, answer) => {
      asked += 1;
      if (asked > 1) {
        const range = { 'content-range': 'bytes 4-7/8', 'content-length': 4 };
        answer.writeHead(206, { etag: '"b"', ...range }).end('more');
      } else {
        answer.writeHead(200, { etag: '"a"', 'content-length': 8 });
        answer.write('some', () => answer.destroy());
      }
    });
    const read = await (await storeAt(changing)).read('a', 0);
    const all = (async () => {
      for await (const _ of read?.bytes ?? []);
    })();
    await expect(all).rejects.toThrow('was changed while it was read');
  });
});
