import { CALLED, REFERRED } from './allow-list-names.js';

/**
 * Not called in the sample files, because it belongs to other versions of numpy, scikit-learn and
 * pandas, or because no sample happens to contain it. Newer builds of scikit-learn name their loss
 * module `_loss`.
 */
const ALSO_CALLED = `
  _loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss
  _loss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss
  _loss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
  _loss __pyx_unpickle_CyAbsoluteError __pyx_unpickle_CyExponentialLoss
  _loss __pyx_unpickle_CyHalfBinomialLoss __pyx_unpickle_CyHalfGammaLoss
  _loss __pyx_unpickle_CyHalfMultinomialLoss __pyx_unpickle_CyHalfPoissonLoss
  _loss __pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHalfTweedieLoss
  _loss __pyx_unpickle_CyHalfTweedieLossIdentity __pyx_unpickle_CyHuberLoss
  _loss __pyx_unpickle_CyPinballLoss
  builtins bytes
  collections Counter
  copyreg _reconstructor
  datetime time
  decimal Decimal
  numpy._core.multiarray _reconstruct scalar
  numpy._core.numeric _frombuffer
  numpy.core.multiarray _frombuffer
  numpy.random._pickle __bit_generator_ctor
  pathlib PurePath PureWindowsPath PosixPath WindowsPath
  pandas._libs.internals _unpickle_block
  pandas.core.indexes.base _new_Index
  sklearn._loss._loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss
  sklearn._loss._loss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss
  sklearn._loss._loss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
  sklearn._loss._loss __pyx_unpickle_CyExponentialLoss __pyx_unpickle_CyHalfTweedieLoss
  sklearn._loss._loss __pyx_unpickle_CyHuberLoss
  sklearn.linear_model._sgd_fast EpsilonInsensitive Huber SquaredEpsilonInsensitive SquaredLoss
  sklearn.neighbors._ball_tree newObj32 newObj64
  sklearn.neighbors._kd_tree newObj32 newObj64
  sklearn.metrics._dist_metrics newObj32 newObj64
`;

const ALSO_REFERRED = `
  _loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss
  _loss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss
  _loss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
  __builtin__ int str
  builtins bytes complex frozenset set
  numpy bytes_ complex128 complex64 datetime64 float16 generic int16 memmap number timedelta64 uint16 uint32 uint64 void
  numpy._core._multiarray_umath absolute exp log log1p sign sqrt square tanh
  numpy.random._mt19937 MT19937
  numpy.random._pcg64 PCG64 PCG64DXSM
  numpy.random._philox Philox
  numpy.random._sfc64 SFC64
  pandas.core.frame DataFrame
  pandas.core.indexes.base Index
  pandas.core.indexes.range RangeIndex
  pandas.core.internals.managers BlockManager SingleBlockManager
  pandas.core.series Series
  scipy.sparse._coo coo_array coo_matrix
  scipy.sparse._csc csc_array csc_matrix
  scipy.sparse._csr csr_array
  sklearn._loss.link HalfLogitLink
  sklearn._loss.loss ExponentialLoss HalfTweedieLoss HuberLoss
  sklearn.cluster._hdbscan.hdbscan HDBSCAN
  sklearn.frozen._frozen FrozenEstimator
  sklearn.metrics._dist_metrics BrayCurtisDistance CanberraDistance HammingDistance JaccardDistance MahalanobisDistance MinkowskiDistance SEuclideanDistance
  sklearn.metrics._dist_metrics EuclideanDistance32 EuclideanDistance64 ManhattanDistance32 ManhattanDistance64 MinkowskiDistance32 MinkowskiDistance64
  sklearn.metrics._scorer _PassthroughScorer _Scorer
  sklearn.model_selection._classification_threshold FixedThresholdClassifier TunedThresholdClassifierCV
  sklearn.neighbors._ball_tree BallTree32 BallTree64
  sklearn.neighbors._kd_tree KDTree32 KDTree64
  sklearn.preprocessing._target_encoder TargetEncoder
  xgboost.callback EarlyStopping
`;

const CALLABLE = byModule(CALLED, ALSO_CALLED);
const REFERABLE = byModule(REFERRED, ALSO_REFERRED);

/**
 * Whether this exact pair of module and name is known to be harmless: when it is called (`call`), or
 * when objects of it are built or it is only referred to (`refer`).
 *
 * @example isListed('sklearn.pipeline', 'Pipeline', 'refer') // true
 * @example isListed('sklearn.pipeline', 'Pipeline', 'call') // false
 */
export function isListed(module: string, name: string, use: 'call' | 'refer'): boolean {
  const names = (use === 'call' ? CALLABLE : REFERABLE).get(module) ?? '';
  return name !== '' && names.split(' ').includes(name);
}

/** For each module its names, each with a space in front: few are looked up, so they are not split. */
function byModule(...texts: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, module, rest] of texts.join('').matchAll(/^ +(\S+)(.*)$/gm)) {
    names.set(module as string, (names.get(module as string) ?? '') + rest);
  }
  return names;
}
