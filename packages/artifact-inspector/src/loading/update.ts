import { refuse } from '../findings/refusal.js';
import { isOwn } from '../policy/libraries.js';
import { type Budget, UNSAFE_KEY } from '../values/budget.js';
import { type Instance, isNode, type Value } from '../values/values.js';
import { buildDtype } from './dtype.js';
import { checkState } from './state.js';

/**
 * APPEND and APPENDS. On an object, Python looks up `append` or `extend`; its state or items could
 * have put another function there, but a real pickle appends before it sets these.
 */
export function append(target: Value, values: readonly Value[], budget: Budget): void {
  if (!isNode(target)) refuse('target');
  if (target.kind === 'list') for (const value of values) budget.add(target, value);
  else if (target.kind !== 'instance' || target.state !== undefined || target.keyed) {
    refuse('target');
  } else if (!isOwn(target.type.module) && target.type.name !== 'deque') refuse('target');
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
    const { module, name } = target.type;
    if (!isOwn(module) && !MAPPINGS.has(`${module} ${name}`)) refuse('target');
    if (module !== 'collections') pairs.forEach(checkKey);
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
]);

/** The keys of a Bunch are also its attributes: numpy would read memory at any address that an `__array_interface__` names. */
function checkKey(key: Value, at: number): void {
  if (at % 2 > 0) return;
  if (typeof key === 'string' ? UNSAFE_KEY.test(key) : isNode(key) && key.kind === 'instance') {
    refuse('unsafe-state');
  }
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

function addItemsTo(target: Instance, values: readonly Value[], budget: Budget): void {
  if (target.items.length === 0) target.items = [];
  for (const value of values) {
    if (!isNode(value)) continue;
    budget.countReference();
    if (value.kind === 'import') value.held = true;
    target.items.push(value);
  }
}
