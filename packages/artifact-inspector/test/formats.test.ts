import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type InspectOptions, inspectFile } from '../src/index.js';
import { outcome, withFolder } from './support/inspect-bytes.js';
import { makeRandom, mutate } from './support/mutate.js';
import { build, bytes, call, global, pickle, text, uint, uint64 } from './support/pickle.js';
import { itWithPython, PYTHON, runPython } from './support/python.js';

const FILES = fileURLToPath(new URL('files', import.meta.url));
const made = mkdtempSync(join(tmpdir(), 'inspector-formats-'));
beforeAll(() => {
  if (PYTHON) runPython('make_formats.py', made);
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

const of = (name: string, content: Buffer | string, options: InspectOptions = {}) =>
  outcome(Buffer.from(content as string, 'latin1'), { ...options, name });
const file = (name: string) => readFileSync(join(FILES, name));
const HOSTILE = pickle(call(global('posix', 'system'), text('id')));

it('files of other formats by the libraries themselves are clean', async () => {
  const files = readdirSync(FILES);
  expect(files).toHaveLength(5);
  for (const name of files) expect(await of(name, file(name)), name).toBe('clean');
});

itWithPython(
  'so are all that the libraries here write, and all are read by their name',
  async () => {
    const files = readdirSync(made);
    expect(files.length).toBeGreaterThan(15);
    for (const name of files) {
      expect(await of(name, readFileSync(join(made, name))), name).toBe('clean');
    }
    const { format, summary } = await inspectFile(join(made, 'xgboost.json'));
    expect({ format, summary }).toMatchObject({
      format: 'json',
      summary: { featureCount: 4, featureNames: ['f1', 'f2', 'f3', 'f4'] },
    });
  },
);

itWithPython('cut anywhere, they are never taken for whole', async () => {
  for (const name of readdirSync(made)) {
    const content = readFileSync(join(made, name));
    // The last bytes of text may be blank, and a shorter table is one too.
    if (name.endsWith('.csv')) continue;
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      const end = Math.floor(content.length * share);
      expect(await of(name, content.subarray(0, end)), `${name} ${end}`).not.toBe('clean');
    }
  }
});

it('what they say of their model is read', async () => {
  const summaryOf = async (name: string) => (await inspectFile(join(FILES, name))).summary;
  expect(await summaryOf('lightgbm.txt')).toMatchObject({
    featureCount: 4,
    featureNames: ['f1', 'f2', 'f3', 'f4'],
    versions: { lightgbm: '4', xgboost: null },
  });
  expect(await summaryOf('xgboost.ubj')).toMatchObject({
    featureCount: 4,
    featureNames: ['f1', 'f2', 'f3', 'f4'],
    versions: { xgboost: '2.1.4' },
  });
});

it.each([
  ['model.json', 'wrong-format json pickle'],
  ['model.ubj', 'wrong-format ubjson pickle'],
  ['model.txt', 'wrong-format lightgbm pickle'],
  ['model.cbm', 'wrong-format catboost pickle'],
  ['model.onnx', 'wrong-format onnx pickle'],
  ['model.safetensors', 'wrong-format safetensors pickle'],
  ['model.csv', 'wrong-format csv pickle'],
  ['model.npy', 'wrong-format npy pickle'],
  ['model.npz', 'wrong-format npz pickle'],
  ['model.keras', 'wrong-format keras pickle'],
  ['model.h5', 'wrong-format hdf5 pickle'],
  ['model.JSON', 'wrong-format json pickle'],
])('a pickle under the name %s is none of that', async (name, found) => {
  expect(await of(name, HOSTILE)).toBe(`refused: ${found}`);
  const compressed = found.replace(/pickle$/, 'compressed');
  for (const squeeze of [gzipSync, deflateSync]) {
    expect(await of(name, squeeze(HOSTILE))).toBe(`refused: ${compressed}`);
  }
});

it.each([
  ['protocol 0', 'csv', 'cposix\nsystem\n(Vid\ntR.'],
  ['protocol 0 without an end', 'csv', 'cposix\nsystem\n(Vid\ntR\n\n\n'],
  ['protocol 0 of data', 'csv', '(lp0\nI1\naI2\na.'],
  ['protocol 0', 'txt', 'cposix\nsystem\n(Vid\ntR.'],
])('a pickle that is text, by %s, is found under .%s', async (_, ending, content) => {
  expect(await of(`model.${ending}`, content)).toMatch(/^refused: wrong-format \w+ pickle$/);
});

it.each([
  ['json', '{"a": [1, -2.5e-3, NaN, -Infinity, true, null, "\\u00e9\\n"]}\n'],
  ['json', '[]'],
  ['csv', 'close,open\n1,2\n'],
  ['csv', 'x,y\n1,2\n'],
  ['csv', 'N.A.,1\n'],
  ['csv', 'caf\xc3\xa9\n1\n'],
])('plain data under .%s are clean: %j', async (ending, content) => {
  expect(await of(`scaler.${ending}`, content)).toBe('clean');
});

it('text that pickle reads as well has two meanings', async () => {
  // CatBoost takes the second four bytes for a length, pickle for bytes to be dropped.
  const size = uint(4, 66);
  const first = bytes('CBM1', size, Buffer.alloc(60));
  const both = bytes(first, '0', call(global('posix', 'system'), text('id')), '.');
  expect(await of('model.cbm', both)).toBe('refused: wrong-format catboost pickle');
});

it.each([
  ['lightgbm.txt', 'refused: wrong-format pickle lightgbm'],
  ['xgboost.ubj', 'refused: wrong-format pickle ubjson'],
  ['catboost.cbm', 'refused: wrong-format pickle catboost'],
  ['plain.onnx', 'refused: wrong-format pickle onnx'],
  ['scaler.safetensors', 'refused: wrong-format pickle safetensors'],
])('%s under the names of pickles is called what it is', async (name, expected) => {
  for (const ending of ['joblib', 'pkl', 'pickle', 'sav', 'model']) {
    expect(await of(`model.${ending}`, file(name))).toBe(expected);
  }
});

it('arrays and HDF5 under the name of a pickle are called what they are', async () => {
  expect(await of('model.pkl', npy('<f8', '(2,)', Buffer.alloc(16)))).toBe(
    'refused: wrong-format pickle npy',
  );
  expect(await of('model.pkl', '\x89HDF\r\n\x1a\n\0')).toBe('refused: wrong-format pickle hdf5');
});

it.each([
  ['model.pt', 'PK\x03\x04', 'warning: unchecked-format pytorch'],
  ['model.pth', '\x80\x02', 'warning: unchecked-format pytorch'],
  ['model.pt', '\x80\x02}.', 'warning: unchecked-format pytorch'],
  [
    'model.pt',
    '\x80\x02cposix\ngetpid\n)R.',
    'refused: standard-library-import posix.getpid: unchecked-format pytorch',
  ],
  [
    'model.pt',
    '\x80\x02cjoblib\nload\nX\x01\x00\x00\x00x\x85R.',
    'refused: unlisted-library-import joblib.load: unchecked-format pytorch',
  ],
  ['model.pt', '\x80\x02ctorch._utils\n_rebuild\n)R.', 'warning: unchecked-format pytorch'],
  ['model.keras', 'PK\x03\x04', 'warning: unchecked-format keras'],
  ['model.h5', '\x89HDF\r\n\x1a\n', 'warning: unchecked-format hdf5'],
  ['model.h5', 'PK\x03\x04', 'refused: wrong-format hdf5 zip'],
  ['model.pt', 'hello', 'refused: wrong-format pytorch text'],
])('%s of %j: %s', async (name, start, expected) => {
  expect(await of(name, start)).toBe(expected);
});

it.each([
  ['empty', ''],
  ['zeros', '\0'.repeat(100)],
  ['git-lfs-pointer', 'version https://git-lfs.github.com/spec/v1\n'],
  ['html', '<!DOCTYPE html>'],
])('no model at all is called what it is under every name: %s', async (found, content) => {
  for (const ending of ['json', 'txt', 'npz', 'onnx', 'csv', 'pt', 'pkl']) {
    expect(await of(`model.${ending}`, content)).toBe(`refused: not-a-model ${found}`);
  }
});

const JSONS: Record<string, string> = {
  'cut off': '{"a": [1, 2',
  'with more behind it': '{"a": 1} {"b": 2}',
  'nested too deeply': '['.repeat(201) + ']'.repeat(201),
  'with a number that is none': '{"a": 01}',
  'with a word that is none': '{"a": nul}',
  'with a comma too many': '{"a": 1,}',
  'with a comma too few': '{"a": 1 "b": 2}',
  'with a control character in text': '{"a": "\x01"}',
  'with an unknown escape': '{"a": "\\x41"}',
  'with a bracket of the other kind': '{"a": [1}',
};

it.each(Object.entries(JSONS))('JSON %s is refused', async (_, content) => {
  expect(await of('model.json', content)).toBe('refused: malformed-data json content');
});

it('JSON of any size is read piece by piece', async () => {
  const content = `{"a": [${'"é\\n0123456789", 1.5e10, '.repeat(100_000)}0]}`;
  expect(await outcome(Buffer.from(content), { name: 'model.json' })).toBe('clean');
});

function safetensors(header: unknown, data = 0): Buffer {
  const written = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  return bytes(uint64(written.length), written, Buffer.alloc(data));
}

it.each<[name: string, content: Buffer, reason: string]>([
  [
    'a tensor past the end',
    safetensors({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 4),
    'size',
  ],
  ['a gap', safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8), 'size'],
  [
    'more behind the last',
    safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 8),
    'size',
  ],
  [
    'another length than its shape has',
    safetensors({ a: { dtype: 'F64', shape: [2 ** 40], data_offsets: [0, 4] } }, 4),
    'size',
  ],
  [
    'an unknown type',
    safetensors({ a: { dtype: 'O', shape: [], data_offsets: [0, 0] } }),
    'header',
  ],
  ['a header that is no JSON', safetensors('{"a": '), 'header'],
  [
    'a type that is no text',
    safetensors({ a: { dtype: { toString: 1, valueOf: 1 }, shape: [], data_offsets: [0, 0] } }),
    'header',
  ],
  ['a header past the end', bytes(uint64(1000), '{}'), 'size'],
  ['a header of many megabytes', bytes(uint64(50_000_000), '{}'), 'header'],
])('safetensors with %s are refused', async (_, content, reason) => {
  expect(await of('model.safetensors', content)).toBe(
    `refused: malformed-data safetensors ${reason}`,
  );
});

/** An array in numpy's own format. */
function npy(descr: string, shape: string, data: Buffer, quoted = `'${descr}'`): Buffer {
  const header = `{'descr': ${quoted}, 'fortran_order': False, 'shape': ${shape}, }\n`;
  return bytes('\x93NUMPY\x01\x00', uint(2, header.length), header, data);
}

const objects = (nested: Buffer) => npy('|O', '(1,)', nested);
const ARRAY = pickle(
  call(
    global('numpy.core.multiarray', '_reconstruct'),
    global('numpy', 'ndarray'),
    bytes('(K\0t'),
    bytes('C\x01b'),
  ),
  bytes('(K\x01(K\x01t'),
  call(global('numpy', 'dtype'), text('O8'), 0x89, 0x88),
  bytes('(K\x03', text('|'), 'NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x3ftb'),
  bytes(0x89, ']', 'N', 'atb'),
);

it.each<[name: string, content: Buffer, expected: string]>([
  ['numbers', npy('<f8', '(2,)', Buffer.alloc(16)), 'clean'],
  ['no lengths', npy('<f8', '()', Buffer.alloc(8)), 'clean'],
  ['blanks in its header', npy('<f8', `()${' '.repeat(60_000)}`, Buffer.alloc(8)), 'clean'],
  ['too little data', npy('<f8', '(2,)', Buffer.alloc(8)), 'malformed-data npy size'],
  ['too much data', npy('<f8', '(2,)', Buffer.alloc(24)), 'malformed-data npy size'],
  [
    'a product that wraps',
    npy('<f8', '(4294967296, 4294967296)', Buffer.alloc(0)),
    'malformed-data npy size',
  ],
  [
    'items of nothing',
    npy('|S0', '(1099511627776,)', Buffer.alloc(0)),
    'malformed-data npy header',
  ],
  [
    'endless empty rows',
    npy('<f8', '(1099511627776, 0)', Buffer.alloc(0)),
    'malformed-data npy header',
  ],
  ['a negative length', npy('<f8', '(-1,)', Buffer.alloc(0)), 'malformed-data npy header'],
  ['a length that is no tuple', npy('<f8', '(2)', Buffer.alloc(16)), 'malformed-data npy header'],
  ['an unknown type', npy('<q8', '(2,)', Buffer.alloc(16)), 'malformed-data npy header'],
  [
    'a header that calls',
    npy('', '(2,)', Buffer.alloc(16), "__import__('os').system('id')"),
    'malformed-data npy header',
  ],
  ['another blank', npy('<f8', '(2,\xa0)', Buffer.alloc(16)), 'malformed-data npy header'],
  ['fields', npy('', '(1,)', Buffer.alloc(12), "[('a', '<f8'), ('b', '<i4')]"), 'clean'],
  ['objects', objects(ARRAY), 'clean'],
  [
    'objects that call',
    objects(HOSTILE),
    'malformed nested-array: standard-library-import posix.system',
  ],
  ['objects that are no array', objects(pickle('N')), 'malformed nested-array'],
  [
    'objects of joblib',
    objects(pickle(build(global('joblib.numpy_pickle', 'NumpyArrayWrapper')), '}b')),
    'malformed nested-array',
  ],
  [
    'fields with objects',
    npy('', '(1,)', HOSTILE, "[('a', '|O')]"),
    'malformed nested-array: standard-library-import posix.system',
  ],
])('an array with %s', async (_, content, expected) => {
  const verdict = expected === 'clean' ? 'clean' : `refused: ${expected}`;
  expect(await of('scaler.npy', content)).toBe(verdict);
});

interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly deflated?: boolean;
  /** What the directory says, where that is not so. */
  readonly size?: number;
  readonly localName?: string;
  readonly method?: number;
}

/** A zip archive; `between` stands before its directory. */
function zip(entries: readonly Entry[], between = Buffer.alloc(0)): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, deflated, size, localName, method } of entries) {
    const data = deflated ? deflateRawSync(content) : content;
    const facts = bytes(
      ...[uint(2, 20), uint(2, 0), uint(2, method ?? (deflated ? 8 : 0)), uint(4, 0), uint(4, 0)],
      ...[uint(4, data.length), uint(4, size ?? content.length), uint(2, name.length), uint(2, 0)],
    );
    const local = bytes('PK\x03\x04', facts, localName ?? name, data);
    locals.push(local);
    directory.push(bytes('PK\x01\x02', uint(2, 20), facts, Buffer.alloc(10), uint(4, at), name));
    at += local.length;
  }
  const listed = bytes(...directory);
  const count = uint(2, entries.length);
  const end = [uint(4, 0), count, count, uint(4, listed.length), uint(4, at + between.length)];
  return bytes(...locals, between, listed, 'PK\x05\x06', ...end, uint(2, 0));
}

const NUMBERS = npy('<f8', '(2,)', Buffer.alloc(16));
const ZEROS = npy('<f8', '(8000000,)', Buffer.alloc(64_000_000));
const whole = { name: 'a.npy', content: NUMBERS };

it.each<[name: string, content: Buffer, expected: string]>([
  ['arrays', zip([whole, { name: 'b/c:0.npy', content: NUMBERS, deflated: true }]), 'clean'],
  ['no members', zip([]), 'clean'],
  ['objects', zip([{ name: 'a.npy', content: objects(ARRAY), deflated: true }]), 'clean'],
  [
    'objects that call',
    zip([whole, { name: 'b.npy', content: objects(HOSTILE), deflated: true }]),
    'malformed nested-array: standard-library-import posix.system',
  ],
  ['a pickle as a member', zip([{ name: 'a.npy', content: HOSTILE }]), 'malformed-data npz header'],
  ['another file', zip([{ name: 'a.py', content: NUMBERS }]), 'malformed-data npz member'],
  [
    'a name that leads out',
    zip([{ name: '../a.npy', content: NUMBERS }]),
    'malformed-data npz member',
  ],
  ['an absolute name', zip([{ name: '/a.npy', content: NUMBERS }]), 'malformed-data npz member'],
  ['the same name twice', zip([whole, whole]), 'malformed-data npz archive'],
  [
    'two names of one member',
    zip([{ name: 'a.npy', localName: 'b.npy', content: NUMBERS }]),
    'malformed-data npz archive',
  ],
  ['a gap', zip([whole], Buffer.alloc(10)), 'malformed-data npz archive'],
  [
    'something before it',
    bytes(Buffer.from('PK\x03\x04'), zip([whole])),
    'malformed-data npz archive',
  ],
  ['something behind it', bytes(zip([whole]), 'x'), 'malformed-data npz archive'],
  [
    'a compression that is not read',
    zip([{ name: 'a.npy', content: NUMBERS, method: 12 }]),
    'malformed-data npz archive',
  ],
  [
    'another size than it says',
    zip([{ name: 'a.npy', content: NUMBERS, deflated: true, size: 100 }]),
    'malformed-data npz size',
  ],
  ['a bomb', zip([{ name: 'a.npy', content: ZEROS, deflated: true }]), 'malformed-data npz size'],
])('an archive with %s', async (_, content, expected) => {
  const verdict = expected === 'clean' ? 'clean' : `refused: ${expected}`;
  expect(await of('scaler.npz', content)).toBe(verdict);
  // numpy looks at the content, not at the name.
  expect(await of('scaler.npy', content)).toBe(verdict);
});

it.each<[name: string, file: string, content: Buffer | string, expected: string]>([
  ['LightGBM without its end', 'a.txt', 'tree\nversion=v4\nnum_class=1\n', 'lightgbm size'],
  ['CatBoost past its end', 'a.cbm', bytes('CBM1', uint(4, 100), 'x'), 'catboost size'],
  ['UBJSON that is no model', 'a.ubj', '{i\x07learneri\x01', 'ubjson content'],
  ['ONNX past its end', 'a.onnx', bytes(8, 9, 0x3a, 100, 'x'), 'onnx size'],
])('%s is refused', async (_, name, content, expected) => {
  expect(await of(name, content)).toBe(`refused: malformed-data ${expected}`);
});

it('the name is that which was given, not that of the file', () =>
  withFolder(async (folder) => {
    const path = join(folder, '0f3a.blob');
    writeFileSync(path, '{"a": 1}');
    expect((await inspectFile(path)).format).toBe('pickle');
    expect(await inspectFile(path, { name: 'model.json', sha256: true })).toMatchObject({
      format: 'json',
      verdict: 'clean',
      bytes: { size: 8, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  }));

const MUTATIONS = process.env.PROOFS === 'full' ? 20_000 : 300;

itWithPython(
  `of ${MUTATIONS} damaged arrays and archives none that passes does more in numpy`,
  async () => {
    const originals = readdirSync(made).filter((name) => /\.np[yz]$/.test(name));
    const random = makeRandom(17);
    const round = join(made, 'damaged');
    mkdirSync(round);
    const allowed: string[] = [];
    for (let number = 0; number < MUTATIONS; number++) {
      const original = originals[random(originals.length)] as string;
      const name = `${number}${original.slice(-4)}`;
      const content = mutate(readFileSync(join(made, original)), random);
      writeFileSync(join(round, name), content);
      const { verdict, findings } = await inspectFile(join(round, name));
      const imports = findings.flatMap((one) =>
        'module' in one ? `${one.module} ${one.name}` : [],
      );
      if (verdict !== 'refused') allowed.push(`${JSON.stringify([name, imports])}\n`);
    }
    const names = join(made, 'allowed.jsonl');
    writeFileSync(names, allowed.join(''));
    const told = runPython('watch_loading.py', round, names).trimEnd().split('\n');
    const loaded = Number(told.pop());
    expect(told).toEqual([]);
    // What is damaged is only numbers: the checksums of archives tell.
    expect(loaded).toBeGreaterThan(MUTATIONS / 20);
    rmSync(round, { recursive: true });
    rmSync(names);
  },
);
