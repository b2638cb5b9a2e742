import { expect, it } from 'vitest';
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
  TRUE,
  text,
  tuple,
} from './support/pickle.js';

/** Listed, and with attributes of its own choice once it is built. */
const KERNEL = global('sklearn.gaussian_process.kernels', 'Sum');
const BUNCH = global('sklearn.utils._bunch', 'Bunch');
const NDARRAY = global('numpy', 'ndarray');
/** Stands for a function of a library that runs what it is given. */
const MEAN = global('numpy', 'mean');
const DATA = dict({ data: tuple(int(64), FALSE) });

/** A numpy string, which equals the same text. */
const SCALAR = call(
  global('numpy.core.multiarray', 'scalar'),
  dtype('S1', plainState(0, 1, 1)),
  bytes('C', 1, 'a'),
);

function withState(type: Buffer, state: Buffer): Buffer {
  return bytes(build(type), state, 'b');
}

function newWith(type: Buffer, ...args: Buffer[]): Buffer {
  return bytes(type, tuple(...args), 0x81);
}

function randomState(state: Buffer): Buffer {
  return bytes(
    call(global('numpy.random._pickle', '__randomstate_ctor'), text('MT19937')),
    state,
    'b',
  );
}

const callable = withState(KERNEL, dict({ func: MEAN }));
const listDtype = call(
  global('numpy', 'dtype'),
  bytes(']', tuple(text('a'), text('O')), 'a'),
  FALSE,
  TRUE,
);

it.each<[name: string, content: Buffer, found: string]>([
  [
    'a file that numpy.memmap would overwrite',
    newWith(global('numpy', 'memmap'), text('x'), text('u1'), text('w+')),
    'unlisted-library-import numpy.memmap',
  ],
  [
    'the same by keywords',
    bytes(global('numpy', 'memmap'), ')', dict({ filename: text('x'), mode: text('w+') }), 0x92),
    'unlisted-library-import numpy.memmap',
  ],
  [
    'the same by the hand of pandas',
    call(
      global('pandas.core.indexes.base', '_new_Index'),
      global('numpy', 'memmap'),
      dict({ filename: text('x') }),
    ),
    'malformed arguments',
  ],
  [
    'an own class made with arguments',
    newWith(global('src.models', 'Config'), int(1)),
    'unlisted-call src.models.Config',
  ],
  [
    'a dtype that holds objects and says otherwise',
    bytes(listDtype, plainState(0, 8), 'b'),
    'malformed array-description',
  ],
  [
    'a Bunch that says where its memory is',
    bytes(build(BUNCH), text('__array_interface__'), DATA, 's'),
    'malformed unsafe-state',
  ],
  [
    'a Bunch whose key is an object',
    bytes(build(BUNCH), SCALAR, DATA, 's'),
    'malformed unsafe-state',
  ],
  [
    'the same as the content of a dictionary',
    call(
      global('copyreg', '_reconstructor'),
      BUNCH,
      global('builtins', 'dict'),
      dict({ __array_interface__: DATA }),
    ),
    'malformed arguments',
  ],
  [
    'items for an array to copy',
    bytes(
      call(
        global('numpy.core.multiarray', '_reconstruct'),
        NDARRAY,
        tuple(int(0)),
        bytes('C', 1, 'b'),
      ),
      NONE,
      build(BUNCH),
      's',
    ),
    'malformed target',
  ],
  ['items for an estimator to add', bytes(build(KERNEL), NONE, 'a'), 'malformed target'],
  [
    'an object to be called for a bit generator',
    call(global('numpy.random._pickle', '__randomstate_ctor'), text('x'), callable),
    'malformed arguments',
  ],
  [
    'a listed function for a bit generator',
    call(global('numpy.random._pickle', '__randomstate_ctor'), text('x'), MEAN),
    'malformed arguments',
  ],
  ['random numbers of an empty tuple', randomState(tuple()), 'malformed unsafe-state'],
  [
    'random numbers without their place',
    randomState(tuple(text('MT19937'), array())),
    'malformed unsafe-state',
  ],
  [
    'a place behind the random numbers',
    randomState(
      dict({
        bit_generator: text('MT19937'),
        state: dict({ key: array(), pos: int(625) }),
      }),
    ),
    'malformed unsafe-state',
  ],
  [
    'a place behind the numbers that were drawn ahead',
    randomState(dict({ bit_generator: text('Philox'), buffer_pos: int(5) })),
    'malformed unsafe-state',
  ],
  [
    'a scalar that is the object itself',
    call(global('numpy.core.multiarray', 'scalar'), dtype('O8'), KERNEL),
    'malformed arguments',
  ],
  [
    'the representation of an object',
    call(
      global('copyreg', '_reconstructor'),
      global('builtins', 'str'),
      global('builtins', 'str'),
      tuple(callable),
    ),
    'malformed arguments',
  ],
  [
    "a state's own items()",
    withState(KERNEL, withState(KERNEL, dict({ items: MEAN }))),
    'malformed unsafe-state',
  ],
  [
    'a state that hides its attributes',
    withState(
      KERNEL,
      call(global('collections', 'OrderedDict'), bytes(']', tuple(text('a'), NONE), 'a')),
    ),
    'malformed unsafe-state',
  ],
  ['an import as a state', withState(KERNEL, MEAN), 'malformed unsafe-state'],
  [
    'an attribute that is set one by one',
    withState(
      global('scipy.sparse._csr', 'csr_matrix'),
      tuple(dict({ reshape: MEAN }), dict({ shape: text('x') })),
    ),
    'malformed unsafe-state',
  ],
  [
    'a method that __setstate__ calls',
    withState(global('sklearn.isotonic', 'IsotonicRegression'), dict({ _build_f: MEAN })),
    'malformed unsafe-state',
  ],
  [
    'nodes that __setstate__ converts',
    withState(
      global('sklearn.ensemble._hist_gradient_boosting.predictor', 'TreePredictor'),
      dict({ nodes: callable }),
    ),
    'malformed unsafe-state',
  ],
  [
    'a nested object that converts its bytes itself',
    objectArray(pickle(withState(KERNEL, dict({ func: MEAN })))),
    'malformed nested-array',
  ],
  [
    'an array of another class',
    array({ subclass: global('numpy', 'record') }),
    'malformed array-description',
  ],
  [
    'a distribution of scipy, which executes its state',
    withState(
      global('scipy.stats._continuous_distns', 'uniform_gen'),
      dict({ _parse_arg_template: text('pass') }),
    ),
    'unlisted-library-import scipy.stats._continuous_distns.uniform_gen',
  ],
  [
    'a folder that numpy deletes',
    withState(global('numpy', 'DataSource'), dict({ _destpath: text('x'), _istmpdest: TRUE })),
    'unlisted-library-import numpy.DataSource',
  ],
  ['a module found by its last part', global('.os', 'x'), 'malformed import-name'],
  ['a module with an empty part', global('a..b', 'x'), 'malformed import-name'],
  ['a package run as a program', global('numpy.f2py.__main__', 'x'), 'malformed import-name'],
  ['an octal number', bytes('I0112\n'), 'malformed bad-argument'],
])('refused: %s', async (_, content, found) => {
  expect(await outcome(pickle(content))).toContain(`refused: ${found}`);
});

it.each<[name: string, content: Buffer]>([
  [
    'a named tuple of scikit-learn',
    newWith(global('sklearn.impute._iterative', '_ImputerTriplet'), int(1)),
  ],
  ['a Bunch with items', bytes(build(BUNCH), text('a'), int(1), 's')],
  [
    'a bit generator of numpy 2 handed on',
    call(
      global('numpy.random._pickle', '__generator_ctor'),
      bytes(
        call(
          global('numpy.random._pickle', '__bit_generator_ctor'),
          global('numpy.random._pcg64', 'PCG64'),
        ),
        tuple(dict({ state: NONE }), NONE),
        'b',
      ),
    ),
  ],
])('clean: %s', async (_, content) => {
  expect(await outcome(pickle(content))).toBe('clean');
});

it.each<[name: string, state: Buffer]>([
  [
    'numpy today',
    dict({
      bit_generator: text('MT19937'),
      state: dict({ key: array(), pos: int(624) }),
    }),
  ],
  ['Philox', dict({ bit_generator: text('Philox'), buffer_pos: int(4) })],
  [
    'numpy before 1.17',
    tuple(text('MT19937'), array(), int(624), int(0), bytes('G', Buffer.alloc(8))),
  ],
])('random numbers of %s are clean', async (_, state) => {
  expect(await outcome(pickle(randomState(state)))).toBe('clean');
});

it.each([
  ['clean', tuple()],
  ['refused: malformed unsafe-state', tuple(int(1))],
])('%s: a loss of scikit-learn 1.8 with such a state', async (expected, state) => {
  const loss = global('_loss', 'CyHalfMultinomialLoss');
  const made = call(global('_loss', '__pyx_unpickle_CyHalfMultinomialLoss'), loss, int(1), NONE);
  expect(await outcome(pickle(made, state, 'b'))).toBe(expected);
});
