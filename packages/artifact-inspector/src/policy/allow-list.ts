import { NAMES } from './allow-list-names.js';

/**
 * Not in the sample files, because it belongs to other versions of the libraries, or because no sample
 * happens to contain it. Newer builds of scikit-learn name their loss module `_loss`.
 */
const ALSO = `
  _loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss
  _loss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss
  _loss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
  __builtin__ complex frozenset int set slice str xrange
  builtins bytearray bytes complex frozenset range set slice
  collections Counter OrderedDict defaultdict deque
  datetime date datetime time timedelta timezone
  decimal Decimal
  fractions Fraction
  functools partial
  pathlib PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath
  pathlib._local PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath
  uuid UUID
  numpy dtype bytes_ complex128 complex64 datetime64 float16 generic int16 memmap number timedelta64 uint16 uint32 uint64 void
  numpy allclose amax amin angle argmax argmin argsort around array asarray ascontiguousarray atleast_1d atleast_2d average bincount column_stack concatenate convolve correlate corrcoef cov cross cumprod cumsum diagonal diff digitize dot dstack expand_dims fix flip fliplr flipud full_like gradient histogram hstack i0 imag interp isclose kron max median min moveaxis nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndim ones_like outer percentile prod ptp quantile ravel real repeat reshape roll rot90 round round_ searchsorted select sinc sort squeeze stack std sum swapaxes take tile transpose trapezoid tril triu unique unwrap vander var vstack where zeros_like
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
  pandas Float32Dtype Int16Dtype Int32Dtype Int8Dtype UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype
  pandas.core.arrays.floating Float32Dtype
  pandas.core.arrays.integer Int16Dtype Int32Dtype Int8Dtype UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype
  scipy.interpolate._bsplines _BSpline
  scipy.interpolate._cubic Akima1DInterpolator CubicHermiteSpline CubicSpline PchipInterpolator
  scipy.interpolate._interpolate PPoly _PPoly
  scipy.sparse._arrays bsr_array coo_array csc_array csr_array dia_array lil_array
  scipy.sparse._bsr bsr_array bsr_matrix
  scipy.sparse._dia dia_array dia_matrix
  scipy.sparse._lil lil_array lil_matrix
  imblearn.over_sampling._smote.base SMOTENC
  sklearn.compose._column_transformer make_column_selector
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
  sklearn.model_selection._split _CVIterableWrapper
  sklearn.utils.validation check_array
  sklearn.model_selection._classification_threshold FixedThresholdClassifier TunedThresholdClassifierCV
  sklearn.neighbors._ball_tree BallTree32 BallTree64
  sklearn.neighbors._kd_tree KDTree32 KDTree64
  sklearn.preprocessing._target_encoder TargetEncoder
  pandas CategoricalIndex
  xgboost.callback EarlyStopping EvaluationMonitor
  xgboost.collective communicator_print
`;

let listed: ReadonlyMap<string, string> | undefined;

/**
 * Whether objects of this exact pair of module and name may be built and referred to. What may be called
 * is in `callables.ts`.
 *
 * @example isListed('sklearn.pipeline', 'Pipeline') // true
 * @example isListed('sklearn.datasets', 'load_files') // false
 */
export function isListed(module: string, name: string): boolean {
  const names = list().get(module) ?? '';
  return name !== '' && names.split(' ').includes(name);
}

/**
 * Whether objects of something in this module may be built and referred to.
 *
 * @example isListedModule('sklearn.pipeline') // true
 */
export function isListedModule(module: string): boolean {
  return list().has(module);
}

function list(): ReadonlyMap<string, string> {
  listed ??= byModule(NAMES, ALSO);
  return listed;
}

/** For each module its names, each with a space in front: few are looked up, so they are not split. */
function byModule(...texts: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, module, rest] of texts.join('').matchAll(/^ +(\S+)(.*)$/gm)) {
    names.set(module as string, (names.get(module as string) ?? '') + rest);
  }
  return names;
}
