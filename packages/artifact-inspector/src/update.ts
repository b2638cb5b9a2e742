import type { Budget } from './budget.js';
import { buildDtype } from './dtype.js';
import { refuse } from './refusal.js';
import { isStandardLibrary } from './standard-library.js';
import { type Dictionary, type Instance, isNode, type Value } from './values.js';

/**
 * APPEND and APPENDS. On an object Python looks up its `append` or `extend`, and state or items may
 * have put a function of another's choice there: pickle itself appends first.
 */
export function append(target: Value, values: readonly Value[], budget: Budget): void {
  if (!isNode(target)) refuse('target');
  if (target.kind === 'list') for (const value of values) budget.add(target, value);
  else if (target.kind !== 'instance' || target.state !== undefined || target.keyed) {
    refuse('target');
  } else addItemsTo(target, values, budget);
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
    target.keyed = true;
    addItemsTo(target, pairs, budget);
  } else refuse('target');
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
  checkState(state);
  target.state = state;
}

/**
 * A state is a dictionary of attributes, or a pair of two: those of the second are set one by one,
 * so that `__class__` there makes another object of it (one that joblib reads an array for).
 */
function checkState(state: Value): void {
  if (!isNode(state)) return;
  if (state.kind === 'dict') checkKeys(state);
  if (state.kind !== 'tuple' || state.items.length !== 2) return;
  for (const part of state.items) {
    if (!isNode(part)) continue;
    if (part.kind === 'dict') checkKeys(part);
    if (part.kind === 'instance' && (part.keyed || isStandardLibrary(part.type.module))) {
      refuse('unsafe-state');
    }
  }
}

function checkKeys(state: Dictionary): void {
  if (state.unsafeKey) refuse('unsafe-state');
}

function addItemsTo(target: Instance, values: readonly Value[], budget: Budget): void {
  if (target.items.length === 0) target.items = [];
  for (const value of values) {
    if (!isNode(value)) continue;
    budget.countReference();
    target.items.push(value);
  }
}
