import { describe, expect, it } from 'vitest';
import {
  parseFloatLine,
  parseIndex,
  parseInteger,
  parseLong,
  parseQuoted,
  parseRawUnicode,
  readLong,
} from '../src/pickle/literals.js';
import { HUGE, OTHER } from '../src/values/values.js';

describe.each<
  [name: string, parse: (line: string) => unknown, cases: [string, unknown][], bad: string[]]
>([
  [
    'INT',
    parseInteger,
    [
      ['0', 0],
      ['00', false],
      ['01', true],
      ['-12', -12],
      ['9007199254740993', OTHER],
    ],
    ['', 'x', '1.5', '0x10', '1_0', ' 1'],
  ],
  [
    'LONG',
    parseLong,
    [
      ['5L', 5],
      ['-5', -5],
      ['9007199254740993L', OTHER],
      ['99999999999999999999L', HUGE],
    ],
    ['', 'L', 'xL', '5LL'],
  ],
  [
    'FLOAT',
    parseFloatLine,
    [
      ['1.5', 1.5],
      ['-1e-05', -1e-5],
      ['.5', 0.5],
      ['inf', Number.POSITIVE_INFINITY],
      ['-inf', Number.NEGATIVE_INFINITY],
      ['nan', Number.NaN],
    ],
    ['', 'x', '1,5', '0x1'],
  ],
  [
    'GET and PUT',
    parseIndex,
    [
      ['0', 0],
      ['42', 42],
    ],
    ['', '-1', ' 1', '1_0', '1.0', '99999999999'],
  ],
  [
    'STRING',
    parseQuoted,
    [
      ["'ab'", 'ab'],
      ['"a\'b"', "a'b"],
      ["'\\x5f\\x5F'", '__'],
      ["'a\\\\b\\'\\n'", "a\\b'\n"],
    ],
    ['', "'", "'a", 'a', "'\\q'"],
  ],
  [
    'UNICODE',
    parseRawUnicode,
    [
      ['ab', 'ab'],
      ['\\u0041\\U0001F600', 'A😀'],
      ['\\n', '\\n'],
      ['\u00e9', 'é'],
    ],
    ['\\U00110000'],
  ],
])('%s', (_, parse, cases, bad) => {
  it.each(cases)('%j is %s', (line, expected) => expect(parse(line)).toBe(expected));
  it.each(bad)('%j is refused', (line) => expect(() => parse(line)).toThrow('refused'));
});

it.each<[bytes: number[], expected: unknown]>([
  [[], 0],
  [[1], 1],
  [[0xff], -1],
  [[0, 1], 256],
  [[0, 0, 0, 0, 0, 0x80], -(2 ** 47)],
  [[255, 255, 255, 255, 255, 255, 0], 2 ** 48 - 1],
  [[0, 0, 0, 0, 0, 0, 0, 1], OTHER],
  [[0, 0, 0, 0, 0, 0, 0, 0, 1], HUGE],
  [[0, 0, 0, 0, 0, 0, 0xff], OTHER],
])('LONG1 %j is %s', (bytes, expected) => expect(readLong(Buffer.from(bytes))).toBe(expected));
