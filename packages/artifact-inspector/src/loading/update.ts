import { refuse } from '../findings/refusal.js';
import { isArray, isFunction } from '../policy/grammar.js';
import { type Budget, UNSAFE_KEY } from '../values/budget.js';
import { type Dictionary, type Instance, isNode, makeFinal, type Value } from '../values/values.js';
import { buildDtype } from './dtype.js';
import { stateOf } from './listed-states.js';

/**
 * APPEND and APPENDS. On an object, Python looks up `append` or `extend`; its state or items could
 * have put another function there, but a real pickle appends before it sets these.
 */
export function append(target: Value, values: readonly Value[], budget: Budget): void {
  if (!isNode(target)) refuse('target');
  if (target.kind === 'list') {
    if (target.final) refuse('target');
    for (const value of values) budget.add(target, value);
  } else if (target.kind !== 'instance' || target.state !== undefined || target.keyed) {
    refuse('target');
  } else if (!target.type.isOwn && target.type.name !== 'deque') refuse('target');
  else addItemsTo(target, values, budget);
}

/** ADDITEMS. */
export function addItems(target: Value, values: readonly Value[], budget: Budget): void {
  if (!isNode(target) || target.kind !== 'set' || target.final) refuse('target');
  for (const value of values) budget.add(target, value);
}

/** SETITEM and SETITEMS. `pairs` alternates keys and values. */
export function setItems(target: Value, pairs: readonly Value[], budget: Budget): void {
  if (!isNode(target) || pairs.length % 2 > 0) refuse('target');
  if (target.kind === 'dict') {
    if (target.final) refuse('target');
    for (let at = 0; at < pairs.length; at += 2) {
      budget.set(target, pairs[at] as Value, pairs[at + 1] as Value);
    }
  } else if (target.kind === 'instance' && target.state === undefined) {
    const { module, name, isOwn } = target.type;
    if (!isOwn && !MAPPINGS.has(`${module} ${name}`)) refuse('target');
    if (module !== 'collections') pairs.forEach(isOwn ? checkKey : checkPart);
    for (let at = 0; at < pairs.length; at += 2) budget.countHash(pairs[at] as Value);
    target.keyed = true;
    addItemsTo(target, pairs, budget);
  } else refuse('target');
}

/** What is filled with keys and values of Python's and of libraries. */
const MAPPINGS = new Set([
  'collections OrderedDict',
  'collections defaultdict',
  'collections Counter',
  'sklearn.utils._bunch Bunch',
  'sklearn.utils Bunch',
  'sklearn.covariance._graph_lasso _DictWithDeprecatedKeys',
]);

/** The keys of a Bunch are also its attributes: numpy would read memory at any address that an `__array_interface__` names. */
function checkKey(key: Value, at: number): void {
  if (at % 2 > 0) return;
  if (typeof key === 'string' ? UNSAFE_KEY.test(key) : isNode(key) && key.kind === 'instance') {
    refuse('unsafe-state');
  }
}

/** Of a library's own mapping no value either takes the place of a method. */
function checkPart(part: Value, at: number): void {
  if (at % 2 > 0 && isFunction(part)) refuse('unsafe-state');
  checkKey(part, at);
}

/** BUILD on an object or dtype. A second one could call a `__setstate__` that came from the first. */
export function setState(target: Value, state: Value, offset: number): void {
  if (!isNode(target)) refuse('target');
  if (target.kind === 'dtype') {
    buildDtype(target, state);
    return;
  }
  if (target.kind !== 'instance') refuse('target');
  if (target.state !== undefined) refuse('second-build');
  checkState(target, state, offset);
  target.state = state;
}

/**
 * Whether an object may get this state. A class without a `__setstate__` of its own takes a dictionary
 * of attributes; what the `__setstate__` of a listed class looks at has to be plain, since a function
 * that stands where it looks for a method would be called.
 */
function checkState(target: Instance, state: Value, offset: number): void {
  if (target.type.isOwn) checkOwnState(target, state, offset);
  else if (!stateOf(target.type)(state)) refuse('unsafe-state');
  else makeFinal(state);
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
  for (const [key, value] of entries) if (UNSAFE_KEY.test(key) && isNode(value)) return false;
  return true;
}

function addItemsTo(target: Instance, values: readonly Value[], budget: Budget): void {
  if (target.items.length === 0) target.items = [];
  for (const value of values) {
    if (!isNode(value)) continue;
    budget.countReference();
    if (value.kind === 'import') value.held++;
    target.items.push(value);
  }
}
