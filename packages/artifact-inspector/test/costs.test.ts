import { describe, expect, it } from 'vitest';
import { outcome } from './support/inspect-bytes.js';
import {
  build,
  bytes,
  call,
  dict,
  dtype,
  FALSE,
  global,
  int,
  NONE,
  pickle,
  plainState,
  TRUE,
  text,
  tuple,
  uint,
} from './support/pickle.js';

/** A number of its own for each: LONG1 of 8 bytes, with the highest bits set. */
const wide = (number: number) => {
  const value = Buffer.alloc(8);
  value.writeUInt32LE(number);
  value.writeUInt32LE(0x0fffffff, 4);
  return bytes(0x8a, 8, value);
};
const times = (count: number, make: (at: number) => Buffer) =>
  bytes(...Array.from({ length: count }, (_, at) => make(at)));
const keys = (count: number, make: (at: number) => Buffer) =>
  bytes(
    '}(',
    times(count, (at) => bytes(make(at), NONE)),
    'u',
  );
const items = (count: number, make: (at: number) => Buffer) =>
  bytes(0x8f, '(', times(count, make), 0x90);
const listed = (count: number, make: (at: number) => Buffer) =>
  bytes('](', times(count, make), 'e');
const pair = (at: number) => bytes(wide(at), wide(at + 1), 0x86);
const float = (value: number) => {
  const content = Buffer.alloc(8);
  content.writeDoubleBE(value);
  return bytes('G', content);
};
const NAN = float(Number.NaN);
const OWN = global('src.models', 'Own');
const put = (at: number) => bytes('r', uint(4, at), '0');
const get = (at: number) => bytes('j', uint(4, at));

describe('different values that a file can give one hash, so that each is compared with all', () => {
  it.each<[name: string, content: Buffer]>([
    ['pairs of large numbers as keys', keys(7000, pair)],
    ['pairs of large numbers in a set', items(7000, pair)],
    ['and the set thrown away', bytes(items(7000, pair), '0', NONE)],
    ['pairs of fractions', keys(7000, (at) => bytes(float(at + 0.5), float(0.25), 0x86))],
    ['pairs in a set that is called', call(global('builtins', 'frozenset'), listed(7000, pair))],
    [
      'pairs in an ordered dictionary that is called',
      call(
        global('collections', 'OrderedDict'),
        listed(7000, (at) => bytes(pair(at), NONE, 0x86)),
      ),
    ],
    [
      'what is no number',
      call(
        global('builtins', 'set'),
        listed(7000, () => NAN),
      ),
    ],
    [
      'complex numbers',
      keys(7000, (at) => call(global('builtins', 'complex'), float(-1_000_003 * at), float(at))),
    ],
    [
      'decimals',
      keys(7000, (at) =>
        call(global('decimal', 'Decimal'), text(`${BigInt(at) * (2n ** 61n - 1n)}`)),
      ),
    ],
    [
      'sets of numbers in a set',
      items(7000, (at) =>
        bytes(
          '(',
          times(16, (each) => int(at + each)),
          0x91,
        ),
      ),
    ],
  ])('%s', async (_, content) => {
    expect(await outcome(pickle(content))).toBe('refused: limit hashing');
  });

  it.each<[name: string, content: Buffer]>([
    ['pairs of text', keys(20_000, (at) => bytes(text('BTC'), text(String(at)), 0x86))],
    ['a time and a name', keys(20_000, (at) => bytes(int(1_700_000_000 + at), text('BTC'), 0x86))],
    ['pairs of small numbers', keys(20_000, (at) => bytes(int(at), int(at % 50), 0x86))],
    [
      'days',
      keys(7000, (at) =>
        call(global('datetime', 'date'), bytes('C', 4, 7, 234, 1 + (at % 12), 1 + (at % 28))),
      ),
    ],
  ])('%s are usual keys', async (_, content) => {
    expect(await outcome(pickle(content))).toBe('clean');
  });
});

it('a long text that is compared with an equal one again and again', async () => {
  const long = bytes('X', uint(4, 2_000_000), Buffer.alloc(2_000_000, 'x'));
  const content = bytes(long, put(1), long, put(2), '}', get(1), NONE, 's');
  const again = times(20_000, () => bytes(get(2), NONE, 's'));
  expect(await outcome(pickle(content))).toBe('clean');
  expect(await outcome(pickle(content, again))).toBe('refused: limit hashing');
});

it('an integer of thousands of bytes', async () => {
  const integer = (length: number) => bytes(0x8b, uint(4, length), Buffer.alloc(length, 1));
  expect(await outcome(pickle(integer(2048)))).toBe('clean');
  expect(await outcome(pickle(integer(2049)))).toBe('refused: malformed bad-argument');
});

describe('keys and items that are gone through', () => {
  const SET = bytes(0x8f, put(9));

  it.each<[name: string, content: Buffer]>([
    ['a set in itself', bytes(0x8f, 'q\x00', '(h\x00', 0x90)],
    ['a set in a tuple in itself', bytes(SET, get(9), '(', get(9), 0x85, 0x90)],
    ['a set in a call in itself', bytes(SET, get(9), '(', call(OWN, get(9)), 0x90)],
  ])('%s has no end', async (_, content) => {
    expect(await outcome(pickle(content))).toContain('refused: limit key-depth');
  });

  it('many different tuples may be in one', async () => {
    const wideKey = bytes(
      '(',
      times(300, () => times(500, (at) => bytes(int(at % 256), 0x85))),
      't',
    );
    expect(await outcome(pickle('}', wideKey, NONE, 's'))).toBe('clean');
  });
});

describe('objects of C inside one another, which end one inside the other', () => {
  const DEQUE = global('collections', 'deque');
  const OBJECTS = dtype('O8', plainState(63));
  const chainOf = (levels: number, around: (inner: Buffer) => Buffer) =>
    bytes(
      NONE,
      times(levels, () => bytes(put(9), around(get(9)))),
    );
  const arrayOf = (inner: Buffer) =>
    bytes(
      call(
        global('numpy.core.multiarray', '_reconstruct'),
        global('numpy', 'ndarray'),
        tuple(int(0)),
        text('b'),
      ),
      tuple(int(1), tuple(int(1)), OBJECTS, FALSE, bytes(']', inner, 'a')),
      'b',
    );
  const AROUND: Readonly<Record<string, (inner: Buffer) => Buffer>> = {
    'a deque': (inner) => call(DEQUE, bytes(']', inner, 'a')),
    'a deque that is filled later': (inner) => bytes(call(DEQUE), inner, 'a'),
    'a dictionary with defaults': (inner) =>
      bytes(call(global('collections', 'defaultdict')), NONE, inner, 's'),
    'an array of objects': arrayOf,
  };

  it.each(Object.entries(AROUND))('%s', async (_, around) => {
    expect(await outcome(pickle(chainOf(400, around)))).toBe('clean');
    expect(await outcome(pickle(chainOf(600, around)))).toBe('refused: limit chain');
    expect(await outcome(pickle(chainOf(600, around), '0', NONE))).toBe('refused: limit chain');
  });

  it('put together from the outside in', async () => {
    const empty = times(600, () => call(DEQUE));
    expect(await outcome(pickle(empty, 'a'.repeat(599)))).toBe('refused: limit chain');
  });

  it('lists and tuples may be as deep as they like', async () => {
    const deep = times(2000, () => bytes(put(9), ']', get(9), 'a', 0x85));
    expect(await outcome(pickle(NONE, deep))).toBe('clean');
  });
});

describe('dtypes of fields of dtypes', () => {
  /** Each level has fields of the one before. */
  const nested = (levels: number, width: number) => {
    const names = Array.from({ length: width }, (_, at) => String.fromCharCode(97 + at));
    const level = bytes(
      put(9),
      call(global('numpy', 'dtype'), text('V8'), FALSE, TRUE),
      tuple(
        int(3),
        text('|'),
        NONE,
        tuple(...names.map(text)),
        dict(Object.fromEntries(names.map((name) => [name, tuple(get(9), int(0))]))),
        int(8),
        int(1),
        int(0),
      ),
      'b',
    );
    return bytes(
      dtype('f8'),
      times(levels, () => level),
    );
  };

  it('are gone through without a guard against depth, and shared ones each time', async () => {
    expect(await outcome(pickle(nested(8, 2)))).toBe('clean');
    expect(await outcome(pickle(nested(40, 1)))).toBe('refused: limit dtypes');
    expect(await outcome(pickle(nested(20, 2), '0', NONE))).toBe('refused: limit dtypes');
  });
});

it('what is given to a call counts each time that it is given, shared parts too', async () => {
  const shared = (levels: number) =>
    bytes(
      listed(100, () => float(1)),
      times(levels, () =>
        bytes(
          put(9),
          listed(100, () => get(9)),
        ),
      ),
    );
  const index = (data: Buffer) =>
    call(
      global('pandas.core.indexes.base', '_new_Index'),
      global('pandas.core.indexes.base', 'Index'),
      dict({ data }),
    );
  expect(await outcome(pickle(index(shared(0))))).toBe('clean');
  expect(await outcome(pickle(index(shared(4)), '0', NONE))).toBe('refused: limit given');
  const copies = times(3000, () => bytes(call(global('collections', 'deque'), get(9)), '0'));
  const long = listed(10_000, () => bytes(NONE));
  expect(await outcome(pickle(long, put(9), copies, NONE))).toBe('refused: limit given');
});

it('what was given counts, and gets no more later', async () => {
  const copies = times(3000, () => bytes(call(global('collections', 'deque'), get(9)), '0'));
  const filled = (length: number) =>
    pickle(']', put(9), get(9), '(', ')'.repeat(length), 'e', copies);
  expect(await outcome(filled(100))).toBe('clean');
  expect(await outcome(filled(10_000))).toBe('refused: limit given');
  const grown = pickle(']', put(9), copies, get(9), '(', ')'.repeat(100), 'e');
  expect(await outcome(grown)).toBe('refused: malformed target');
});

it('a state that holds itself is no deeper than its attributes', async () => {
  const own = bytes(build(global('src.models', 'Own')), '}q\x00', text('self'), 'h\x00sb');
  expect(await outcome(pickle(own))).toBe('warning: unlisted-import src.models.Own');
});
