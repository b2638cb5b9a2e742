import { expect, it } from 'vitest';
import { readUbjson } from '../src/summary/ubjson.js';
import { bytes } from './support/pickle.js';

const length = (value: number) => bytes('L', 0, 0, 0, 0, 0, 0, 0, value);
const key = (name: string) => bytes(length(name.length), name);
const text = (value: string) => bytes('S', key(value));

it.each<[name: string, content: Buffer, expected: unknown]>([
  [
    'an object',
    bytes('{', key('a'), text('b'), key('c'), 'T}'),
    new Map<string, unknown>([
      ['a', 'b'],
      ['c', true],
    ]),
  ],
  [
    'numbers',
    bytes('[i', 0xff, 'U', 0xff, 'I', 1, 0, 'l', 0, 1, 0, 0, 'd', 0x3f, 0x80, 0, 0, ']'),
    [-1, 255, 256, 65536, 1],
  ],
  ['a short array of one type', bytes('[$U#', length(3), 1, 7, 4), [1, 7, 4]],
  [
    'trees, passed over',
    bytes('{', key('t'), '[$d#', length(17), Buffer.alloc(68), key('z'), 'Z}'),
    new Map([
      ['t', null],
      ['z', null],
    ]),
  ],
  ['an array with a length', bytes('[#', length(2), text('a'), text('b')), ['a', 'b']],
  ['no UBJSON', bytes('binf'), null],
  ['a cut off object', bytes('{', key('a')), null],
  ['a length past the end', bytes('S', length(200), 'x'), null],
  ['a negative length', bytes('Si', 0xff, 'x'), null],
  ['100 levels', bytes('['.repeat(100), ']'.repeat(100)), null],
])('%s', (_, content, expected) => expect(readUbjson(content)).toEqual(expected));

it('ends at values that take no bytes', () => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(100_000);
  const list = Buffer.concat([Buffer.from('[$T#l'), length]);
  const bytes = Buffer.concat([
    Buffer.from('['),
    ...Array.from({ length: 12_000 }, () => list),
    Buffer.from(']'),
  ]);
  expect(readUbjson(bytes)).toBeNull();
});
