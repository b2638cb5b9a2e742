import { type Dtype, isNode } from '../values/values.js';
import {
  type Accepts,
  type Callable,
  holds,
  isBytes,
  isCount,
  isImportFrom,
  isImportOf,
  isInteger,
  isMadeBy,
  isNone,
  isNumber,
  isPlain,
  isPlainDtype,
  isShape,
  isShortText,
  isText,
  type Kind,
  listOf,
  oneOf,
  optional,
  shapeOf,
  takes,
  tupleOf,
} from './grammar.js';

/** `b`, as text or bytes: numpy reads a description of any length, and would ask an object for its dtype. */
export const isTypeCode: Kind = (value) =>
  value === 'b' || (isNode(value) && value.kind === 'bytes' && value.length === 1);

/** An object of Cython: (its class, a checksum, a state or None). */
const cython = (module: RegExp): Accepts =>
  takes(isImportFrom(module), isInteger, oneOf(isNone, listOf(isPlain)));

/** `_frombuffer(bytes, dtype, shape, order)`, which numpy makes an array of without a copy. */
const fromBuffer: Accepts = (args) => {
  const [content, dtype, shape] = args;
  if (!takes(isBytes, isPlainDtype, isShape, isShortText)(args)) return false;
  return holds(content, shape, dtype as Dtype);
};

/** The tree takes as many numbers from the array as the last argument says, and does not look at its length. */
const tree: Accepts = (args) => {
  const [features, classes, outputs] = args;
  const shape = shapeOf(classes);
  return args.length === 3 && isCount(features) && shape?.length === 1 && shape[0] === outputs;
};

const LOSSES =
  'CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHuberLoss CyLossFunction CyPinballLoss';

function unpicklers(names: string): string {
  return names.replaceAll('Cy', '__pyx_unpickle_Cy');
}

const BIT_GENERATORS = /^numpy\.random\._(?:mt19937|pcg64|philox|sfc64)$/;
const bitGenerator = oneOf(isShortText, isMadeBy('numpy.random._pickle __bit_generator_ctor'));
const bitGeneratorMaker = optional(isImportOf('numpy.random._pickle __bit_generator_ctor'));

/** What numpy and scikit-learn are called with. */
export const NUMPY: readonly Callable[] = [
  {
    names: 'numpy.core.multiarray scalar\nnumpy._core.multiarray scalar',
    accepts: takes(isPlainDtype, isBytes),
    because:
      'copies as many bytes as the dtype says; with a dtype of objects it would return its argument',
  },
  {
    names:
      'numpy.core.multiarray _frombuffer\nnumpy.core.numeric _frombuffer\nnumpy._core.numeric _frombuffer',
    accepts: fromBuffer,
    because: 'sees bytes as numbers',
  },
  {
    names: 'numpy.ma.core _mareconstruct',
    accepts: takes(
      isImportOf('numpy.ma MaskedArray', 'numpy.ma.core MaskedArray'),
      isImportOf('numpy ndarray', 'numpy matrix', 'numpy recarray', 'numpy.rec recarray'),
      (value) => isShape(value) && tupleOf((length) => length === 0)(value),
      isTypeCode,
    ),
    because: 'makes an empty array of a class that is listed',
  },
  {
    names: 'numpy.random._pickle __randomstate_ctor __generator_ctor',
    accepts: takes(optional(bitGenerator), bitGeneratorMaker),
    because: 'finds the generator by its name',
  },
  {
    names: 'numpy.random._pickle __bit_generator_ctor',
    accepts: takes(optional(oneOf(isShortText, isImportFrom(BIT_GENERATORS)))),
    because: 'makes a generator of a class that is listed',
  },
  {
    names: 'numpy.random.bit_generator __pyx_unpickle_SeedSequence',
    accepts: takes(
      isImportOf('numpy.random.bit_generator SeedSequence'),
      isInteger,
      oneOf(isNone, listOf(isPlain)),
    ),
    because: 'makes an object of this one class and keeps plain values in it',
  },
  {
    names: `sklearn._loss._loss ${LOSSES}\n_loss ${LOSSES}`,
    accepts: takes(optional(isNumber), optional(isNumber)),
    because: 'keeps numbers',
  },
  {
    names: `sklearn._loss._loss ${unpicklers(LOSSES)}\n_loss ${unpicklers(LOSSES)}`,
    accepts: cython(/^(?:sklearn\._loss\.)?_loss$/),
    because: 'makes an object of a loss class that is listed, and keeps plain values in it',
  },
  {
    names:
      'sklearn.linear_model._sgd_fast EpsilonInsensitive Hinge Huber Log ModifiedHuber SquaredEpsilonInsensitive SquaredHinge SquaredLoss',
    accepts: takes(optional(isNumber)),
    because: 'keeps a number',
  },
  {
    names: 'sklearn.metrics._dist_metrics newObj newObj32 newObj64',
    accepts: takes(isImportFrom(/^sklearn\.metrics\._dist_metrics$/)),
    because: 'makes an empty object of a metric that is listed',
  },
  {
    names:
      'sklearn.neighbors._ball_tree newObj newObj32 newObj64\nsklearn.neighbors._kd_tree newObj newObj32 newObj64',
    accepts: takes(isImportFrom(/^sklearn\.neighbors\._(?:ball|kd)_tree$/)),
    because: 'makes an empty tree of a class that is listed',
  },
  {
    names: 'sklearn.tree._tree Tree',
    accepts: tree,
    because: 'copies as many numbers of an array as the array has',
  },
  {
    names: 'sklearn.exceptions ConvergenceWarning NotFittedError',
    accepts: (args) => args.every(isText),
    because: 'keeps a message',
  },
  {
    names:
      'sklearn.impute._iterative _ImputerTriplet\nsklearn._loss.glm_distribution DistributionBoundary',
    accepts: () => true,
    because: 'is a tuple: it keeps what it is given',
  },
];
