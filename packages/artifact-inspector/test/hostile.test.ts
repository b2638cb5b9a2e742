import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { outcome } from './support/inspect-bytes.js';
import {
  array,
  build,
  bytes,
  call,
  dict,
  dtype,
  FALSE,
  global,
  int,
  NONE,
  objectArray,
  pickle,
  plainState,
  stackGlobal,
  TRUE,
  text,
  tuple,
  uint,
  uint64,
  WRAPPER,
  wrapperState,
} from './support/pickle.js';

const SYSTEM = global('posix', 'getpid');
const SCALER = global('sklearn.preprocessing._data', 'StandardScaler');
const BUNCH = global('sklearn.utils._bunch', 'Bunch');
const OBJECT = global('builtins', 'object');

/** A dtype of 8 bytes with one field; its dictionary of fields is in the memo at 99. */
function fieldsOf(field: Buffer, offset: number): Buffer {
  const fields = bytes(dict({ a: tuple(field, int(offset)) }), 'q', 99);
  const names = tuple(text('a'));
  return dtype('V8', tuple(int(3), text('|'), NONE, names, fields, int(8), int(1), int(0)));
}

/** Instructions that leave one value on the stack, and what is found. None of them is ever loaded. */
const HOSTILE: readonly (readonly [name: string, payload: Buffer, found: string])[] = [
  ['a call by REDUCE', call(SYSTEM), 'standard-library-import posix.getpid'],
  ['a call by OBJ', bytes('(', SYSTEM, 'o'), 'standard-library-import posix.getpid'],
  ['a call by INST', bytes('(iposix\ngetpid\n'), 'standard-library-import posix.getpid'],
  [
    'a call of a name from the stack',
    call(stackGlobal('builtins', 'len'), text('x')),
    'standard-library-import builtins.len',
  ],
  [
    'a name of Python 2',
    call(global('commands', 'getstatus')),
    'standard-library-import commands.getstatus',
  ],
  ['a reference without a call', SYSTEM, 'standard-library-import posix.getpid'],
  [
    'a reference that is thrown away',
    bytes(SYSTEM, '0', NONE),
    'standard-library-import posix.getpid',
  ],
  [
    'a call under a harmless package',
    call(global('numpy', 'load'), text('x')),
    'unlisted-library-import numpy.load',
  ],
  [
    'a call of a name that may only be referred to',
    call(SCALER),
    'unlisted-library-import sklearn.preprocessing._data.StandardScaler',
  ],
  [
    'a function handed to one that calls it',
    call(global('numpy.random._pickle', '__randomstate_ctor'), text('x'), global('numpy', 'load')),
    'malformed arguments: unlisted-library-import numpy.load',
  ],
  [
    'a function handed to a constructor by keyword',
    bytes(SCALER, ')', dict({ a: global('numpy', 'load') }), 0x92),
    'unlisted-library-import sklearn.preprocessing._data.StandardScaler: unlisted-library-import numpy.load',
  ],
  [
    'a base that _reconstructor calls',
    call(global('copyreg', '_reconstructor'), SCALER, global('numpy', 'load'), NONE),
    'malformed arguments',
  ],
  [
    'an array of any size from _reconstruct',
    call(
      global('numpy.core.multiarray', '_reconstruct'),
      global('numpy', 'ndarray'),
      tuple(int(-1)),
      text('b'),
    ),
    'malformed arguments',
  ],
  [
    'memory of any size from bytearray',
    call(global('builtins', 'bytearray'), int(-1)),
    'malformed arguments',
  ],
  [
    'another codec than Latin-1',
    call(global('_codecs', 'encode'), text('x'), text('rot13')),
    'malformed arguments',
  ],
  [
    'a set of a range of any length',
    call(global('builtins', 'set'), call(global('builtins', 'range'), int(2 ** 31 - 1))),
    'malformed arguments',
  ],
  ['a call of what is no import', call(text('x')), 'malformed callee'],
  ['a call of the result of a call', call(call(global('builtins', 'set'))), 'malformed callee'],
  ['NEWOBJ of what is no import', build(text('x')), 'malformed callee'],
  ['BUILD on an import', bytes(SCALER, '}b'), 'malformed target'],
  ['SETITEM on an import', bytes(SCALER, text('a'), NONE, 's'), 'malformed target'],
  ['SETITEMS on an import', bytes(SCALER, '(', text('a'), NONE, 'u'), 'malformed target'],
  ['APPEND on an import', bytes(SCALER, NONE, 'a'), 'malformed target'],
  ['APPENDS on an import', bytes(SCALER, '(', NONE, 'e'), 'malformed target'],
  ['ADDITEMS on an import', bytes(SCALER, '(', NONE, 0x90), 'malformed target'],
  ['ADDITEMS on an object', bytes(build(SCALER), '(', NONE, 0x90), 'malformed target'],
  [
    'APPEND on an object whose state may hold an append of its own',
    bytes(build(SCALER), dict({ append: NONE }), 'b', NONE, 'a'),
    'malformed target',
  ],
  [
    'APPEND on a mapping whose items are attributes',
    bytes(build(BUNCH), text('extend'), NONE, 's', NONE, 'a'),
    'malformed target',
  ],
  ['a second BUILD', bytes(build(SCALER), '}b}b'), 'malformed second-build'],
  [
    'a state with __class__',
    bytes(build(SCALER), dict({ __class__: NONE }), 'b'),
    'malformed unsafe-state',
  ],
  [
    'a state with __class__ for setattr',
    bytes(build(SCALER), tuple(NONE, dict({ __class__: WRAPPER })), 'b'),
    'malformed unsafe-state',
  ],
  [
    'a state with __class__ in another mapping',
    bytes(
      build(SCALER),
      tuple(
        NONE,
        bytes(call(global('collections', 'OrderedDict')), text('__class__'), WRAPPER, 's'),
      ),
      'b',
    ),
    'malformed unsafe-state',
  ],
  [
    'a state with a key that is an object',
    bytes(build(SCALER), '}', build(BUNCH), NONE, 'sb'),
    'malformed unsafe-state',
  ],
  [
    "an object's own keys() for OrderedDict to call",
    call(global('collections', 'OrderedDict'), bytes(build(SCALER), dict({ keys: NONE }), 'b')),
    'malformed arguments',
  ],
  ['a dotted name', stackGlobal('sklearn', 'os.system'), 'malformed import-name'],
  ['a dotted name in GLOBAL', global('sklearn', 'os.system'), 'malformed import-name'],
  ['a name that is no text', bytes(text('os'), int(1), 0x93), 'malformed import-name'],
  ['a name too long to be one', stackGlobal('os', 'a'.repeat(2000)), 'malformed import-name'],
  ['a name with a line end', stackGlobal('sklearn', 'a\nb'), 'malformed import-name'],
  ['extension code 1', bytes(0x82, 1), 'malformed extension-code'],
  ['extension code 2', bytes(0x83, uint(2, 1)), 'malformed extension-code'],
  ['extension code 4', bytes(0x84, uint(4, 1)), 'malformed extension-code'],
  ['a persistent id', bytes('Pid\n'), 'malformed persistent-id'],
  ['a persistent id from the stack', bytes(text('id'), 'Q'), 'malformed persistent-id'],
  ['an out-of-band buffer', bytes(0x97), 'malformed out-of-band-buffer'],
  ['a read-only buffer', bytes(NONE, 0x98), 'malformed out-of-band-buffer'],
  ['an unknown opcode', bytes(0xff), 'malformed unknown-opcode'],
  ['a memo entry never written', bytes('h', 9), 'malformed memo'],
  ['a memo entry never written, in text', bytes('g9\n'), 'malformed memo'],
  ['a memo entry far away', bytes(NONE, 'r', uint(4, 4_000_000_000)), 'limit memo'],
  ['a memo index that is no plain number', bytes(NONE, 'p0_1\n'), 'malformed bad-argument'],
  ['protocol 6', bytes(0x80, 6, NONE), 'malformed protocol'],
  ['a value below the mark', bytes(NONE, '(', 0x85), 'malformed stack'],
  ['a mark never set', bytes('t'), 'malformed stack'],
  ['a string with a negative length', bytes('T', uint(4, 2 ** 32 - 1)), 'malformed bad-argument'],
  ['an integer that is none', bytes('Ix\n'), 'malformed bad-argument'],
  ['a float that is none', bytes('Fx\n'), 'malformed bad-argument'],
  ['a quoted string without a quote', bytes('Sx\n'), 'malformed bad-argument'],
  ['a string across the end of a frame', bytes(0x95, uint64(3), text('abcdef')), 'malformed frame'],
  [
    'an argument across the end of a frame',
    bytes(0x95, uint64(2), 'J', uint(4, 1)),
    'malformed frame',
  ],
  ['a frame in a frame', bytes(0x95, uint64(12), 0x95, uint64(1), NONE), 'malformed frame'],
  ['a frame that goes on after STOP', bytes(0x95, uint64(20), NONE), 'malformed frame'],
  ['a dtype with a second state', bytes(dtype('f8'), plainState(0), 'b'), 'malformed second-build'],
  [
    'a dtype that claims to hold objects',
    dtype('f8', plainState(1)),
    'malformed array-description',
  ],
  ['an object dtype that denies it', dtype('O8', plainState(0)), 'malformed array-description'],
  ['text items of negative size', dtype('U1', plainState(8, -4, 4)), 'malformed array-description'],
  [
    'a dtype state of another version',
    dtype('f8', tuple(int(2), text('<'))),
    'malformed array-description',
  ],
  [
    'a dtype with a subarray',
    dtype('V8', tuple(int(3), text('|'), tuple(NONE), NONE, NONE, int(8), int(1), int(0))),
    'malformed array-description',
  ],
  [
    'an object dtype that does not say that it is a list',
    dtype('O8', plainState(1)),
    'malformed array-description',
  ],
  [
    'a dtype that says its items are pointers',
    dtype('f8', plainState(4)),
    'malformed array-description',
  ],
  ['a dtype that was not made by a call', build(global('numpy', 'dtype')), 'malformed arguments'],
  [
    'a field of objects in a dtype of bytes',
    fieldsOf(dtype('O8'), 0),
    'malformed array-description',
  ],
  ['a field that reaches out of the item', fieldsOf(dtype('f8'), 4), 'malformed array-description'],
  ['a field before the item', fieldsOf(dtype('f8'), -8), 'malformed array-description'],
  [
    'a field that is changed after it was checked',
    bytes(fieldsOf(dtype('f8'), 0), '0h', 99, text('a'), tuple(dtype('O8'), int(0)), 's'),
    'malformed target',
  ],
  [
    'joblib 0.9 arrays',
    build(global('joblib.numpy_pickle', 'NDArrayWrapper')),
    'unlisted-library-import joblib.numpy_pickle.NDArrayWrapper',
  ],
  [
    'the array wrapper by another name',
    build(global('some.package', 'NumpyArrayWrapper')),
    'unlisted-call some.package.NumpyArrayWrapper',
  ],
];

const PLACES: readonly (readonly [name: string, place: (payload: Buffer) => Buffer])[] = [
  ['first', (payload) => pickle(payload)],
  ['after the first array', (payload) => pickle('](', array(), payload, 'e')],
  ['in a nested pickle', (payload) => pickle('](', array(), objectArray(pickle(payload)), 'e')],
  ['after a nested pickle', (payload) => pickle('](', objectArray(pickle(']')), payload, 'e')],
  ['in a zlib file', (payload) => deflateSync(pickle('](', array(), payload, 'e'))],
  ['in a gzip file', (payload) => gzipSync(pickle('](', array(), payload, 'e'))],
  [
    'in the bytes of an array whose shape is false',
    (payload) =>
      pickle('](', array({ shape: tuple(int(1)) }, bytes(0, Buffer.alloc(8), payload)), 'e'),
  ],
];

describe.each(PLACES)('refused %s', (_, place) => {
  it.each(HOSTILE)('%s', async (_, payload, found) => {
    expect(await outcome(place(payload))).toContain(`refused: ${found}`);
  });
});

it.each(HOSTILE)('after STOP nothing may follow, as %s', async (_, payload) => {
  expect(await outcome(bytes(pickle(NONE), payload))).toBe('refused: malformed trailing-bytes');
  const compressed = bytes(deflateSync(pickle(NONE)), payload);
  expect(await outcome(compressed)).toBe('refused: malformed trailing-bytes');
});

describe('arrays', () => {
  it.each<[name: string, content: Buffer, found: string]>([
    [
      'a second BUILD of one wrapper',
      bytes(
        build(WRAPPER),
        'q\x00',
        wrapperState(),
        'b',
        3,
        '\xff\xff\xff',
        Buffer.alloc(16),
        '0h\x00',
        wrapperState(),
        'b',
      ),
      'second-build',
    ],
    ['an unknown key', array({ read: NONE }), 'array-description'],
    ['a missing shape', array({ shape: null }), 'array-description'],
    ['a shape of text', array({ shape: tuple(text('2')) }), 'array-description'],
    ['a negative length', array({ shape: tuple(int(-1)) }), 'array-description'],
    ['a shape that is a list', array({ shape: bytes(']', int(2), 'a') }), 'array-description'],
    ['a boolean in the shape', array({ shape: tuple(TRUE) }), 'array-description'],
    ['another order', array({ order: text('A') }), 'array-description'],
    ['a subclass that is no import', array({ subclass: text('x') }), 'array-description'],
    ['allow_mmap that is no boolean', array({ allow_mmap: int(1) }), 'array-description'],
    [
      'an alignment that is no number',
      array({ numpy_array_alignment_bytes: text('x') }),
      'array-description',
    ],
    ['no dtype', array({ dtype: NONE }), 'array-description'],
    [
      'a dtype that is not copied',
      array({ dtype: call(global('numpy', 'dtype'), text('f8'), FALSE, FALSE) }),
      'array-description',
    ],
    [
      'a dtype that numpy does not write',
      array({ dtype: call(global('numpy', 'dtype'), text('f8,f8'), FALSE, TRUE) }),
      'array-description',
    ],
    ['items of no size', array({ dtype: dtype('U0', plainState(8, 0, 4)) }), 'array-description'],
    [
      'a state that is no dictionary',
      bytes(build(WRAPPER), tuple(NONE, dict({})), 'b'),
      'array-description',
    ],
    [
      'a state with other keys than text',
      bytes(build(WRAPPER), wrapperState(), int(1), NONE, 'sb'),
      'array-description',
    ],
    ['other padding than 0xFF', array({}, bytes(1, 0, Buffer.alloc(16))), 'padding'],
    ['more bytes than the file has', array({ shape: tuple(int(100_000)) }), 'array-size'],
    ['2^40 items', array({ shape: tuple(bytes(0x8a, 6, 0, 0, 0, 0, 0, 1)) }), 'array-size'],
    [
      'a shape whose product wraps around',
      array({ shape: tuple(bytes(0x8a, 6, 0, 0, 0, 0, 0, 1), bytes(0x8a, 6, 0, 0, 0, 0, 0, 1)) }),
      'array-size',
    ],
    ['padding past the end', array({ shape: tuple(int(0)) }, bytes(15, '\xff')), 'array-size'],
    [
      'more padding than the alignment',
      array({}, bytes(17, '\xff'.repeat(17), Buffer.alloc(16))),
      'padding',
    ],
    ['an array in a nested pickle', objectArray(pickle(array())), 'nested-array'],
    [
      'an array inside a frame',
      bytes(
        build(WRAPPER),
        wrapperState(),
        0x95,
        uint64(22),
        'b',
        3,
        '\xff\xff\xff',
        Buffer.alloc(16),
      ),
      'frame',
    ],
  ])('%s is refused', async (_, content, found) => {
    expect(await outcome(pickle(content))).toContain(`refused: malformed ${found}`);
    expect(await outcome(gzipSync(pickle(content)))).toContain(`refused: malformed ${found}`);
  });

  it.each<[name: string, content: Buffer]>([
    ['as joblib writes them', array()],
    ['without padding', array({}, bytes(0, Buffer.alloc(16)))],
    [
      'of joblib 1.1, without alignment',
      array({ numpy_array_alignment_bytes: null }, Buffer.alloc(16)),
    ],
    ['with no items', array({ shape: tuple(int(0)) }, bytes(0))],
    ['with no dimensions', array({ shape: ')' }, bytes(0, Buffer.alloc(8)))],
    ['of objects', objectArray(pickle(']', text('a'), 'a'))],
    [
      'of a megabyte, passed over',
      array({ shape: tuple(int(125_000)) }, bytes(0, Buffer.alloc(1_000_000))),
    ],
    [
      'built by _reconstructor',
      bytes(
        call(global('copy_reg', '_reconstructor'), WRAPPER, OBJECT, NONE),
        wrapperState(),
        'b',
        0,
        Buffer.alloc(16),
      ),
    ],
  ])('%s are clean', async (_, content) => {
    expect(await outcome(pickle('](', content, text('after'), 'e'))).toBe('clean');
  });
});

describe('behind more values than are kept', () => {
  const batch = `(${'K\x07'.repeat(1000)}e`;
  const many = bytes(...Array.from({ length: 120 }, () => `]${batch.repeat(10)}`));

  it('arrays are still measured', async () => {
    expect(await outcome(pickle('](', many, array(), text('after'), 'e'))).toBe('clean');
  });

  it('hostile states are still seen', async () => {
    const state = tuple(NONE, dict({ __class__: WRAPPER }));
    const content = pickle('](', many, build(SCALER), state, 'b', 'e');
    expect(await outcome(content)).toBe('refused: malformed unsafe-state');
  });
});

describe('files that end or begin wrongly', () => {
  const whole = pickle('](', array(), text('after'), 'e');

  it('is refused wherever it is cut off', async () => {
    for (let length = 1; length < whole.length; length++) {
      expect(await outcome(whole.subarray(0, length))).toMatch(
        /^refused: malformed (truncated|array-size)/,
      );
    }
  });

  it.each<[name: string, content: Buffer, found: string]>([
    ['more than one object left', pickle(NONE, NONE), 'malformed leftovers'],
    ['a mark left open', pickle('(', NONE), 'malformed leftovers'],
    [
      'a nested pickle with two objects left',
      pickle(objectArray(pickle(NONE, NONE))),
      'malformed leftovers',
    ],
    ['an import without a line end', bytes(0x80, 2, 'cos\nsystem'), 'malformed truncated'],
    ['joblib 0.9 compression', bytes('ZF0x1                  '), 'legacy-format'],
    ['cut off zlib data', deflateSync(whole).subarray(0, 40), 'malformed compressed-data'],
    [
      'damaged gzip data',
      bytes(gzipSync(whole).subarray(0, -8), Buffer.alloc(8)),
      'malformed compressed-data',
    ],
    [
      'a second gzip member',
      bytes(gzipSync(whole), gzipSync(pickle(call(SYSTEM)))),
      'malformed trailing-bytes',
    ],
    [
      '5 MB of zeros after gzip data',
      bytes(gzipSync(whole), Buffer.alloc(5_000_000)),
      'malformed trailing-bytes',
    ],
    [
      '5 MB after zlib data',
      bytes(deflateSync(whole), Buffer.alloc(5_000_000, 'a')),
      'malformed trailing-bytes',
    ],
  ])('%s is refused', async (_, content, found) => {
    expect(await outcome(content)).toBe(`refused: ${found}`);
  });
});
