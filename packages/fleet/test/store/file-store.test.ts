import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { directoryOf } from '../../../fs-scanner/test/temporary.js';
import { openStore } from '../../src/index.js';
import { bodyOf, describeStore, fileOf, keysOf } from './contract.js';
import { surroundings } from './surroundings.js';

const open = (folder: string) => openStore({ url: pathToFileURL(folder).href }, surroundings());

describeStore('a folder', () => open(directoryOf({})), {
  races: process.env.PROOFS === 'full' ? 1000 : 40,
});

describe('a store in a folder', () => {
  it('does not make the folder itself, which may not be mounted', async () => {
    const store = await open(join(directoryOf({}), 'not mounted'));
    await expect(store.create('format.json', bodyOf('{}'))).rejects.toMatchObject({
      kind: 'no-store',
    });
    await expect(store.get('format.json', 10)).rejects.toMatchObject({ kind: 'no-store' });
    await expect(keysOf(store.list(''))).rejects.toMatchObject({ kind: 'no-store' });
    await expect(store.delete('format.json')).rejects.toMatchObject({ kind: 'no-store' });
  });

  it('follows no symlink out of the folder', async () => {
    const [folder, outside] = [directoryOf({}), directoryOf({})];
    writeFileSync(join(outside, 'secret'), 'secret');
    symlinkSync(outside, join(folder, 'objects'));
    symlinkSync(join(outside, 'secret'), join(folder, 'format.json'));
    const store = await open(folder);
    const damaged = { kind: 'damaged' };
    await expect(store.get('objects/secret', 10)).rejects.toMatchObject(damaged);
    await expect(store.get('format.json', 10)).rejects.toMatchObject(damaged);
    await expect(store.read('format.json', 0)).rejects.toMatchObject(damaged);
    await expect(store.create('objects/a', bodyOf('a'))).rejects.toMatchObject(damaged);
    await expect(store.delete('objects/secret')).rejects.toMatchObject(damaged);
    expect(await store.create('format.json', bodyOf('a'))).toBe('exists');
    expect(await keysOf(store.list(''))).toEqual([]);
    await store.replace('format.json', Buffer.from('{}'));
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  it('lists nothing that is no key: what others keep there, and what is being written', async () => {
    const folder = directoryOf({});
    const store = await open(folder);
    await store.create('objects/a', bodyOf('a'));
    for (const name of ['.new-000000000000000000000000', '.stfolder', 'A.json', 'ä', 'a\nb']) {
      writeFileSync(join(folder, 'objects', name), '');
    }
    mkdirSync(join(folder, '.stversions'));
    expect(await keysOf(store.list(''))).toEqual(['objects/a']);
  });

  it('removes what a killed writer left a day ago, and nothing younger', async () => {
    const folder = directoryOf({});
    mkdirSync(join(folder, 'objects'));
    const [old, young] = ['.new-000000000000000000000000', '.new-111111111111111111111111'];
    const others = ['.new-old', 'notes'];
    for (const name of [old, young, ...others]) writeFileSync(join(folder, 'objects', name), '');
    const before = Date.now() / 1000 - 2 * 86_400;
    for (const name of [old, ...others]) utimesSync(join(folder, 'objects', name), before, before);
    const store = await open(folder);
    await store.create('objects/a', bodyOf('a'));
    expect(readdirSync(join(folder, 'objects')).sort()).toEqual([young, '.new-old', 'a', 'notes']);
  });

  it('leaves nothing of a write that failed', async () => {
    const folder = directoryOf({});
    const store = await open(folder);
    const file = fileOf('as it was hashed');
    writeFileSync(file.path, 'as it is');
    await expect(store.create('objects/a', file)).rejects.toThrow('was changed');
    await store.create('objects/b', bodyOf('b'));
    await store.create('objects/b', bodyOf('c'));
    expect(readdirSync(join(folder, 'objects'))).toEqual(['b']);
  });

  it('gives files and folders the permissions of its folder, whatever the umask', async () => {
    const folder = directoryOf({});
    const mode = (name: string) => (statSync(join(folder, name)).mode & 0o7777).toString(8);
    chmodSync(folder, 0o2775);
    const umask = process.umask(0o077);
    try {
      const store = await open(folder);
      await store.create('objects/a', bodyOf('a'));
      await store.replace('hosts/a.json', Buffer.from('{}'));
    } finally {
      process.umask(umask);
    }
    expect(['objects', 'objects/a', 'hosts', 'hosts/a.json'].map(mode)).toEqual([
      '2775',
      '644',
      '2775',
      '644',
    ]);
  });

  it('takes a folder whose name has to be escaped in a URL', async () => {
    const folder = join(directoryOf({}), 'with space#?%');
    mkdirSync(folder);
    const store = await open(folder);
    await store.create('format.json', bodyOf('{}'));
    expect(readdirSync(folder)).toEqual(['format.json']);
  });
});

describe('openStore', () => {
  it.each(['http://x/y', '/mnt/models', 'file://host/x', 'file:///a%2fb', 'ftp://x', ''])(
    'refuses %j',
    async (url) => {
      await expect(openStore({ url }, surroundings())).rejects.toMatchObject({
        name: 'StoreError',
        kind: 'unsupported',
      });
    },
  );
});
