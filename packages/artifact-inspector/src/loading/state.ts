import { refuse } from '../findings/refusal.js';
import { isArray } from '../policy/grammar.js';
import { isOwn } from '../policy/libraries.js';
import { type Dictionary, type Instance, isNode, type Value } from '../values/values.js';
import { stateOf } from './listed-states.js';

/**
 * Whether an object may get this state. A class without a `__setstate__` of its own takes a dictionary
 * of attributes; what the `__setstate__` of a listed class looks at has to be plain, since a function
 * that stands where it looks for a method would be called.
 */
export function checkState(target: Instance, state: Value, offset: number): void {
  const { module, name } = target.type;
  if (isOwn(module)) checkOwnState(target, state, offset);
  else if (!stateOf(module, name)(state)) refuse('unsafe-state');
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
