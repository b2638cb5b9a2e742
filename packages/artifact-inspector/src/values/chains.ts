import { exceeds } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import { type Instance, isNode, type Value } from './values.js';

/** Of an object that is being looked at: whoever it holds may hold it too. */
const OPEN = -1;

/** An object that is being looked at. */
interface Begun {
  readonly instance: Instance;
  /** What it holds and was not looked at yet. */
  readonly held: Instance[];
  /** Of what was looked at. */
  depth: number;
}

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
  const look = new Look();
  const begin = (instance: Instance): Begun => {
    depths.set(instance, OPEN);
    return { instance, held: look.heldBy(instance), depth: 0 };
  };
  for (const start of instances) {
    if (depths.has(start)) continue;
    const path = [begin(start)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const one = top.held.pop();
      const depth = one && depths.get(one);
      if (one && depth === undefined) path.push(begin(one));
      else if (depth !== undefined) hold(top, depth);
      else {
        path.pop();
        depths.set(top.instance, top.depth);
        const around = path.at(-1);
        if (around) hold(around, top.depth);
      }
    }
  }
}

function hold(around: Begun, depth: number): void {
  around.depth = Math.max(around.depth, depth + 1);
  if (around.depth > LIMITS.chain) exceeds('chain');
}

/**
 * Looks into what objects were given. That was counted when it was given; a list may have grown since, and
 * each object that it was given to holds all of it.
 */
class Look {
  #count = 0;

  /** The objects that one holds by itself: what it was given in lists and tuples it copies. */
  heldBy({ args, items, state }: Instance): Instance[] {
    const held: Instance[] = [];
    this.#collect(args, GIVEN_LEVELS, held);
    this.#collect(state, GIVEN_LEVELS, held);
    for (const item of items) this.#collect(item, 1, held);
    return held;
  }

  #collect(value: Value | undefined, levels: number, held: Instance[]): void {
    if (!isNode(value)) return;
    if (value.kind === 'instance') held.push(value);
    else if (value.kind === 'array') this.#collect(value.content, 1, held);
    else if (levels > 1 && (value.kind === 'list' || value.kind === 'tuple')) {
      this.#count += value.items.length;
      if (this.#count > LIMITS.given) exceeds('given');
      for (const item of value.items) if (isNode(item)) this.#collect(item, levels - 1, held);
    }
  }
}

const GIVEN_LEVELS = 3;
