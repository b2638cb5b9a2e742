import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryOf } from '../../../fs-scanner/test/temporary.js';
import { type Body, type Entry, type ObjectStore, proveCreateOnly } from '../../src/index.js';

/** What a text is as a body. */
export function bodyOf(text: string): Body {
  return { kind: 'bytes', bytes: Buffer.from(text) };
}

/** A file with some content, as a body. */
export function fileOf(content: Uint8Array | string, path = join(directoryOf({}), 'model.pkl')) {
  writeFileSync(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind: 'file', path, size: Buffer.byteLength(content), sha256 } as const;
}

/** All that comes, in one text. */
export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

/** The keys that a store lists. */
export async function keysOf(entries: AsyncIterable<Entry>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of entries) keys.push(key);
  return keys;
}

/**
 * What every store does, whatever it is made of.
 *
 * @param open gives one with nothing in it
 * @param races how often writers race for a key; null where a store is known to let several win
 */
export function describeStore(
  what: string,
  open: () => Promise<ObjectStore>,
  { races }: { readonly races: number | null },
): void {
  describe(`every store: ${what}`, () => {
    it('creates a key once', async () => {
      const store = await open();
      expect(await store.create('claims/1.4.json', bodyOf('first'))).toBe('created');
      expect(await store.create('claims/1.4.json', bodyOf('second'))).toBe('exists');
      expect(Buffer.from((await store.get('claims/1.4.json', 5)) ?? []).toString()).toBe('first');
    });

    it('creates a key from a file, once, and tells of the bytes', async () => {
      const store = await open();
      const file = fileOf('x'.repeat(700_000));
      let sent = 0;
      const onBytes = (count: number) => {
        sent += count;
      };
      expect(await store.create(`objects/${file.sha256}`, file, { onBytes })).toBe('created');
      expect(sent).toBe(700_000);
      expect(await store.create(`objects/${file.sha256}`, file)).toBe('exists');
      expect(await store.head(`objects/${file.sha256}`)).toMatchObject({ size: 700_000 });
    });

    it('stores nothing of a file that is another than was hashed', async () => {
      const store = await open();
      const file = fileOf('as it was hashed');
      for (const content of ['as it was_hashed', 'as it was', 'as it was hashed, and more']) {
        writeFileSync(file.path, content);
        const create = store.create(`objects/${file.sha256}`, file);
        await expect(create).rejects.toMatchObject({ name: 'StoreError', kind: 'damaged' });
      }
      expect(await keysOf(store.list(''))).toEqual([]);
    });

    it('stores an empty file and an empty body', async () => {
      const store = await open();
      const file = fileOf('');
      expect(await store.create('objects/a', file)).toBe('created');
      expect(await store.create('objects/b', bodyOf(''))).toBe('created');
      expect(await store.get('objects/a', 0)).toHaveLength(0);
      expect(await textOf((await store.read('objects/b', 0))?.bytes ?? empty())).toBe('');
    });

    it('replaces what is there, and what is not', async () => {
      const store = await open();
      await store.replace('hosts/a.json', Buffer.from('one'));
      await store.replace('hosts/a.json', Buffer.from('two, longer'));
      expect(Buffer.from((await store.get('hosts/a.json', 100)) ?? []).toString()).toBe(
        'two, longer',
      );
    });

    it('says null of a key that nothing is under', async () => {
      const store = await open();
      expect(await store.get('versions/1.0.json', 100)).toBeNull();
      expect(await store.read('versions/1.0.json', 0)).toBeNull();
      expect(await store.head('versions/1.0.json')).toBeNull();
    });

    it('reads no more than the limit', async () => {
      const store = await open();
      await store.create('format.json', bodyOf('123456'));
      expect(await store.get('format.json', 6)).toHaveLength(6);
      await expect(store.get('format.json', 5)).rejects.toMatchObject({ kind: 'too-large' });
    });

    it('reads from any byte on', async () => {
      const store = await open();
      await store.create('objects/a', bodyOf('0123456789'));
      for (const from of [0, 1, 9, 10]) {
        const read = await store.read('objects/a', from);
        expect(read?.size).toBe(10);
        expect(await textOf(read?.bytes ?? empty())).toBe('0123456789'.slice(from));
      }
    });

    it('says size and time of a key', async () => {
      const store = await open();
      await store.create('objects/a', bodyOf('0123456789'));
      const entry = await store.head('objects/a');
      expect(entry).toMatchObject({ key: 'objects/a', size: 10, modified: expect.any(Number) });
      expect(Math.abs((entry?.modified ?? 0) - Date.now())).toBeLessThan(3_600_000);
    });

    it('lists by prefix, in the order of bytes, from behind a key on', async () => {
      const store = await open();
      const keys = ['a/b', 'a.b', 'a-b', 'ab', 'a/b.json', 'a/c/d', 'b/1', 'a0'];
      for (const key of keys.filter((each) => each !== 'a/c/d')) {
        await store.create(key, bodyOf(key));
      }
      await store.create('a/c/d', bodyOf(''));
      const sorted = [...keys].sort();
      expect(await keysOf(store.list(''))).toEqual(sorted);
      expect(await keysOf(store.list('a/'))).toEqual(['a/b', 'a/b.json', 'a/c/d']);
      expect(await keysOf(store.list('a/b'))).toEqual(['a/b', 'a/b.json']);
      expect(await keysOf(store.list('c'))).toEqual([]);
      for (const after of sorted) {
        const behind = sorted.filter((key) => key > after);
        expect(await keysOf(store.list('', after))).toEqual(behind);
      }
      expect(await keysOf(store.list('', 'a/bb'))).toEqual(sorted.filter((key) => key > 'a/bb'));
    });

    it('deletes a key, and is content with one that is gone', async () => {
      const store = await open();
      await store.create('objects/a', bodyOf('1'));
      await store.delete('objects/a');
      await store.delete('objects/a');
      expect(await store.head('objects/a')).toBeNull();
      expect(await store.create('objects/a', bodyOf('2'))).toBe('created');
    });

    it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/.b', 'A', 'a b', 'a%2fb', 'a\0', 'ä'])(
      'refuses %j as a key',
      async (key) => {
        const store = await open();
        await expect(store.create(key, bodyOf(''))).rejects.toThrow(TypeError);
        await expect(store.replace(key, Buffer.of())).rejects.toThrow(TypeError);
        await expect(store.get(key, 1)).rejects.toThrow(TypeError);
        await expect(store.read(key, 0)).rejects.toThrow(TypeError);
        await expect(store.head(key)).rejects.toThrow(TypeError);
        await expect(store.delete(key)).rejects.toThrow(TypeError);
      },
    );

    it('stops where its caller does', async () => {
      const store = await open();
      const stopped = AbortSignal.abort(new Error('no longer wanted'));
      const options = { signal: stopped };
      await expect(store.create('a', bodyOf(''), options)).rejects.toThrow('no longer wanted');
      await expect(store.get('a', 1, options)).rejects.toThrow('no longer wanted');
      expect(await store.head('a')).toBeNull();
    });

    it.skipIf(races === null)('keeps create-only, and is proved to', async () => {
      const store = await open();
      await proveCreateOnly(store);
      expect(await keysOf(store.list(''))).toEqual([]);
    });

    it.skipIf(races === null)(`lets one of many win, ${races} times`, async () => {
      const store = await open();
      for (let race = 0; race < (races ?? 0); race += 1) {
        const key = `journal/${String(race).padStart(12, '0')}.json`;
        const writers = Array.from({ length: 8 }, (_, each) => `${each}`.repeat(each + 1));
        const ends = await Promise.all(writers.map((text) => store.create(key, bodyOf(text))));
        const won = writers.filter((_, each) => ends[each] === 'created');
        expect(won).toHaveLength(1);
        expect(Buffer.from((await store.get(key, 100)) ?? []).toString()).toBe(won[0]);
      }
    });
  });
}

async function* empty(): AsyncIterable<Uint8Array> {}
