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
  text,
  tuple,
} from './support/pickle.js';

const RECONSTRUCTOR = global('copyreg', '_reconstructor');
const BUNCH = global('sklearn.utils._bunch', 'Bunch');
const DICT = global('builtins', 'dict');
const ISOTONIC = global('sklearn.isotonic', 'IsotonicRegression');
const OWN = global('src.models', 'Own');
const LONG = bytes(0x8a, 5, 0, 0xe4, 0x0b, 0x54, 2);
const RANGE = call(global('builtins', 'range'), int(0), LONG, int(1));
const INTERFACE = dict({
  data: tuple(int(4096), FALSE),
  shape: tuple(int(8)),
  typestr: text('<f8'),
});
const MASKED = [global('numpy.ma', 'MaskedArray'), global('numpy', 'ndarray'), tuple(int(0))];
const PCG64 = global('numpy.random._pcg64', 'PCG64');
const SEED = global('numpy.random.bit_generator', 'SeedSequence');

const PARTIAL = global('functools', 'partial');
const CHECK = global('sklearn.utils.validation', 'check_array');
const UUID = global('uuid', 'UUID');
const prepared = (again: Buffer, keywords = dict({})) =>
  bytes(call(PARTIAL, CHECK), tuple(again, ')', keywords, NONE), 'b');
/** An array of objects with one item, as pickle itself writes it. */
const objects = (item: Buffer) =>
  bytes(
    call(
      global('numpy.core.multiarray', '_reconstruct'),
      global('numpy', 'ndarray'),
      tuple(int(0)),
      text('b'),
    ),
    tuple(int(1), tuple(int(1)), dtype('O8'), FALSE, bytes(']', item, 'a')),
    'b',
  );
const range = (stop: number) =>
  call(
    global('pandas.core.indexes.base', '_new_Index'),
    global('pandas.core.indexes.range', 'RangeIndex'),
    dict({ start: int(0), stop: int(stop), step: int(1), name: NONE }),
  );

const list = (...items: Buffer[]) => bytes('](', ...items, 'e');
const withState = (type: Buffer, state: Buffer) => bytes(build(type), state, 'b');
const bigInteger = (length: number) => bytes(0x8a, length, Buffer.alloc(length, 1));

describe('arguments that no real file gives', () => {
  it.each<[name: string, content: Buffer]>([
    [
      'an integer made of a decimal',
      call(
        RECONSTRUCTOR,
        global('builtins', 'int'),
        global('builtins', 'int'),
        call(global('decimal', 'Decimal'), text('1.5')),
      ),
    ],
    ['a decimal with a large exponent', call(global('decimal', 'Decimal'), text('1E999999999'))],
    ['an ordered dictionary of text', call(global('collections', 'OrderedDict'), text('ab'))],
    ['an ordered dictionary of an array', call(global('collections', 'OrderedDict'), array())],
    ['a deque of an array', call(global('collections', 'deque'), array())],
    ['a deque of a range', call(global('collections', 'deque'), RANGE)],
    ['a list of an array', call(RECONSTRUCTOR, OWN, global('builtins', 'list'), array())],
    ['a long range', RANGE],
    ['a set of an object', call(global('builtins', 'set'), list(build(OWN)))],
    ['a time zone out of its folder', zone(text('../../etc/passwd'))],
    [
      'a tree with more outputs than its array has',
      call(global('sklearn.tree._tree', 'Tree'), int(4), array({ dtype: dtype('i8') }), int(1000)),
    ],
    [
      'a Bunch of pairs',
      call(RECONSTRUCTOR, BUNCH, DICT, list(list(text('__array_interface__'), INTERFACE))),
    ],
    ['a method of a library', call(global('builtins', 'getattr'), ISOTONIC, text('fit'))],
    ['a private method', call(global('builtins', 'getattr'), OWN, text('__init__'))],
    [
      'a masked array of another class',
      call(global('numpy.ma.core', '_mareconstruct'), OWN, ...MASKED.slice(1), text('b')),
    ],
    [
      'an index of a range',
      call(
        global('pandas.core.indexes.base', '_new_Index'),
        global('pandas.core.indexes.base', 'Index'),
        dict({ data: RANGE }),
      ),
    ],
    [
      'an index of an object',
      call(
        global('pandas.core.indexes.base', '_new_Index'),
        global('pandas.core.indexes.base', 'Index'),
        dict({ data: build(OWN) }),
      ),
    ],
    ['a long range as an index', range(2 ** 31 - 1)],
    ['a function with arguments for later', call(PARTIAL, global('numpy', 'memmap'))],
    [
      'a block at more places than there can be',
      call(
        global('pandas._libs.internals', '_unpickle_block'),
        array(),
        call(global('builtins', 'slice'), int(0), LONG, int(1)),
        int(1),
      ),
    ],
    [
      'a masked array of a type that is described',
      call(global('numpy.ma.core', '_mareconstruct'), ...MASKED, text('U500000000')),
    ],
    [
      'a buffer shorter than its array',
      call(
        global('numpy.core.numeric', '_frombuffer'),
        bytes('C', 0),
        dtype('f8'),
        tuple(bytes(0x8a, 6, 0, 0, 0, 0, 0, 1), int(0)),
        text('C'),
      ),
    ],
    [
      'a seed with a state that is an object',
      call(
        global('numpy.random.bit_generator', '__pyx_unpickle_SeedSequence'),
        SEED,
        int(1),
        build(OWN),
      ),
    ],
    [
      'an ordered dictionary made as a dictionary',
      call(RECONSTRUCTOR, global('collections', 'OrderedDict'), DICT, dict({})),
    ],
    ['keywords', bytes(global('collections', 'deque'), ')', dict({ maxlen: int(1) }), 0x92)],
  ])('%s', async (_, content) => {
    expect(await outcome(pickle(content))).toMatch(/^refused: malformed arguments/);
  });

  it.each<[name: string, content: Buffer]>([
    ['a time zone', zone(text('America/New_York'))],
    ['a short range', call(global('builtins', 'range'), int(0), int(3), int(1))],
    ['a short range as an index', range(100)],
    ['a fraction', call(global('fractions', 'Fraction'), text('1/3'))],
    ['a fraction of Python 3.12', call(global('fractions', 'Fraction'), int(1), int(3))],
    ['a zone by its minutes', call(global('pytz', 'FixedOffset'), int(120))],
    ['a path of Python 3.13', call(global('pathlib._local', 'PurePosixPath'), text('a'))],
    [
      'a check with arguments for later',
      bytes(
        call(PARTIAL, CHECK),
        tuple(CHECK, ')', dict({ dtype: global('numpy', 'float64') }), NONE),
        'b',
      ),
    ],
    ['a decimal', call(global('decimal', 'Decimal'), text('-1.50E+3'))],
    ['a deque', call(global('collections', 'deque'), ')', int(3))],
    [
      'a masked array of numpy 2',
      call(global('numpy.ma.core', '_mareconstruct'), ...MASKED, text('b')),
    ],
    [
      'a generator of numpy 2',
      call(
        global('numpy.random._pickle', '__generator_ctor'),
        bytes(
          call(global('numpy.random._pickle', '__bit_generator_ctor'), PCG64),
          tuple(
            dict({ bit_generator: text('PCG64'), state: dict({ state: int(1), inc: int(2) }) }),
            bytes(
              call(
                global('numpy.random.bit_generator', '__pyx_unpickle_SeedSequence'),
                SEED,
                int(1),
                NONE,
              ),
              tuple(
                int(1),
                int(4),
                array({ dtype: dtype('u4') }, bytes(0, Buffer.alloc(8))),
                int(0),
                ')',
              ),
              'b',
            ),
          ),
          'b',
        ),
      ),
    ],
  ])('clean: %s', async (_, content) => {
    expect(await outcome(pickle(content))).toBe('clean');
  });
});

function zone(name: Buffer): Buffer {
  const unpickle = call(
    global('builtins', 'getattr'),
    global('zoneinfo', 'ZoneInfo'),
    text('_unpickle'),
  );
  return call(unpickle, name, int(1));
}

describe('states that a listed class takes over', () => {
  it.each<[name: string, content: Buffer]>([
    [
      'thresholds that are a range',
      withState(ISOTONIC, dict({ X_thresholds_: global('numpy', 'mean') })),
    ],
    ['thresholds that are a Bunch', withState(ISOTONIC, dict({ y_thresholds_: build(BUNCH) }))],
    [
      'thresholds of objects',
      withState(ISOTONIC, dict({ X_thresholds_: objectArray(pickle(']')) })),
    ],
    ['a version that is an object', withState(ISOTONIC, dict({ _sklearn_version: build(OWN) }))],
    [
      'bytes of a booster that are an object',
      withState(global('xgboost.core', 'Booster'), dict({ handle: build(OWN) })),
    ],
    ['a pair', withState(ISOTONIC, tuple(dict({}), dict({ a: NONE })))],
    ['an object', withState(ISOTONIC, build(OWN))],
    [
      'categories that are a pipeline',
      withState(
        global('pandas.core.arrays.categorical', 'Categorical'),
        dict({ _categories: build(global('sklearn.pipeline', 'Pipeline')) }),
      ),
    ],
    [
      'categories of a dtype that are a pipeline',
      withState(
        global('pandas.core.dtypes.dtypes', 'CategoricalDtype'),
        dict({ categories: build(global('sklearn.pipeline', 'Pipeline')) }),
      ),
    ],
    [
      'an attribute that is checked against an array that is not there',
      withState(
        global('pandas.core.arrays.datetimes', 'DatetimeArray'),
        tuple(array({ dtype: dtype('i8') }), dtype('i8'), dict({ freq: text('D') })),
      ),
    ],
    ['another function than the one that was called', prepared(global('numpy', 'memmap'))],
    [
      'a function that is prepared with an object',
      prepared(CHECK, dict({ dtype: build(global('sklearn.pipeline', 'Pipeline')) })),
    ],
    ['an identifier that is an object', withState(UUID, dict({ int: build(BUNCH) }))],
    [
      'a masked array whose value for what is masked is made of objects',
      bytes(
        call(global('numpy.ma.core', '_mareconstruct'), ...MASKED, text('b')),
        tuple(
          int(1),
          tuple(int(1)),
          dtype('f8'),
          FALSE,
          bytes('C', 8, Buffer.alloc(8)),
          bytes('C', 1, 0),
          objectArray(pickle(objects(build(global('sklearn.pipeline', 'Pipeline'))))),
        ),
        'b',
      ),
    ],
    [
      'an array whose content is an object',
      bytes(
        call(
          global('numpy.core.multiarray', '_reconstruct'),
          global('numpy', 'ndarray'),
          tuple(int(0)),
          bytes('C', 1, 'b'),
        ),
        tuple(int(1), tuple(int(1)), dtype('f8'), FALSE, build(OWN)),
        'b',
      ),
    ],
  ])('%s', async (_, content) => {
    expect(await outcome(pickle(content))).toMatch(/^refused: malformed unsafe-state/);
  });
});

it('an identifier is a number', async () => {
  expect(await outcome(pickle(withState(UUID, dict({ int: int(1) }))))).toBe('clean');
});

it('an array of objects has as many as its shape says', async () => {
  const ofObjects = (shape: Buffer) =>
    bytes(
      call(
        global('numpy.core.multiarray', '_reconstruct'),
        global('numpy', 'ndarray'),
        tuple(int(0)),
        bytes('C', 1, 'b'),
      ),
      tuple(int(1), shape, dtype('O8'), FALSE, list(text('a'), text('b'))),
      'b',
    );
  expect(await outcome(pickle(ofObjects(tuple(int(2)))))).toBe('clean');
  expect(await outcome(pickle(ofObjects(tuple(int(3)))))).toBe('refused: malformed unsafe-state');
});

it.each([
  ['a member of a class', call(global('builtins', 'getattr'), OWN, text('REGISTRY'))],
  ['the object for UTC', call(global('pytz', '_UTC'))],
])('%s is shared, and so not changed', async (_, content) => {
  expect(await outcome(pickle(content, dict({ a: NONE }), 'b'))).toMatch(/^refused: malformed/);
  expect(await outcome(pickle(content, text('a'), NONE, 's'))).toMatch(
    /^refused: malformed target/,
  );
  expect(await outcome(pickle(content, NONE, 'a'))).toMatch(/^refused: malformed target/);
});

describe("a bot's own class", () => {
  const trustedGlobals = ['src.models.Own'];

  it.each<[name: string, content: Buffer, without: string]>([
    ['an attribute __version__', withState(OWN, dict({ __version__: text('1') })), 'warning'],
    ['a member of an Enum', call(global('builtins', 'getattr'), OWN, text('LONG')), 'warning'],
    [
      'an object as its state',
      withState(OWN, build(global('collections', 'OrderedDict'))),
      'refused',
    ],
  ])('%s', async (_, content, without) => {
    expect(await outcome(pickle(content))).toMatch(new RegExp(`^${without}: .*src.models.Own$`));
    expect(await outcome(pickle(content), { trustedGlobals })).toBe('clean');
  });

  it.each(['__array_interface__', '__class__', '__version__'])(
    'never an object as %s',
    async (key) => {
      const content = pickle(withState(OWN, dict({ [key]: INTERFACE })));
      expect(await outcome(content, { trustedGlobals })).toBe('refused: malformed unsafe-state');
    },
  );
});

it('a factory of a bot is passed to what may call it', async () => {
  const content = pickle(call(global('collections', 'defaultdict'), OWN));
  expect(await outcome(content)).toBe('refused: unlisted-call src.models.Own');
  expect(await outcome(content, { trustedGlobals: ['src.models.Own'] })).toBe('clean');
});

describe('known libraries', () => {
  const CASES: readonly (readonly [module: string, name: string])[] = [
    ['statsmodels.base.data', 'PandasData'],
    ['numpy.f2py.crackfortran', 'myeval'],
    ['pandas.core.computation.expr', 'Expr'],
    ['sklearn.datasets', 'load_files'],
    ['torch', 'load'],
    ['dill', 'loads'],
  ];

  it.each(CASES)(
    '%s.%s is refused in whatever use, and not to be trusted',
    async (module, name) => {
      const found = `refused: unlisted-library-import ${module}.${name}`;
      for (const content of [
        global(module, name),
        build(global(module, name)),
        call(global(module, name)),
      ]) {
        expect(await outcome(pickle(content), { trustedGlobals: [`${module}.${name}`] })).toBe(
          found,
        );
      }
    },
  );

  it('a function that may be called may not be kept', async () => {
    const content = pickle(list(global('builtins', 'getattr')));
    expect(await outcome(content)).toBe('refused: standard-library-import builtins.getattr');
  });
});

describe('what a model asks for later', () => {
  const STACK = global('sklearn.ensemble._stacking', 'StackingClassifier');
  const FUNCTION = global('sklearn.preprocessing._function_transformer', 'FunctionTransformer');
  const BOOSTED = 'sklearn.ensemble._hist_gradient_boosting.gradient_boosting';
  const MT19937 = global('numpy.random._mt19937', 'MT19937');
  const VECTORIZER = global('sklearn.feature_extraction.text', 'CountVectorizer');
  const FRAME = global('pandas.core.frame', 'DataFrame');
  const frozen = (estimator: Buffer) =>
    withState(global('sklearn.frozen._frozen', 'FrozenEstimator'), dict({ estimator }));
  const columns = (index: Buffer) =>
    withState(
      global('sklearn.compose._column_transformer', 'ColumnTransformer'),
      dict({ transformers: list(tuple(text('a'), text('drop'), index)) }),
    );
  /** An empty container that can be had again. */
  const memoized = (opcode: ']' | '}') => bytes(opcode, 'q', 0);
  /** It is had again, in place of what was made with it, and gets this. */
  const then = (...parts: (Buffer | string)[]) => bytes('0h', 0, ...parts);
  const many = Object.fromEntries(Array.from({ length: 10_100 }, (_, at) => [`k${at}`, int(0)]));
  const generator = (state: Buffer) =>
    bytes(call(global('numpy.random._pickle', '__bit_generator_ctor'), MT19937), state, 'b');

  it.each<[name: string, content: Buffer, found: string]>([
    [
      'another method than one that predicts',
      withState(STACK, dict({ stack_method_: list(text('tofile')) })),
      'refused: malformed unsafe-state',
    ],
    [
      'another method of what has a threshold',
      withState(
        global('sklearn.model_selection._classification_threshold', 'FixedThresholdClassifier'),
        dict({ response_method: text('eval') }),
      ),
      'refused: malformed unsafe-state',
    ],
    [
      'an array on disk',
      withState(FUNCTION, dict({ func: global('numpy', 'memmap') })),
      'refused: unlisted-library-import numpy.memmap',
    ],
    [
      'attributes under numbers',
      withState(STACK, bytes('}', int(1), NONE, 's')),
      'refused: malformed unsafe-state',
    ],
    [
      'a place behind so much that it is not kept',
      generator(dict({ ...many, buffer_pos: int(9) })),
      'refused: malformed unsafe-state',
    ],
    [
      'such a place one level deeper',
      generator(dict({ state: dict({ ...many, pos: int(9_999) }) })),
      'refused: malformed unsafe-state',
    ],
    [
      'another method of its own',
      call(
        global('builtins', 'getattr'),
        build(global(BOOSTED, 'HistGradientBoostingClassifier')),
        text('fit'),
      ),
      'refused: malformed arguments',
    ],
    [
      'the same of another model',
      call(global('builtins', 'getattr'), build(STACK), text('_raw_predict')),
      'refused: malformed arguments',
    ],
    [
      'another method behind so many that it is not kept',
      withState(
        STACK,
        dict({ stack_method_: list(...Array(10_100).fill(text('predict')), text('tofile')) }),
      ),
      'refused: malformed unsafe-state',
    ],
    [
      'a method that is added to the list after it was looked at',
      bytes(withState(STACK, dict({ stack_method_: memoized(']') })), then(text('tofile'), 'a')),
      'refused: malformed target',
    ],
    [
      'a method that is added deeper in a state',
      bytes(
        withState(STACK, dict({ a: tuple(dict({ b: list(memoized(']')) })) })),
        then(text('tofile'), 'a'),
      ),
      'refused: malformed target',
    ],
    [
      'an argument that is added to a function after it was looked at',
      bytes(prepared(CHECK, memoized('}')), then(text('array'), text('eval'), 's')),
      'refused: malformed target',
    ],
    [
      'an item that is added to what a call was given',
      bytes(call(global('collections', 'deque'), memoized(']')), then(NONE, 'a')),
      'refused: malformed target',
    ],
    [
      'a function in the place of a method',
      withState(STACK, dict({ _get_response_method: global('numpy', 'clip') })),
      'refused: malformed unsafe-state',
    ],
    [
      'a function in the place of a method of a Bunch',
      bytes(build(BUNCH), text('predict'), global('numpy', 'atleast_1d'), 's'),
      'refused: malformed unsafe-state',
    ],
    [
      'the same in what it is made of',
      call(RECONSTRUCTOR, BUNCH, DICT, dict({ predict: global('numpy', 'atleast_1d') })),
      'refused: malformed',
    ],
    [
      'a prepared function in the place of a method',
      withState(STACK, dict({ _validate_data: prepared(CHECK) })),
      'refused: malformed unsafe-state',
    ],
    [
      'an answer in the place of what a function is asked about',
      prepared(CHECK, dict({ array: text('eval') })),
      'refused: malformed unsafe-state',
    ],
    [
      'texts of the model itself that are names of files',
      frozen(withState(VECTORIZER, dict({ input: text('filename') }))),
      'refused: malformed unsafe-state',
    ],
    ['what may become so later', frozen(build(VECTORIZER)), 'refused: malformed unsafe-state'],
    ['a table where a model is', frozen(build(FRAME)), 'refused: malformed unsafe-state'],
    [
      'a table among models',
      withState(STACK, dict({ estimators: list(tuple(text('a'), build(FRAME))) })),
      'refused: malformed unsafe-state',
    ],
    [
      'a booster, which predicts for a file by its name, where a model is',
      frozen(build(global('lightgbm.basic', 'Booster'))),
      'refused: malformed unsafe-state',
    ],
    [
      'a booster as a function, which reads a file by its name',
      withState(FUNCTION, dict({ func: global('xgboost.core', 'Booster') })),
      'refused: unlisted-library-import xgboost.core.Booster',
    ],
    [
      'a text that a function gives back instead of the data',
      withState(FUNCTION, dict({ kw_args: dict({ initial: text('/etc/passwd') }) })),
      'refused: malformed unsafe-state',
    ],
    [
      'the same of the way back',
      withState(FUNCTION, dict({ inv_kw_args: dict({ initial: build(FRAME) }) })),
      'refused: malformed unsafe-state',
    ],
  ])('refused: %s', async (_, content, found) => {
    expect(await outcome(pickle(content))).toContain(found);
  });

  it.each<[name: string, content: Buffer]>([
    [
      'numbers and an order that a function is given',
      withState(
        FUNCTION,
        dict({
          func: global('numpy', 'clip'),
          kw_args: dict({ a_min: int(0), a_max: list(int(1), int(2)), order: text('K') }),
          inv_kw_args: dict({ dtype: text('float32') }),
        }),
      ),
    ],
    ['texts', frozen(withState(VECTORIZER, dict({ input: text('content') })))],
    ['names of files from whoever calls', withState(VECTORIZER, dict({ input: text('filename') }))],
    ['a table beside a model', withState(STACK, dict({ seen: build(FRAME) }))],
    ['columns by an index', columns(range(3))],
    [
      'a list that two objects share, filled before',
      bytes(
        '](',
        withState(STACK, dict({ a: bytes(']', 'q', 0) })),
        withState(STACK, dict({ a: 'h\0' })),
        'e',
      ),
    ],
    [
      'methods that predict',
      withState(
        STACK,
        dict({ stack_method_: list(text('predict_proba')), stack_method: text('auto') }),
      ),
    ],
    [
      'its own method to predict with',
      call(
        global('builtins', 'getattr'),
        build(global(BOOSTED, 'HistGradientBoostingClassifier')),
        text('_raw_predict'),
      ),
    ],
    ['an array on disk as the class of an array', array({ subclass: global('numpy', 'memmap') })],
  ])('clean: %s', async (_, content) => {
    expect(await outcome(pickle(content))).toBe('clean');
  });

  it.each(['tz', 'dtype', 'freq'])('no %s of an index names a file', async (key) => {
    const index = (value: string) =>
      call(
        global('pandas.core.indexes.datetimes', '_new_DatetimeIndex'),
        global('pandas.core.indexes.datetimes', 'DatetimeIndex'),
        dict({ data: array(), [key]: text(value) }),
      );
    expect(await outcome(pickle(index('dateutil//etc/hostname')))).toBe(
      'refused: malformed arguments',
    );
    expect(await outcome(pickle(index('datetime64[ns, dateutil/../../etc/passwd]')))).toBe(
      'refused: malformed arguments',
    );
    expect(await outcome(pickle(index('Europe/Berlin')))).toBe('clean');
  });

  it('an index of a range is only that', async () => {
    const index = (name: string, attributes: Record<string, Buffer>) =>
      call(
        global('pandas.core.indexes.base', '_new_Index'),
        global(`pandas.core.indexes.${name === 'Index' ? 'base' : 'multi'}`, name),
        dict(attributes),
      );
    expect(await outcome(pickle(index('Index', { data: range(10) })))).toBe(
      'refused: malformed arguments',
    );
    const levels = { levels: list(range(10)), codes: list(array()) };
    expect(await outcome(pickle(index('MultiIndex', levels)))).toBe('clean');
  });
});

describe('hashing', () => {
  /** Each tuple holds the one before twice. */
  const doubled = (levels: number) =>
    bytes(
      ')q\x00',
      ...Array.from({ length: levels }, (_, at) => bytes('0h', at, 'h', at, 0x86, 'q', at + 1)),
    );
  const deep = bytes(')', Buffer.alloc(200, 0x85));

  it.each<[name: string, content: Buffer, found: string]>([
    ['a key of shared tuples', bytes('}', doubled(40), NONE, 's'), 'hashing'],
    ['such a key that is thrown away', bytes('}', doubled(40), NONE, 's', '0', NONE), 'hashing'],
    ['an item of a set', bytes(0x8f, '(', doubled(40), 0x90), 'hashing'],
    ['an item of a frozen set', bytes('(', doubled(40), 0x91), 'hashing'],
    ['a deep key', bytes('}', deep, NONE, 's'), 'key-depth'],
    ['a deep item', bytes(0x8f, '(', deep, 0x90), 'key-depth'],
    [
      'a key of an ordered dictionary',
      bytes(call(global('collections', 'OrderedDict')), deep, NONE, 's'),
      'key-depth',
    ],
    ['a named tuple of a bot', bytes('}', OWN, deep, 0x81, NONE, 's'), 'key-depth'],
    [
      'integers that may have one hash',
      bytes('}(', ...Array.from({ length: 7000 }, () => bytes(bigInteger(9), NONE)), 'u'),
      'hashing',
    ],
    [
      'numbers that are none',
      bytes('}(', ...Array.from({ length: 7000 }, () => bytes('Fnan\n', NONE)), 'u'),
      'hashing',
    ],
  ])('%s', async (_, content, found) => {
    expect(await outcome(pickle(content))).toContain(`refused: limit ${found}`);
  });

  const many = (count: number) => Array.from({ length: count }, () => bigInteger(9));
  const small = Array.from({ length: 10_000 }, () => int(1));
  it.each<[name: string, content: Buffer, found: string]>([
    [
      'a set of a list that has such integers behind many others',
      call(global('builtins', 'set'), list(...small, ...many(20))),
      'malformed arguments',
    ],
    [
      'a count of a dictionary that has such keys',
      call(
        global('collections', 'Counter'),
        bytes('}(', ...many(3).map((key) => bytes(key, NONE)), 'u'),
      ),
      'malformed arguments',
    ],
    [
      'an index of shared tuples',
      call(
        global('pandas.core.indexes.base', '_new_Index'),
        global('pandas.core.indexes.base', 'Index'),
        dict({ data: objects(doubled(40)), name: NONE }),
      ),
      'limit hashing',
    ],
    [
      'categories of shared tuples',
      withState(
        global('pandas.core.arrays.categorical', 'Categorical'),
        dict({ _categories: objects(doubled(40)) }),
      ),
      'limit hashing',
    ],
  ])('%s', async (_, content, found) => {
    expect(await outcome(pickle(content))).toContain(`refused: ${found}`);
  });

  it('a count of numbers is usual', async () => {
    const counts = bytes('}(', int(1), int(2), int(3), int(4), 'u');
    expect(await outcome(pickle(call(global('collections', 'Counter'), counts)))).toBe('clean');
  });

  it('a usual tuple is a key', async () => {
    expect(await outcome(pickle('}', tuple(text('BTC'), tuple(int(1), int(2))), NONE, 's'))).toBe(
      'clean',
    );
  });

  it('an integer of too many digits is refused', async () => {
    expect(await outcome(pickle(bytes(`L${'1'.repeat(5000)}L\n`)))).toBe(
      'refused: malformed bad-argument',
    );
  });
});

describe('dtypes', () => {
  const state = (changes: Readonly<Record<number, Buffer | string | number>> = {}) => {
    const parts = [int(3), text('|'), NONE, NONE, NONE, int(16), int(1), int(0)];
    return tuple(...parts.map((part, at) => changes[at] ?? part));
  };
  const field = (offset: number) => tuple(dtype('f8'), int(offset));
  const two = { 3: tuple(text('a'), text('b')), 4: dict({ a: field(0), b: field(8) }), 7: int(16) };

  it.each<[name: string, content: Buffer]>([
    ['text without alignment', dtype('U2', plainState(8, 8, 0))],
    ['text longer than its code says', dtype('U2', plainState(8, 80, 4))],
    ['a number with a size', dtype('f8', plainState(0, 8, 8))],
    ['a name without a field', dtype('V16', state({ ...two, 4: dict({ a: field(0) }) }))],
    ['a field without a name', dtype('V16', state({ ...two, 3: tuple(text('a')) }))],
    ['a name twice', dtype('V16', state({ ...two, 3: tuple(text('a'), text('a')) }))],
    ['names without fields', dtype('V16', state({ ...two, 4: NONE }))],
    ['a subarray of another size', dtype('V16', state({ 2: tuple(dtype('f8'), tuple(int(3))) }))],
    ['a subarray of objects', dtype('V16', state({ 2: tuple(dtype('O8'), tuple(int(2))) }))],
    ['metadata of the wrong version', dtype('f8', state({ 0: int(4), 5: int(-1), 6: int(-1) }))],
    ['flags of pointers', dtype('V16', state({ ...two, 7: int(20) }))],
  ])('refused: %s', async (_, content) => {
    expect(await outcome(pickle(content))).toBe('refused: malformed array-description');
  });

  it.each<[name: string, content: Buffer]>([
    ['fields', dtype('V16', state(two))],
    ['an aligned record', dtype('V16', state({ ...two, 6: int(8), 7: int(-112) }))],
    ['a subarray', dtype('V16', state({ 2: tuple(dtype('f8'), tuple(int(2))), 6: int(8) }))],
    ['text', dtype('U2', plainState(8, 8, 4))],
    [
      'a title',
      bytes(
        tuple(dtype('f8'), int(0), text('t')),
        'q',
        77,
        '0',
        dtype(
          'V8',
          state({
            3: tuple(text('a')),
            4: dict({ a: 'h\x4d', t: 'h\x4d' }),
            5: int(8),
            7: int(16),
          }),
        ),
      ),
    ],
  ])('clean: %s', async (_, content) => {
    expect(await outcome(pickle(content))).toBe('clean');
  });
});

describe('the blocks of pandas 1.3', () => {
  const NEW_BLOCK = global('pandas.core.internals.blocks', 'new_block');
  const COLUMN = array();
  const prepared = (state: Buffer) => bytes(call(PARTIAL, NEW_BLOCK), state, 'b');
  const usual = prepared(tuple(NEW_BLOCK, ')', dict({ ndim: int(2) }), NONE));
  const places = call(global('builtins', 'slice'), int(0), int(1), int(1));

  it('clean: an array and its place', async () => {
    expect(await outcome(pickle(call(usual, COLUMN, places)))).toBe('clean');
  });

  it.each<[name: string, content: Buffer, reason: string]>([
    ['another argument', call(usual, COLUMN, INTERFACE), 'arguments'],
    ['no state', call(call(PARTIAL, NEW_BLOCK), COLUMN, places), 'callee'],
    [
      'a class to make it of',
      call(
        prepared(tuple(NEW_BLOCK, ')', dict({ klass: global('numpy', 'float64') }), NONE)),
        COLUMN,
        places,
      ),
      'callee',
    ],
    [
      'a state with another function',
      call(prepared(tuple(CHECK, ')', dict({ ndim: int(2) }), NONE)), COLUMN, places),
      'callee',
    ],
    [
      'a call of another object',
      call(call(global('collections', 'OrderedDict')), COLUMN),
      'callee',
    ],
  ])('refused: %s', async (_, content, reason) => {
    expect(await outcome(pickle(content))).toBe(`refused: malformed ${reason}`);
  });
});
