import { refuse } from '../findings/refusal.js';
import {
  dictOf,
  holds,
  isArray,
  isBytes,
  isCount,
  isFlag,
  isMadeBy,
  isMadeFrom,
  isNone,
  isNumber,
  isPlain,
  isPlainArray,
  isPlainDtype,
  isScalar,
  isShape,
  isShortText,
  isText,
  type Kind,
  listOf,
  oneOf,
  optional,
  shapeOf,
  tupleOf,
} from '../policy/grammar.js';
import { isOwn } from '../policy/libraries.js';
import { isStandardLibrary } from '../policy/standard-library.js';
import { type Dictionary, type Instance, isNode, type Value } from '../values/values.js';

/**
 * Whether an object may get this state. A class without a `__setstate__` of its own takes a dictionary
 * of attributes; what the `__setstate__` of a listed class looks at has to be plain, since a function
 * that stands where it looks for a method would be called.
 */
export function checkState(target: Instance, state: Value, offset: number): void {
  const { module, name } = target.type;
  if (isOwn(module)) checkOwnState(target, state, offset);
  else if (!(STATES.get(`${module} ${name}`) ?? stateFrom(module))(state)) refuse('unsafe-state');
}

/**
 * A bot's own class. An object as its state, or in the place of its attributes, needs trust in the
 * class. A pair is a state in two parts: Python sets the attributes of the second one by one, so that
 * `__class__` would turn the object into another.
 */
function checkOwnState(target: Instance, state: Value, offset: number): void {
  if (!isNode(state)) return;
  if (state.kind === 'wrapper' || state.kind === 'import') refuse('unsafe-state');
  const parts = state.kind === 'tuple' && state.items.length === 2 ? state.items : [state];
  for (const part of parts) {
    if (!isNode(part)) continue;
    if (part.kind === 'dict' && part.unsafeKey && !hasHarmlessKeys(part)) refuse('unsafe-state');
    if (part.kind === 'import' || part.kind === 'wrapper') refuse('unsafe-state');
    if (part.kind === 'instance' && !isArray(part) && target.type.ownState < 0) {
      target.type.ownState = offset;
    }
  }
}

/** Keys such as `__version__` with a plain text or number: nothing that Python or numpy looks for is that. */
function hasHarmlessKeys({ entries, others }: Dictionary): boolean {
  if (others.length > 0) return false;
  for (const [key, value] of entries) if (/^__.*__$/s.test(key) && isNode(value)) return false;
  return true;
}

const isAttributes = dictOf(() => true);

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
    oneOf(isNone, (value) => has0(value)),
  ),
);

function has0(value: Value | undefined): boolean {
  return (
    isAttributes(value) && (value as Dictionary).entries.size + (value as Dictionary).dropped === 0
  );
}

/** scikit-learn compares the version that an estimator was made with. */
const isEstimatorState = attributes({ _sklearn_version: optional(isText) });

/** Objects of these are shared by the whole program, or have no attributes. */
const WITHOUT_STATE = /^(?:pytz|dateutil)(?:\.|$)/;

function stateFrom(module: string): Kind {
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
  return isArrayContent(array) && isBytes(mask) && oneOf(isScalar, isArray, isBytes)(filler);
};

const isRandomState = oneOf(isNone, dictOf(isPlain));
const isBitGeneratorState = oneOf(
  isRandomState,
  tupleOf(
    isRandomState,
    oneOf(isNone, isMadeBy('numpy.random.bit_generator __pyx_unpickle_SeedSequence')),
  ),
);

/** Of a decision tree: as many nodes as it says. */
const isTreeState: Kind = (state) =>
  attributes({
    max_depth: isCount,
    node_count: (value) => value === shapeOf(has(state, 'nodes'))?.[0],
    nodes: isPlainArray,
    values: isPlainArray,
  })(state);

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

const ofPandas = isMadeFrom(/^pandas(?:\.|$)/);
const isColumn = oneOf(isArray, ofPandas);
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
    attrs: optional(dictOf(isPlain)),
    _attrs: optional(dictOf(isPlain)),
  }),
  // Arrays that keep another: (dtype, array[, attributes]).
  tupleOf(oneOf(ofPandas, isPlainDtype), isColumn),
  tupleOf(oneOf(ofPandas, isPlainDtype), isColumn, isAttributes),
  tupleOf(isColumn, oneOf(ofPandas, isPlainDtype)),
  tupleOf(isColumn, oneOf(ofPandas, isPlainDtype), isAttributes),
  // What holds the columns of a table.
  tupleOf(
    listOf(ofPandas),
    listOf(isColumn),
    listOf(ofPandas),
    dictOf(attributes({ axes: listOf(ofPandas), blocks: listOf(isBlock) })),
  ),
);

const STATES = new Map<string, Kind>([
  ['numpy ndarray', isArrayState],
  ['numpy matrix', isArrayState],
  ['numpy memmap', isArrayState],
  ['numpy recarray', isArrayState],
  ['numpy.rec recarray', isArrayState],
  ['numpy.ma.core _mareconstruct', isMaskedState],
  ['numpy.random._pickle __bit_generator_ctor', isBitGeneratorState],
  ['numpy.random._pickle __randomstate_ctor', isRandomState],
  ['numpy.random._pickle __generator_ctor', isRandomState],
  ['numpy.random.bit_generator __pyx_unpickle_SeedSequence', isUnpickledState],
  ['pandas._libs.arrays __pyx_unpickle_NDArrayBacked', PANDAS],
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
