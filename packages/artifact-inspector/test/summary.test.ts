import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inspectFile } from '../src/index.js';
import { inspectBytes } from './support/inspect-bytes.js';
import {
  array,
  build,
  bytes,
  call,
  dict,
  dtype,
  global,
  int,
  NONE,
  objectArray,
  pickle,
  plainState,
  text,
  tuple,
} from './support/pickle.js';

const example = (name: string) =>
  inspectFile(
    fileURLToPath(new URL(`../../../examples/trading-bot/models/${name}`, import.meta.url)),
  );

describe("the example bot's files", () => {
  it('a model', async () => {
    const { verdict, summary } = await example('meta_model_v1.0.joblib');
    expect(verdict).toBe('clean');
    expect(summary).toMatchObject({ featureCount: expect.any(Number), classes: [0, 1] });
  });

  it('a scaler', async () => {
    const { verdict, summary } = await example('feature_scaler_v1.0.joblib');
    expect(verdict).toBe('clean');
    expect(summary.estimator).toBe('sklearn.preprocessing._data.StandardScaler');
    expect(summary.versions.sklearn).toMatch(/^\d+\.\d+/);
    expect(summary.arrays.map(({ name }) => name)).toEqual(['mean_', 'scale_']);
  });
});

const object = (module: string, name: string, state: Record<string, Buffer>) =>
  bytes(build(global(module, name)), dict(state), 'b');
const scaler = (state: Record<string, Buffer>) =>
  object('sklearn.preprocessing._data', 'StandardScaler', state);
const summaryOf = async (...content: Buffer[]) => (await inspectBytes(pickle(...content))).summary;
const doubles = (...values: number[]) => {
  const content = Buffer.alloc(8 * values.length);
  values.forEach((value, at) => void content.writeDoubleLE(value, 8 * at));
  return array({ shape: tuple(int(values.length)) }, bytes(0, content));
};

describe('what is read', () => {
  it('counts NaN and zero', async () => {
    const content = scaler({ mean_: doubles(1, Number.NaN), scale_: doubles(0, 0, 2) });
    expect((await summaryOf(content)).arrays).toEqual([
      { name: 'mean_', items: 2, nan: 1, zero: 0 },
      { name: 'scale_', items: 3, nan: 0, zero: 2 },
    ]);
  });

  it.each<[name: string, classes: Buffer, expected: unknown]>([
    [
      'int64',
      array(
        { dtype: dtype('i8') },
        bytes(0, Buffer.from('ffffffffffffffff0100000000000000', 'hex')),
      ),
      [-1, 1],
    ],
    [
      'big-endian int16',
      array(
        {
          dtype: dtype('i2', tuple(int(3), text('>'), NONE, NONE, NONE, int(-1), int(-1), int(0))),
        },
        bytes(0, 0, 1, 1, 0),
      ),
      [1, 256],
    ],
    ['booleans', array({ dtype: dtype('b1') }, bytes(0, 0, 1)), [false, true]],
    [
      'text',
      array(
        { dtype: dtype('U2', plainState(8, 8, 4)) },
        bytes(0, 'u\0\0\0p\0\0\0', 'd\0\0\0\0\0\0\0'),
      ),
      ['up', 'd'],
    ],
    ['bytes', array({ dtype: dtype('S2', plainState(0, 2, 1)) }, bytes(0, 'upd\0')), ['up', 'd']],
    ['objects', objectArray(pickle('](', text('up'), text('down'), 'e')), ['up', 'down']],
    ['a list', bytes('](', int(0), int(1), 'e'), [0, 1]],
    [
      'a type that cannot be shown',
      array({ dtype: dtype('c16') }, bytes(0, Buffer.alloc(32))),
      null,
    ],
    [
      'code points that are none',
      array({ dtype: dtype('U1', plainState(8, 4, 4)) }, bytes(0, Buffer.alloc(8, 0xff))),
      [null, null],
    ],
  ])('classes of %s', async (_, classes, expected) => {
    expect((await summaryOf(scaler({ classes_: classes }))).classes).toEqual(expected);
  });

  it('a numpy scalar as the number of features', async () => {
    const count = call(
      global('numpy.core.multiarray', 'scalar'),
      dtype('i4'),
      bytes('C', 4, 7, 0, 0, 0),
    );
    expect((await summaryOf(scaler({ n_features_in_: count }))).featureCount).toBe(7);
  });

  it.each<[name: string, wrap: (inner: Buffer) => Buffer]>([
    ['itself', (inner) => inner],
    ['in a dictionary', (inner) => dict({ version: text('1'), model: inner })],
    ['in a list', (inner) => bytes(']', inner, 'a')],
    ["in a bot's own class", (inner) => object('src.models', 'Ensemble', { model: inner })],
    [
      'in a pipeline',
      (inner) =>
        object('sklearn.pipeline', 'Pipeline', {
          steps: bytes(']', tuple(text('scale'), inner), 'a'),
        }),
    ],
  ])('an estimator %s', async (_, wrap) => {
    const inner = scaler({ n_features_in_: int(3), _sklearn_version: text('1.2.1') });
    expect(await summaryOf(wrap(inner))).toMatchObject({
      featureCount: 3,
      versions: { sklearn: '1.2.1' },
    });
  });

  const lr = (version: string) =>
    object('sklearn.linear_model._logistic', 'LogisticRegression', {
      _sklearn_version: text(version),
    });
  const other = object('lightgbm.sklearn', 'LGBMClassifier', { n_jobs: int(1) });
  const list = (...items: Buffer[]) => bytes('](', ...items, 'e');

  it.each<[name: string, content: Buffer, sklearn: string | null]>([
    ['behind another library in a dictionary', dict({ a: other, b: lr('1.2.1') }), '1.2.1'],
    ['behind another library in a list', list(other, lr('1.2.1')), '1.2.1'],
    [
      "in the lists and dictionaries of a bot's own class",
      object('src.models', 'Ensemble', { a: list(other), b: dict({ c: tuple(lr('1.2.1')) }) }),
      '1.2.1',
    ],
    [
      'in a state with slots',
      bytes(
        build(global('src.models', 'Ensemble')),
        tuple(NONE, dict({ model: lr('1.2.1') })),
        'b',
      ),
      '1.2.1',
    ],
    [
      'in a class that is called to be made',
      call(global('src.models', 'Pair'), other, lr('1.2.1')),
      '1.2.1',
    ],
    [
      'under keys that are no text',
      bytes('}', tuple(text('BTC'), text('1h')), lr('1.2.1'), 's'),
      '1.2.1',
    ],
    ['of two versions', list(lr('1.3.2'), lr('1.2.1'), lr('1.3.2')), '1.3.2, 1.2.1'],
    [
      'of very many',
      list(...Array.from({ length: 9 }, (_, at) => lr(`1.${at}`))),
      '1.0, 1.1, 1.2, 1.3, 1.4',
    ],
    ['that says none', list(other), null],
    ['whose version is no text', list(object('sklearn', 'A', { _sklearn_version: int(1) })), null],
  ])("scikit-learn's version %s", async (_, content, sklearn) => {
    expect((await summaryOf(content)).versions.sklearn).toBe(sklearn);
  });

  it('a structure that holds itself', async () => {
    const own = bytes(build(global('src', 'Model')), 'q\x00', dict({ self: bytes('h\x00') }), 'b');
    expect(await summaryOf(own)).toMatchObject({ estimator: 'src.Model', featureCount: null });
  });

  it('nothing where there is no estimator', async () => {
    expect(await summaryOf(text('a'))).toMatchObject({ estimator: null, parts: [] });
  });
});
