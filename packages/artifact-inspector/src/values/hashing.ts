import { exceeds } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import { HUGE, isNode, type Node, type Sequence, type Value } from './values.js';

interface Cost {
  /** Values that are hashed, shared ones each time. */
  readonly size: number;
  /** Tuples inside tuples. */
  readonly depth: number;
}

const ONE: Cost = { size: 1, depth: 0 };
const COSTS = new WeakMap<Sequence, Cost>();

/**
 * How many values Python hashes for this one. It goes through all of a tuple, and through a shared part
 * of it each time; it keeps no result, and has no guard against depth: a tuple of a million levels ends
 * the interpreter.
 */
export function hashCost(key: Node): number {
  const pending: Sequence[] = [];
  const root = tupleOf(key);
  if (root) pending.push(root);
  while (pending.length > 0) {
    const tuple = pending[pending.length - 1] as Sequence;
    const missing = tuple.items.flatMap((item) => unknownTuple(item));
    if (missing.length > 0 && !COSTS.has(tuple)) {
      pending.push(...missing);
      continue;
    }
    pending.pop();
    if (!COSTS.has(tuple)) COSTS.set(tuple, measure(tuple));
  }
  return costOf(key).size;
}

function measure(tuple: Sequence): Cost {
  let size = 1 + tuple.dropped;
  let depth = 0;
  for (const item of tuple.items) {
    const cost = costOf(item);
    size += cost.size;
    depth = Math.max(depth, cost.depth);
  }
  if (size > LIMITS.hashing) exceeds('hashing');
  if (depth + 1 > LIMITS['key-depth']) exceeds('key-depth');
  return { size, depth: depth + 1 };
}

function costOf(value: Value): Cost {
  const tuple = tupleOf(value);
  return (tuple && COSTS.get(tuple)) ?? ONE;
}

function unknownTuple(value: Value): Sequence[] {
  const tuple = tupleOf(value);
  return tuple && !COSTS.has(tuple) ? [tuple] : [];
}

/** The tuple that is hashed: the value itself, or what an object of a class of tuples is made of. */
function tupleOf(value: Value): Sequence | null {
  if (!isNode(value)) return null;
  if (value.kind === 'tuple') return value;
  return value.kind === 'instance' ? tupleOf(value.args) : null;
}

/**
 * Whether a file can hold many different values of the same hash as this one: large integers, and what
 * is no number or no date, which equals nothing.
 */
export function mayCollide(value: Value): boolean {
  if (value === HUGE || Number.isNaN(value)) return true;
  if (!isNode(value) || value.kind !== 'instance' || value.type.name !== 'scalar') return false;
  const [dtype] = isNode(value.args) && value.args.kind === 'tuple' ? value.args.items : [];
  return isNode(dtype) && dtype.kind === 'dtype' && /^[fcmM]/.test(dtype.code);
}
