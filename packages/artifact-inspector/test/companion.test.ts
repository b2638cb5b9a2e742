import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isInspectable } from '../src/index.js';

const PICKLE = Buffer.from('\x80\x04N.', 'latin1');
const CALLS = "cos\nsystem\n(S'true'\ntR.";
const PROSE = 'What was tried, and what came of it.\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'companion-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it.each<[string, string | Buffer, boolean]>([
  // By the name, whatever is in it.
  ['encoder.pkl', PROSE, true],
  ['encoder.SAV', PROSE, true],
  ['encoding.json', PICKLE, false],
  ['table.npz', PROSE, true],
  ['table.csv', PROSE, false],
  ['net.pt', PROSE, true],
  ['encoder_v1.0.pkl', PROSE, true],
  // Compressed, by the name below that; joblib compresses into a name that says no more.
  ['encoder.pkl.gz', gzipSync(PICKLE), true],
  ['encoder.z', gzipSync(PICKLE), true],
  ['encoder_v1.0.xz', '', true],
  ['prices.csv.gz', gzipSync(PROSE), false],
  ['prices.tar.bz2', '', false],
  // By the content, where the name says nothing.
  ['encoder_v1.0.bin', deflateSync(PICKLE), true],
  ['encoder.dat', gzipSync(CALLS), true],
  ['encoder.dat.gz', gzipSync(PICKLE), true],
  ['encoder.dat', Buffer.from('BZh91AY&SY'), true],
  ['encoder.dat', Buffer.from(']\0\x01\0\0'), true],
  ['encoder.dat', `ZF${'0x1f'.padEnd(19)}x`, true],
  ['notes.md', 'ZFUSDT and its like\n', false],
  ['notes.md', 'x,y\n1,2\n', false],
  ['notes.md.gz', gzipSync(PROSE), false],
  ['prices.bin', deflateSync(PROSE), false],
  ['encoder.dill', PICKLE, true],
  ['encoder', CALLS, true],
  ['encoder_v1.0', PICKLE, true],
  ['notes.md', PROSE, false],
  ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), false],
  ['empty.yaml', '', false],
  ['symbols.txt', 'BTCUSDT\nETHUSDT\n', false],
])('%s: %j', async (name, content, expected) => {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  expect(await isInspectable(path, name)).toBe(expected);
});

it('what is longer than is looked at may be a pickle further on', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, `${'N0'.repeat(10_000_001)}${CALLS}`);
  expect(await isInspectable(path, 'encoder.dat')).toBe(true);
});
