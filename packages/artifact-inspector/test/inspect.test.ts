import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { inspectDescriptor, inspectFile } from '../src/index.js';
import { brief, inspectBytes, withFolder } from './support/inspect-bytes.js';
import { array, build, bytes, call, global, int, pickle, text, tuple } from './support/pickle.js';

const LARGE = pickle(
  '](',
  array({ shape: tuple(int(500_000)) }, bytes(0, Buffer.alloc(4_000_000))),
  'e',
);

it.each<[name: string, content: Buffer]>([
  ['a raw file', pickle(text('a'))],
  ['arrays that are passed over', LARGE],
  ['a compressed file', gzipSync(LARGE)],
  ['a file that is refused at once', bytes(0xff, Buffer.alloc(3_000_000, 1))],
  ['a damaged compressed file', bytes(gzipSync(LARGE).subarray(0, 1000), Buffer.alloc(2_000_000))],
  ['a compression that is not read', bytes('BZh9', Buffer.alloc(2_000_000))],
  ['an empty file', Buffer.alloc(0)],
])('gives the SHA-256 of all bytes of %s', async (_, content) => {
  const { bytes } = await inspectBytes(content, { sha256: true });
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(bytes).toEqual({ size: content.length, sha256 });
});

const TIMES = process.env.PROOFS === 'full' ? 50 : 10;

it.each<[name: string, content: Buffer]>([
  ['content is wrong', gzipSync(bytes(0xff, randomBytes(3_000_000)))],
  ['header is wrong', bytes('x', 0xff, randomBytes(3_000_000))],
  ['header is all there is', bytes(0x1f, 0x8b, 0xff)],
])('stops reading a compressed file whose %s', async (_, content) => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  for (let time = 0; time < TIMES; time++) {
    expect((await inspectBytes(content, { sha256: true })).bytes.sha256).toBe(sha256);
    expect((await inspectBytes(content)).verdict).toBe('refused');
  }
});

it('gives no SHA-256 unless it is asked for', async () => {
  expect((await inspectBytes(pickle('N'))).bytes).toEqual({ size: 4, sha256: null });
});

it('says where each import is and how it is used', async () => {
  const content = pickle('](', build(global('own', 'Model')), call(global('numpy', 'load')), 'e');
  expect((await inspectBytes(content)).findings).toEqual([
    {
      kind: 'unlisted-import',
      module: 'own',
      name: 'Model',
      offset: 4,
      opcode: 'GLOBAL',
      use: 'built',
    },
    {
      kind: 'unlisted-library-import',
      module: 'numpy',
      name: 'load',
      offset: 31,
      opcode: 'REDUCE',
      use: 'called',
    },
  ]);
});

it('is about the descriptor, whatever takes the place of the file', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'a');
    writeFileSync(path, pickle(call(global('numpy', 'load'))));
    writeFileSync(join(folder, 'b'), pickle('N'));
    const descriptor = openSync(path, 'r');
    renameSync(join(folder, 'b'), path);
    for (let time = 0; time < 2; time++) {
      expect((await inspectDescriptor(descriptor)).verdict).toBe('refused');
    }
    closeSync(descriptor);
    expect((await inspectFile(path)).verdict).toBe('clean');
  }));

it('takes regular files only, and waits for nothing', () =>
  withFolder(async (folder) => {
    mkdirSync(join(folder, 'directory'));
    symlinkSync('directory', join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const found = async (name: string) =>
      (await inspectFile(join(folder, name))).findings.map(brief);
    expect(await found('directory')).toEqual(['not-a-file directory']);
    expect(await found('link')).toEqual(['not-a-file symlink']);
    expect(await found('fifo')).toEqual(['not-a-file other']);
    await expect(inspectFile(join(folder, 'missing'))).rejects.toMatchObject({
      message: expect.stringContaining('missing'),
      cause: { code: 'ENOENT' },
    });
  }));

it('ends when its signal says so', async () => {
  const reason = new Error('enough');
  const content = pickle('](', ...Array.from({ length: 50 }, () => array()), 'e');
  await expect(inspectBytes(content, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

it('lets other work of the process have its turn', async () => {
  const stop = new AbortController();
  const reason = new Error('meanwhile');
  setImmediate(() => stop.abort(reason));
  const content = pickle('N0'.repeat(1_500_000), 'N');
  await expect(inspectBytes(content, { signal: stop.signal })).rejects.toBe(reason);
});

it.each([
  [
    'an LFS pointer',
    'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n',
    'git-lfs-pointer',
  ],
  ['an error page', '\n<!DOCTYPE html>\n<title>404</title>', 'html'],
  ['an XML error', '<?xml version="1.0"?><Error/>', 'html'],
  ['a zip archive', 'PK\x03\x04\x14\x00\x00\x00', 'zip'],
  ['nothing', '', 'empty'],
  ['zeros', '\0'.repeat(1000), 'zeros'],
  ['text that joblib takes for zlib', 'x, y\n1, 2\n', 'text'],
  ['text', 'hello, world', 'text'],
])('calls %s what it is', async (_, content, found) => {
  expect((await inspectBytes(Buffer.from(content, 'latin1'))).findings).toEqual([
    { kind: 'not-a-model', found },
  ]);
});
