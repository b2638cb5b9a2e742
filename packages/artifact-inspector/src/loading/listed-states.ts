import {
  dictOf,
  holds,
  isArray,
  isBytes,
  isCount,
  isFlag,
  isFunction,
  isImportFrom,
  isImportOf,
  isMadeBy,
  isMadeFrom,
  isNone,
  isNumber,
  isNumericArray,
  isPlain,
  isPlainArray,
  isPlainDtype,
  isScalar,
  isShape,
  isShortText,
  isText,
  type Kind,
  listOf,
  mapOf,
  objectsOf,
  oneOf,
  optional,
  shapeOf,
  tupleOf,
} from '../policy/grammar.js';
import { MAY_BE_PREPARED } from '../policy/python-callables.js';
import { isStandardLibrary } from '../policy/standard-library.js';
import { onceForEach } from '../values/once.js';
import { type Dictionary, type Instance, isNode, type Value } from '../values/values.js';

/**
 * Attributes of an object. A function may stand only where libraries keep one: anywhere else it could take the place of
 * a method, and answer in its name.
 */
const isAttributes: Kind = (state) =>
  dictOf(() => true)(state) &&
  [...(state as Dictionary).entries].every(([key, value]) => !isFunction(value) || KEEPS.test(key));

/** Where real files keep functions and classes: parameters that are called with data or scores, and types. */
const KEEPS =
  /^(?:func|inverse_func|_?score_func|pooling_func|feature_name_combiner|fun|kernel|_?metric|metric_|effective_metric_|affinity|weights|init|strategy|threshold|max_features|importance_getter|analyzer|tokenizer|preprocessor|strip_accents|verbose_feature_names_out|sampling_strategy|scoring|_?scorer_?|refit|oob_score|cv|_?objective|_fobj|eval_metric|_?dtype_?|dtype_(?:include|exclude)|_asarray|_spline_class|_kmeans_single|_logger|missing_values|callback|connectivity|feature_names_out|is_(?:data|model)_valid|loss|optimizer)$/;

const has = (state: Value | undefined, key: string): Value | undefined =>
  isNode(state) && state.kind === 'dict' ? state.entries.get(key) : undefined;

/** Attributes, some of which are of a kind or missing. */
function attributes(kinds: Readonly<Record<string, Kind>>): Kind {
  const known = Object.entries(kinds);
  return (state) => isAttributes(state) && known.every(([key, kind]) => kind(has(state, key)));
}

/** No attribute may take the place of a method that is called at once. */
const isMissing: Kind = (value) => value === undefined;

/** Attributes and, in a pair, an empty second part. */
const isUsual: Kind = oneOf(
  isNone,
  isAttributes,
  tupleOf(
    oneOf(isNone, isAttributes),
    oneOf(isNone, (value) => hasNothing(value)),
  ),
);

function hasNothing(value: Value | undefined): boolean {
  return (
    isAttributes(value) && (value as Dictionary).entries.size + (value as Dictionary).dropped === 0
  );
}

/** How a model is asked: scikit-learn takes the method of this name of whatever stands where a model should. */
const isMethod: Kind = (value) =>
  typeof value === 'string' &&
  /^(?:auto|predict(?:_(?:proba|log_proba))?|decision_function)$/.test(value);
const isMethods: Kind = oneOf(isNone, isMethod, listOf(oneOf(isNone, isMethod)));

/**
 * Where a model or a transformer is expected, and asked by the names of methods that tables of pandas and boosters
 * have too: these read and write files by names that stand in what they are given. So does what makes numbers of
 * texts and takes them for names of files: by itself, it gets them from whoever calls it, and here from the model.
 */
const isAsked: Kind = (value) => !holdsOther(value, 3);

function holdsOther(value: Value | undefined, levels: number): boolean {
  if (!isNode(value)) return false;
  if (ofPandas(value) || isBooster(value) || opensFiles(value)) return true;
  if (levels === 0) return false;
  return partsOf(value).some((part) => holdsOther(part, levels - 1));
}

const ofPandas = isMadeFrom(/^pandas(?:\.|$)/);
const isBooster = isMadeBy('lightgbm.basic Booster', 'xgboost.core Booster');
const isVectorizer = isMadeFrom(/^sklearn\.feature_extraction\.text$/);

/** As far as it is known: a real file builds a part before the whole. */
function opensFiles(value: Value | undefined): boolean {
  if (!isVectorizer(value)) return false;
  const { state } = value as Instance;
  return state === undefined || has(state, 'input') === 'filename';
}

/** In a step of a ColumnTransformer, the columns that it is for come last. */
function partsOf(value: Value): readonly Value[] {
  if (!isNode(value)) return [];
  if (value.kind === 'dict') return [...value.entries.values(), ...value.others];
  if (value.kind === 'tuple') return value.items.slice(0, 2);
  return value.kind === 'list' ? value.items : objectsOf(value);
}

/** scikit-learn compares the version that an estimator was made with. */
const isEstimatorState = attributes({
  ...Object.fromEntries(
    ['estimator', 'base_estimator', 'final_estimator', 'classifier', 'regressor', 'transformer']
      .flatMap((key) => [key, `${key}_`, `${key}s`, `${key}s_`, `_${key}`, `_${key}s`])
      .concat('steps', 'transformer_list', 'best_estimator_', 'calibrated_classifiers_')
      .map((key) => [key, isAsked]),
  ),
  _sklearn_version: optional(isText),
  stack_method: optional(isMethods),
  stack_method_: optional(isMethods),
  response_method: optional(isMethods),
  _response_method: optional(isMethods),
  chain_method: optional(isMethods),
  chain_method_: optional(isMethods),
});

/** Objects of these are shared by the whole program, or have no attributes. */
const WITHOUT_STATE = /^(?:pytz|dateutil)(?:\.|$)/;

/** The state that objects of a listed class may get, or of what a listed function made. */
export const stateOf = onceForEach(
  ({ module, name }): Kind => STATES.get(`${module} ${name}`) ?? stateFrom(module),
);

/** Losses have no attributes. Cython gives those without numbers an empty state, and does nothing with it. */
const LOSSES = /^(?:sklearn\._loss\.)?_loss$/;
const isLossState = oneOf(isNone, isEstimatorState, tupleOf());

function stateFrom(module: string): Kind {
  if (LOSSES.test(module)) return isLossState;
  if (WITHOUT_STATE.test(module) || isStandardLibrary(module)) return isNone;
  if (/^sklearn\./.test(module)) return oneOf(isNone, isEstimatorState);
  if (/^pandas(?:\.|$)/.test(module)) return PANDAS;
  return isUsual;
}

/** Of an array that pickle itself wrote: (version, shape, dtype, order, content). */
const isArrayState: Kind = (state) =>
  isNode(state) && state.kind === 'tuple' && isArrayContent(state.items);

function isArrayContent(parts: readonly Value[]): boolean {
  const [version, shape, dtype, order, content] = parts;
  if (parts.length !== 5 || version !== 1 || !isShape(shape)) return false;
  if (!isNode(dtype) || dtype.kind !== 'dtype') return false;
  if (typeof order !== 'boolean' && order !== 0 && order !== 1) return false;
  return holds(content, shape, dtype);
}

/** Of a masked array: that of an array, then the mask and the value for what is masked. */
const isMaskedState: Kind = (state) => {
  if (!isNode(state) || state.kind !== 'tuple' || state.items.length !== 7) return false;
  const array = state.items.slice(0, 5);
  const [mask, filler] = state.items.slice(5);
  return isArrayContent(array) && isBytes(mask) && oneOf(isScalar, isFiller, isBytes)(filler);
};

/** numpy converts it, and shows it to whoever reads the error where it cannot. */
const isFiller: Kind = (value) => isArray(value) && objectsOf(value).every(isScalar);

/** A place in numbers that were drawn ahead: numpy takes it as it is, and reads there. */
const isPlaceBelow =
  (most: number): Kind =>
  (value) =>
    isCount(value) && (value as number) <= most;
const isPlaceOfMt19937 = isPlaceBelow(624);
const isRandomState: Kind = oneOf(
  isNone,
  (state) =>
    dictOf(isPlain)(state) &&
    optional(isPlaceBelow(4))(has(state, 'buffer_pos')) &&
    optional(oneOf(isNone, dictOf(isPlain)))(has(state, 'state')) &&
    optional(isPlaceOfMt19937)(has(has(state, 'state'), 'pos')),
);
/** numpy reads the parts of a tuple without asking how many there are. */
const isRandomTuple = oneOf(
  tupleOf(isText, isPlainArray, isPlaceOfMt19937),
  tupleOf(isText, isPlainArray, isPlaceOfMt19937, isNumber, isNumber),
);
const isBitGeneratorState = oneOf(
  isRandomState,
  tupleOf(
    isRandomState,
    oneOf(isNone, isMadeBy('numpy.random.bit_generator __pyx_unpickle_SeedSequence')),
  ),
);

const isTree = attributes({
  max_depth: isCount,
  node_count: isCount,
  nodes: isPlainArray,
  values: isPlainArray,
});
/** Of a decision tree: as many nodes as it says. */
const isTreeState: Kind = (state) =>
  isTree(state) && has(state, 'node_count') === shapeOf(has(state, 'nodes'))?.[0];

const isMetric = isMadeFrom(/^sklearn\.metrics\._dist_metrics$/);
const isTreeOfNeighbors: Kind = (state) =>
  isNode(state) &&
  state.kind === 'tuple' &&
  state.dropped === 0 &&
  state.items.length >= 12 &&
  state.items.length <= 13 &&
  state.items.every(oneOf(isPlainArray, isNumber, isFlag, isNone, isMetric));

const isMetricState = oneOf(
  tupleOf(isNumber, isPlainArray, isPlainArray),
  tupleOf(isNumber, isPlainArray),
);

const isUnpickledState = oneOf(isNone, listOf(oneOf(isPlain, isRandomState)));

const isColumn = oneOf(isArray, ofPandas);
const isKeptValue = oneOf(isScalar, ofPandas, isPlainDtype);
/** Attributes that are set one by one: `freq` would be checked against an array that is not there yet. */
const isKept: Kind = (value) =>
  dictOf(oneOf(isKeptValue, dictOf(isKeptValue)))(value) &&
  [...(value as Dictionary).entries.keys()].every((key) => key.startsWith('_'));
const isBlock: Kind = (value) =>
  dictOf(oneOf(isColumn, isMadeBy('builtins slice', '__builtin__ slice')))(value);

const PANDAS: Kind = oneOf(
  isNone,
  attributes({
    _mgr: optional(ofPandas),
    _data: optional(isColumn),
    _mask: optional(isArray),
    _typ: optional(isShortText),
    _metadata: optional(listOf(isShortText)),
    _flags: optional(dictOf(isScalar)),
    _attrs: optional(mapOf(() => true)),
    // Of a Categorical and its dtype: pandas makes an index of the categories, and sees whether each is there once.
    _categories: optional(isColumn),
    categories: optional(oneOf(isNone, isColumn)),
    _codes: optional(isArray),
    _ndarray: optional(isArray),
    _dtype: optional(oneOf(ofPandas, isPlainDtype)),
    _ordered: optional(oneOf(isNone, isFlag)),
  }),
  // Arrays that keep another: (dtype, array[, attributes]).
  tupleOf(oneOf(ofPandas, isPlainDtype), isColumn),
  tupleOf(oneOf(ofPandas, isPlainDtype), isColumn, isKept),
  tupleOf(isColumn, oneOf(ofPandas, isPlainDtype)),
  tupleOf(isColumn, oneOf(ofPandas, isPlainDtype), isKept),
  // What holds the columns of a table.
  tupleOf(
    listOf(ofPandas),
    listOf(isColumn),
    listOf(ofPandas),
    dictOf(attributes({ axes: listOf(ofPandas), blocks: listOf(isBlock) })),
  ),
);

/** It hands its model to native code, and its scores to its own functions. */
const isCatBoostState = attributes({
  __model: optional(isBytesOnly),
  _test_eval: optional(isPlain),
  _test_evals: optional(isPlain),
  _prediction_values_change: optional(isPlain),
  _loss_value_change: optional(isPlain),
});

const isNumpyType = isImportFrom(/^numpy$/);

/** The function once more, and what it is given when it is called later. */
const isPartialState = tupleOf(
  MAY_BE_PREPARED,
  tupleOf(),
  (value) =>
    dictOf(oneOf(isPlain, isNumpyType, listOf(isNumpyType)))(value) &&
    [...(value as Dictionary).entries.keys()].every((key) => !TAKES_PLACE.test(key)),
  oneOf(isNone, (value) => hasNothing(value)),
);

/** What the caller gives: with these in its place, the function would answer what the file says. */
const TAKES_PLACE = /^(?:a|x|array|values|placement|out)$/;

/** What a function is given later, beside the data: numbers, and how to go about it; a text in place of data is none. */
const isKeyword: Kind = oneOf(isNone, isFlag, isNumber, isNumericArray, listOf(isNumber));
const isKeywords: Kind = (value) =>
  isNone(value) ||
  (dictOf(() => true)(value) &&
    [...(value as Dictionary).entries].every(
      ([key, one]) =>
        isKeyword(one) ||
        (MANNERS.test(key) && isShortText(one)) ||
        (key === 'dtype' && isNumberType(one)),
    ));
const isNumberType: Kind = oneOf(
  isNumpyType,
  isImportOf('builtins float', 'builtins int', 'builtins bool'),
  (value) =>
    typeof value === 'string' && /^(?:bool|(?:u?int|float|complex)\d*|[biufc]\d*)$/.test(value),
);
const MANNERS = /^(?:mode|method|order|kind|side|casting|interpolation)$/;
const isOwnFunction: Kind = (value) => isNode(value) && value.kind === 'import' && value.isOwn;

const isFunctionTransformer: Kind = (state) =>
  isEstimatorState(state) &&
  (isOwnFunction(has(state, 'func')) || optional(isKeywords)(has(state, 'kw_args'))) &&
  (isOwnFunction(has(state, 'inverse_func')) || optional(isKeywords)(has(state, 'inv_kw_args')));

const isUuidState = attributes({ int: isNumber, is_safe: optional(isNumber) });

/** Attributes in slots, which Python sets one by one; these classes have no setter for any. */
const isSlotted = tupleOf(oneOf(isNone, isAttributes), isAttributes);

/** Since scipy 1.18, which asks the points of the spline, and the array beside it, what kind of array they are. */
const isDelegate = attributes({ t: isPlainArray, c: isPlainArray, _delegate_to: optional(isNone) });
const isDelegating = tupleOf(isMadeBy('scipy.interpolate._bsplines _BSpline'), isPlainArray);

/** The numbers of a curve in pieces, since scipy 1.18: attributes in slots. */
const isPieces = tupleOf(isNone, attributes({ c: isPlainArray, x: isPlainArray }));

const STATES = new Map<string, Kind>([
  ...['CubicSpline', 'PchipInterpolator', 'Akima1DInterpolator', 'CubicHermiteSpline'].map(
    (name): [string, Kind] => [`scipy.interpolate._cubic ${name}`, oneOf(isUsual, isSlotted)],
  ),
  ['scipy.interpolate._interpolate PPoly', oneOf(isUsual, isSlotted)],
  ['scipy.interpolate._interpolate _PPoly', isPieces],
  ['scipy.interpolate._bsplines BSpline', oneOf(isUsual, isDelegating)],
  ['scipy.interpolate._bsplines _BSpline', isDelegate],
  ['uuid UUID', isUuidState],
  ['functools partial', isPartialState],
  ['numpy ndarray', isArrayState],
  ['numpy matrix', isArrayState],
  ['numpy memmap', isArrayState],
  ['numpy recarray', isArrayState],
  ['numpy.rec recarray', isArrayState],
  ['numpy.ma.core _mareconstruct', isMaskedState],
  ['numpy.random._pickle __bit_generator_ctor', isBitGeneratorState],
  // numpy before 1.17 wrote a tuple.
  ['numpy.random._pickle __randomstate_ctor', oneOf(isRandomState, isRandomTuple)],
  ['numpy.random._pickle __generator_ctor', isRandomState],
  ['numpy.random.bit_generator __pyx_unpickle_SeedSequence', isUnpickledState],
  ['pandas._libs.arrays __pyx_unpickle_NDArrayBacked', PANDAS],
  ['sklearn.preprocessing._function_transformer FunctionTransformer', isFunctionTransformer],
  [
    'sklearn.isotonic IsotonicRegression',
    attributes({
      _sklearn_version: optional(isText),
      _build_f: isMissing,
      X_thresholds_: optional(isPlainArray),
      y_thresholds_: optional(isPlainArray),
      _necessary_X_: optional(isPlainArray),
      _necessary_y_: optional(isPlainArray),
    }),
  ],
  [
    'sklearn.ensemble._hist_gradient_boosting.predictor TreePredictor',
    attributes({
      nodes: optional(isPlainArray),
      binned_left_cat_bitsets: optional(isPlainArray),
      raw_left_cat_bitsets: optional(isPlainArray),
    }),
  ],
  ['sklearn.tree._tree Tree', isTreeState],
  ['sklearn.metrics._dist_metrics newObj', isMetricState],
  ['sklearn.metrics._dist_metrics newObj32', isMetricState],
  ['sklearn.metrics._dist_metrics newObj64', isMetricState],
  ['sklearn.neighbors._ball_tree newObj', isTreeOfNeighbors],
  ['sklearn.neighbors._ball_tree newObj32', isTreeOfNeighbors],
  ['sklearn.neighbors._ball_tree newObj64', isTreeOfNeighbors],
  ['sklearn.neighbors._kd_tree newObj', isTreeOfNeighbors],
  ['sklearn.neighbors._kd_tree newObj32', isTreeOfNeighbors],
  ['sklearn.neighbors._kd_tree newObj64', isTreeOfNeighbors],
  ...['CatBoost', 'CatBoostClassifier', 'CatBoostRanker', 'CatBoostRegressor'].map(
    (name): [string, Kind] => [`catboost.core ${name}`, isCatBoostState],
  ),
  ['xgboost.core Booster', attributes({ handle: optional(oneOf(isNone, isBytesOnly)) })],
  [
    'lightgbm.basic Booster',
    attributes({
      handle: optional(oneOf(isNone, isText)),
      _handle: optional(oneOf(isNone, isText)),
    }),
  ],
]);

function isBytesOnly(value: Value | undefined): boolean {
  return isNode(value) && value.kind === 'bytes';
}
