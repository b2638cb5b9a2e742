import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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
  ['encoding.json', PROSE, true],
  ['table.npz', PROSE, true],
  ['table.csv', PROSE, true],
  ['net.pt', PROSE, true],
  ['encoder_v1.0.pkl', PROSE, true],
  // Compressed, by the name below that; joblib compresses into a name that says no more.
  ['encoder.pkl.gz', gzipSync(PICKLE), true],
  ['encoder.z', gzipSync(PICKLE), true],
  ['encoder_v1.0.xz', '', true],
  ['prices.csv.gz', gzipSync(PROSE), false],
  ['prices.tar.bz2', '', false],
  // By the content, where the name says nothing.
  ['encoder.dill', PICKLE, true],
  ['encoder', CALLS, true],
  ['encoder_v1.0', PICKLE, true],
  ['notes.md', PROSE, false],
  ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), false],
  ['empty.yaml', '', false],
  // A text is LightGBM's where it begins so.
  ['symbols.txt', 'BTCUSDT\nETHUSDT\n', false],
  ['booster.txt', 'tree\nversion=v4\n', true],
  ['symbols.txt', PICKLE, true],
  ['symbols.txt', CALLS, true],
])('%s: %j', async (name, content, expected) => {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  expect(await isInspectable(path, name)).toBe(expected);
});
