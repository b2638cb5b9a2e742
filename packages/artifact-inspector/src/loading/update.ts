import { refuse } from '../findings/refusal.js';
import { isLibrary } from '../policy/libraries.js';
import { isStandardLibrary } from '../policy/standard-library.js';
import { type Budget, UNSAFE_KEY } from '../values/budget.js';
import {
  type Dictionary,
  hasAttributes,
  type Instance,
  isNode,
  type Value,
} from '../values/values.js';
import { buildDtype } from './dtype.js';

/**
 * APPEND and APPENDS. On an object, Python looks up `append` or `extend`; its state or items could
 * have put another function there, but a real pickle appends before it sets these.
 */
export function append(target: Value, values: readonly Value[], budget: Budget): void {
  if (!isNode(target)) refuse('target');
  if (target.kind === 'list') for (const value of values) budget.add(target, value);
  else if (target.kind !== 'instance' || target.state !== undefined || target.keyed) {
    refuse('target');
  } else if (isLibrary(target.type.module)) refuse('target');
  else addItemsTo(target, values, budget);
}

/** ADDITEMS. */
export function addItems(target: Value, values: readonly Value[], budget: Budget): void {
  if (!isNode(target) || target.kind !== 'set') refuse('target');
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
    if (isLibrary(target.type.module) && target.type.name !== 'Bunch') refuse('target');
    if (!isStandardLibrary(target.type.module)) pairs.forEach(checkKey);
    target.keyed = true;
    addItemsTo(target, pairs, budget);
  } else refuse('target');
}

/** The keys of a Bunch are also its attributes: numpy would read memory at any address that an `__array_interface__` names. */
function checkKey(key: Value, at: number): void {
  if (at % 2 > 0) return;
  if (typeof key === 'string' ? UNSAFE_KEY.test(key) : isNode(key) && key.kind === 'instance') {
    refuse('unsafe-state');
  }
}

/** BUILD on an object or dtype. A second one could call a `__setstate__` that came from the first. */
export function setState(target: Value, state: Value): void {
  if (!isNode(target)) refuse('target');
  if (target.kind === 'dtype') {
    buildDtype(target, state);
    return;
  }
  if (target.kind !== 'instance') refuse('target');
  if (target.state !== undefined) refuse('second-build');
  checkState(target, state);
  target.state = state;
}

function addItemsTo(target: Instance, values: readonly Value[], budget: Budget): void {
  if (target.items.length === 0) target.items = [];
  for (const value of values) {
    if (!isNode(value)) continue;
    budget.countReference();
    target.items.push(value);
  }
}

/**
 * A state is a dictionary of attributes, or a pair of two. Python sets those of the second one by one:
 * `__class__` there would turn the object into another (into one that joblib reads an array for, say),
 * and a property of a library's class would call what the first dictionary holds.
 */
function checkState(target: Instance, state: Value): void {
  if (!isNode(state)) return;
  // Python and libraries look up methods such as `items` and `pop` on it, and its content is not known here.
  if (state.kind === 'instance' && !isNdarray(state)) refuse('unsafe-state');
  if (state.kind === 'import' || state.kind === 'wrapper') refuse('unsafe-state');
  if (state.kind === 'dict') checkAttributes(target, state);
  if (state.kind !== 'tuple' || state.items.length !== 2) return;
  for (const part of state.items) checkPart(part);
  const [, slots] = state.items;
  if (isLibrary(target.type.module) && isNode(slots) && slots.kind === 'dict' && !isEmpty(slots)) {
    refuse('unsafe-state');
  }
}

function checkPart(part: Value): void {
  if (!isNode(part)) return;
  if (part.kind === 'dict' && part.unsafeKey) refuse('unsafe-state');
  if (part.kind === 'instance' && (part.keyed || isStandardLibrary(part.type.module))) {
    refuse('unsafe-state');
  }
}

/** No attribute may replace what the class's own `__setstate__` calls. */
function checkAttributes({ type }: Instance, { entries, unsafeKey }: Dictionary): void {
  if (unsafeKey) refuse('unsafe-state');
  if (type.name === 'IsotonicRegression' && entries.has('_build_f')) refuse('unsafe-state');
  if (type.name === 'TreePredictor' && hasAttributes(entries.get('nodes'))) refuse('unsafe-state');
}

function isNdarray({ type }: Instance): boolean {
  return type.module === 'numpy' && type.name === 'ndarray';
}

function isEmpty({ entries, others, dropped }: Dictionary): boolean {
  return entries.size + others.length + dropped === 0;
}
