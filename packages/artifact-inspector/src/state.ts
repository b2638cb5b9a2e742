import { hasAttributes, isLibrary } from './plain.js';
import { refuse } from './refusal.js';
import { isStandardLibrary } from './standard-library.js';
import { type Dictionary, type Instance, isNode, type Value } from './values.js';

/**
 * A state is a dictionary of attributes, or a pair of two: those of the second are set one by one,
 * so that `__class__` there makes another object of it (one that joblib reads an array for), and so
 * that a class of a library may call what the first has put there.
 */
export function checkState(target: Instance, state: Value): void {
  if (!isNode(state)) return;
  // Python and libraries look for methods such as `items` and `pop` on it; and nobody sees what it holds.
  if (state.kind === 'instance' && !isArray(state)) refuse('unsafe-state');
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

/** Attributes in the place of what a class's own `__setstate__` calls. */
function checkAttributes({ type }: Instance, { entries, unsafeKey }: Dictionary): void {
  if (unsafeKey) refuse('unsafe-state');
  if (type.name === 'IsotonicRegression' && entries.has('_build_f')) refuse('unsafe-state');
  if (type.name === 'TreePredictor' && hasAttributes(entries.get('nodes'))) refuse('unsafe-state');
}

function isArray({ type }: Instance): boolean {
  return type.module === 'numpy' && type.name === 'ndarray';
}

function isEmpty({ entries, others, dropped }: Dictionary): boolean {
  return entries.size + others.length + dropped === 0;
}
