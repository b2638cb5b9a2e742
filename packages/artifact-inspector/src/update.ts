import { type Budget, UNSAFE_KEY } from './budget.js';
import { buildDtype } from './dtype.js';
import { isLibrary } from './plain.js';
import { refuse } from './refusal.js';
import { isStandardLibrary } from './standard-library.js';
import { checkState } from './state.js';
import { type Instance, isNode, type Value } from './values.js';

/**
 * APPEND and APPENDS. On an object Python looks up its `append` or `extend`, and state or items may
 * have put a function of another's choice there: pickle itself appends first.
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

/** SETITEM and SETITEMS: keys and values in turn. */
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

/** The keys of a Bunch are its attributes too: numpy would follow an `__array_interface__` to any address. */
function checkKey(key: Value, at: number): void {
  if (at % 2 > 0) return;
  if (typeof key === 'string' ? UNSAFE_KEY.test(key) : isNode(key) && key.kind === 'instance') {
    refuse('unsafe-state');
  }
}

/** BUILD on an object or dtype. A second one could call what the first has put at `__setstate__`. */
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
