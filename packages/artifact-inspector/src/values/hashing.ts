import { exceeds } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import {
  HUGE,
  type Instance,
  isNode,
  type Node,
  OTHER,
  type Sequence,
  type Value,
} from './values.js';

/** What Python does to hash a value, and to compare it with an equal one. */
export interface HashCost {
  /** Values that are looked at, shared ones each time; a long text counts by its length. */
  readonly size: number;
  /** Tuples inside tuples. */
  readonly depth: number;
  /**
   * How much of it the file chooses that decides the hash, in bits: numbers do, text does not, since Python
   * hashes it with a secret. A hash has 64, so that whoever chooses more can make any number of
   * different values with the same one.
   */
  readonly bits: number;
}

/** More than a hash has. */
const ANY_BITS = 1_000;
/** What Python makes of an integer or a fraction before it hashes a tuple of them. */
const BITS_OF_NUMBER = 61;
const HASH_BITS = 64;

const ONE: HashCost = { size: 1, depth: 0, bits: 0 };
const COSTS = new WeakMap<Node, HashCost>();

/** A sequence that is being measured, and the place of the item that is looked at next. */
interface Begun {
  readonly sequence: Sequence;
  next: number;
}

/**
 * The cost of a key, or of an item of a set. Python goes through all of a tuple, and through a shared part
 * of it each time; it keeps no result, and has no guard against depth: a tuple of a million levels ends
 * the interpreter. What holds itself is endlessly deep.
 *
 * @throws Refusal for what is deeper or larger than the limits
 */
export function hashCost(key: Value): HashCost {
  const path = begun(key);
  while (path.length > 0) {
    const top = path[path.length - 1] as Begun;
    const { sequence } = top;
    const inner = top.next < sequence.items.length ? begun(sequence.items[top.next++]) : null;
    if (inner === null) {
      COSTS.set(sequence, measure(sequence));
      path.pop();
    } else for (const one of inner) path.push(one);
    if (path.length > LIMITS['key-depth']) exceeds('key-depth');
  }
  return costOf(key);
}

/** Whether a file can hold any number of different values with the same hash as this one. */
export function mayCollide({ bits }: HashCost): boolean {
  return bits > HASH_BITS;
}

function measure(sequence: Sequence): HashCost {
  let size = 1 + sequence.dropped;
  let depth = 0;
  // What was not kept may be any number.
  let bits = sequence.dropped * BITS_OF_NUMBER;
  for (const item of sequence.items) {
    const cost = costOf(item);
    size += cost.size;
    bits += cost.bits;
    depth = Math.max(depth, cost.depth);
  }
  if (size > LIMITS.hashing) exceeds('hashing');
  if (depth + 1 > LIMITS['key-depth']) exceeds('key-depth');
  return { size, depth: depth + 1, bits };
}

function costOf(value: Value): HashCost {
  if (!isNode(value)) {
    const bits = bitsOf(value);
    return bits === 0 ? ONE : { ...ONE, bits };
  }
  if (value.kind === 'text' || value.kind === 'bytes') {
    return { ...ONE, size: 1 + Math.ceil(value.length / COMPARED_AT_ONCE) };
  }
  const sequence = sequenceOf(value);
  const cost = (sequence && COSTS.get(sequence)) ?? ONE;
  const bits = value.kind === 'instance' ? bitsOfInstance(value) : undefined;
  return bits === undefined ? cost : { ...cost, bits };
}

/** Bytes that are compared in the time that one value takes to be hashed. */
const COMPARED_AT_ONCE = 1024;

function bitsOf(value: Exclude<Value, Node>): number {
  if (value === HUGE || Number.isNaN(value)) return ANY_BITS;
  if (value === OTHER) return BITS_OF_NUMBER;
  if (typeof value !== 'number') return 0;
  return Number.isInteger(value) ? Math.log2(Math.abs(value) + 1) + 1 : BITS_OF_NUMBER;
}

/** Of objects that are not hashed as a tuple of their arguments is; undefined of all others. */
function bitsOfInstance({ type, args }: Instance): number | undefined {
  if (type.name !== 'scalar') return BITS_OF_INSTANCES.get(`${type.module} ${type.name}`);
  const [dtype] = isNode(args) && args.kind === 'tuple' ? args.items : [];
  const code = isNode(dtype) && dtype.kind === 'dtype' ? dtype.code : '';
  // What is no number or no date equals nothing, not even itself.
  if (/^[fcmMV]/.test(code)) return ANY_BITS;
  return /^[iu]/.test(code) ? BITS_OF_NUMBER : 0;
}

/** Numbers are not mixed before their hash is made of them; of a time, all bytes are hashed as text is. */
const BITS_OF_INSTANCES: ReadonlyMap<string, number> = new Map([
  ['__builtin__ complex', ANY_BITS],
  ['builtins complex', ANY_BITS],
  ['decimal Decimal', ANY_BITS],
  ['fractions Fraction', ANY_BITS],
  ['uuid UUID', ANY_BITS],
  ['datetime date', 0],
  ['datetime datetime', 0],
  ['datetime time', 0],
  ['pandas._libs.tslibs.timestamps _unpickle_timestamp', BITS_OF_NUMBER],
]);

/** A set is compared item by item with an equal one, and mixes their hashes in a way that can be undone. */
function sequenceOf(value: Value | undefined): Sequence | null {
  if (!isNode(value)) return null;
  if (value.kind === 'tuple' || value.kind === 'set') return value;
  return value.kind === 'instance' ? sequenceOf(value.args) : null;
}

/** Nothing where the cost is known, or there is nothing to go through. */
function begun(value: Value | undefined): Begun[] {
  const sequence = sequenceOf(value);
  return sequence && !COSTS.has(sequence) ? [{ sequence, next: 0 }] : [];
}
