import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { brief, inspectBytes } from './support/inspect-bytes.js';
import {
  array,
  bytes,
  call,
  dtype,
  global,
  int,
  pickle,
  plainState,
  text,
  tuple,
  uint,
  uint64,
} from './support/pickle.js';
import { processorTime } from './support/processor-time.js';

const MEBIBYTE = 2 ** 20;

/** Each list holds the one before ten times, so that a small file is 10^30 objects to whoever walks it. */
function laughs(levels: number): Buffer {
  const level = (at: number) =>
    bytes('0](', bytes('h', at).toString('latin1').repeat(10), 'eq', at + 1);
  return bytes(']q\x00', ...Array.from({ length: levels }, (_, at) => level(at)));
}

const zeros = () =>
  pickle(array({ shape: tuple(int(6_000_000)) }, bytes(0, Buffer.alloc(48_000_000))));
const many = (part: Buffer, count: number) => Buffer.alloc(part.length * count, part);

const BOMBS: readonly (readonly [name: string, make: () => Buffer, found: string])[] = [
  ['lists of lists of lists', () => pickle(laughs(30)), 'limit expanded-nodes'],
  ['5,000,000 nested marks', () => pickle(many(bytes('('), 5_000_000)), 'limit marks'],
  [
    '5,000,000 nested lists',
    () => pickle(many(bytes(']'), 5_000_000), many(bytes('a'), 4_999_999)),
    'limit nodes',
  ],
  ['5,000,000 nested tuples', () => pickle(')', many(bytes(0x85), 5_000_000)), 'limit nodes'],
  ['5,000,000 memo entries', () => pickle('N', many(bytes(0x94), 5_000_000)), 'limit memo'],
  [
    '20,000,000 values on the stack',
    () => pickle('(', many(bytes('N'), 20_000_000), 't'),
    'limit stack',
  ],
  [
    '20,000,000 references',
    () => pickle(']q\x00', many(bytes('(', 'h\x00'.repeat(1000), 'e'), 20_000)),
    'limit references',
  ],
  [
    '2,000 imports',
    () => pickle('](', ...Array.from({ length: 2000 }, (_, at) => global('a', `b${at}`)), 'e'),
    'limit imports',
  ],
  ['a string of 2^62 bytes', () => pickle(0x8d, uint64(2n ** 62n), 'x'), 'malformed array-size'],
  ['bytes of 4 GiB', () => pickle('B', uint(4, 2 ** 32 - 1), 'x'), 'malformed array-size'],
  ['a frame of 2^62 bytes', () => pickle(0x95, uint64(2n ** 62n), 'N'), 'malformed frame'],
  ['an integer of 2 GiB', () => pickle(0x8b, uint(4, 2 ** 31 - 1), 'x'), 'malformed bad-argument'],
  ['a line without an end', () => pickle('V', Buffer.alloc(40 * MEBIBYTE, 'a')), 'limit line'],
  [
    'items of 1 GB',
    () => pickle(array({ dtype: dtype('S999999999', plainState(0, 999_999_999, 1)) })),
    'malformed array-size',
  ],
  ['48 MB of zeros in 48 KB', () => gzipSync(zeros()), 'limit ratio'],
  [
    '24 MiB of nothing in 24 KiB',
    () => deflateSync(pickle(many(bytes('N0'), 12 * MEBIBYTE))),
    'limit opcodes',
  ],
  [
    'a bomb of bytes',
    () =>
      gzipSync(pickle(many(bytes('B', uint(4, 8 * MEBIBYTE), Buffer.alloc(8 * MEBIBYTE), '0'), 6))),
    'limit ratio',
  ],
  [
    '500,000 calls',
    () => pickle('](', many(call(global('collections', 'OrderedDict')), 500_000), 'e'),
    'limit nodes',
  ],
  [
    '40 MB of short texts',
    () => pickle('](', many(text('abcdefgh'), 4_000_000), 'e'),
    'limit stack',
  ],
];

/** Ordinary work of known size, in the same process: the measure of what a bomb may cost on this machine. */
const ORDINARY = pickle(many(bytes('N0'), 500_000), 'N');
/** What it cost when it was last measured. */
let unit: Promise<number> | null = null;
const measured = () => processorTime(() => inspectBytes(ORDINARY));
/** So many times the cost of ordinary work: some 40,000,000 plain instructions. */
const MOST = 40;

it.each(BOMBS)('%s', async (_, make, found) => {
  const content = make();
  const before = process.resourceUsage().maxRSS;
  const ratios: number[] = [];
  // The best of three, each with a measure of its own but the first: another program may disturb one of them.
  while (ratios.length < 3 && !ratios.some((ratio) => ratio < MOST)) {
    if (ratios.length > 0) unit = null;
    unit ??= measured();
    const time = await processorTime(async () => {
      const { verdict, findings } = await inspectBytes(content);
      expect(findings.map(brief)).toContain(found);
      expect(verdict).toBe('refused');
    });
    ratios.push(time / (await unit));
  }
  expect(Math.min(...ratios)).toBeLessThan(MOST);
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(256);
});
