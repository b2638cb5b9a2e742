import { exceeds } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import { type Instance, isNode, type Value } from './values.js';

/** Not yet known: it is being looked at. */
const OPEN = -1;

/**
 * Makes sure that no objects hold one another directly, one in the other, more than a few hundred levels
 * deep. Python's own lists, tuples and dictionaries may be nested to any depth. Arrays of objects, deques
 * and the like end what they hold inside their own end: a deep chain of them ends the interpreter, at the
 * latest when the model is thrown away.
 *
 * @param instances all that were made, in whatever order they were put together later
 */
export function checkChains(instances: readonly Instance[]): void {
  const depths = new Map<Instance, number>();
  for (const start of instances) {
    if (depths.has(start)) continue;
    const path = [start];
    while (path.length > 0) {
      const top = path[path.length - 1] as Instance;
      const held = heldBy(top);
      if (!depths.has(top)) {
        depths.set(top, OPEN);
        const before = path.length;
        for (const one of held) if (!depths.has(one)) path.push(one);
        if (path.length > before) continue;
      }
      path.pop();
      if (depths.get(top) !== OPEN) continue;
      const depth = held.reduce((most, one) => Math.max(most, (depths.get(one) ?? 0) + 1), 0);
      if (depth > LIMITS.chain) exceeds('chain');
      depths.set(top, depth);
    }
  }
}

/** The objects that one holds by itself: what it was given in lists and tuples it copies. */
function heldBy({ args, items, state }: Instance): Instance[] {
  const held: Instance[] = [];
  collect(args, GIVEN_LEVELS, held);
  collect(state, GIVEN_LEVELS, held);
  for (const item of items) collect(item, 1, held);
  return held;
}

const GIVEN_LEVELS = 3;

function collect(value: Value | undefined, levels: number, held: Instance[]): void {
  if (!isNode(value)) return;
  if (value.kind === 'instance') held.push(value);
  else if (value.kind === 'array') collect(value.content, 1, held);
  else if (levels > 1 && (value.kind === 'list' || value.kind === 'tuple')) {
    for (const item of value.items) if (isNode(item)) collect(item, levels - 1, held);
  }
}
