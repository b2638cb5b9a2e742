import { exceeds } from '../findings/refusal.js';
import {
  ALWAYS_KEPT,
  KEPT_BYTES,
  KEPT_LEAVES,
  KEPT_LEAVES_IN_ALL,
  LIMITS,
  MOST_ATTRIBUTES,
} from '../limits.js';
import { hashCost, mayCollide } from './hashing.js';
import {
  childrenOf,
  type Dictionary,
  HUGE,
  type Instance,
  isNode,
  type Node,
  type Sequence,
  type Value,
} from './values.js';

/** Names that Python itself looks up. */
export const UNSAFE_KEY = /^__.*__$/s;

/**
 * What one inspection may still create and keep, over all its pickles. Nodes and references to them
 * are always kept; exceeding their limit ends the walk. The first values of every container are always
 * kept too, because arguments and states are containers. Other content is kept while there is room.
 */
export class Budget {
  /** All objects that were made, those that were thrown away too. */
  readonly instances: Instance[] = [];
  #nodes = 0;
  #references = 0;
  #leaves = 0;
  #attributes = 0;
  #bytes = 0;
  #opcodes = 0;
  #hashed = 0;
  #colliding = 0;
  #given = 0;

  countOpcode(): void {
    if (++this.#opcodes > LIMITS.opcodes) exceeds('opcodes');
  }

  /** @param weight 1 for the smallest, more for what takes more memory */
  countNodes(weight: number): void {
    this.#nodes += weight;
    if (this.#nodes > LIMITS.nodes) exceeds('nodes');
  }

  /** A sequence that takes the array of values over. */
  makeSequence(kind: Sequence['kind'], values: Value[]): Sequence {
    let kept = 0;
    let isColliding = false;
    for (const value of values) {
      if (this.#hasRoom(kept, value)) values[kept++] = value;
      else isColliding ||= isOdd(value);
    }
    const dropped = values.length - kept;
    values.length = kept;
    if (kind === 'set') for (const value of values) this.countHash(value);
    return isColliding
      ? { kind, items: values, dropped, colliding: true }
      : { kind, items: values, dropped };
  }

  /** A copy of bytes in the window; null if too many are kept already. */
  keep(bytes: Buffer): Buffer | null {
    if (this.#bytes + bytes.length > KEPT_BYTES) return null;
    this.#bytes += bytes.length;
    return Buffer.from(bytes);
  }

  add(to: Sequence, value: Value): void {
    if (this.#hasRoom(to.items.length, value)) to.items.push(value);
    else {
      to.dropped++;
      if (isOdd(value)) to.colliding = true;
    }
    if (to.kind === 'set') this.countHash(value);
  }

  /** Sets a key as Python does: the last value of a key holds. */
  set(to: Dictionary, key: Value, value: Value): void {
    if (typeof key === 'string') {
      if (UNSAFE_KEY.test(key)) to.unsafeKey = true;
      if (to.entries.has(key) || this.#hasRoom(to.entries.size, value, MOST_ATTRIBUTES)) {
        to.entries.set(key, value);
      } else to.dropped++;
      return;
    }
    to.otherKeys++;
    if (this.countHash(key)) to.colliding = true;
    if (isNode(key)) to.unsafeKey = true;
    this.#addOther(to, key);
    this.#addOther(to, value);
  }

  /**
   * Counts what Python does when it hashes a key or an item of a set, and compares it with an equal one.
   *
   * @returns whether it may have the same hash as any number of others
   */
  countHash(value: Value): boolean {
    if (!isNode(value) && !isOdd(value)) return false;
    const cost = hashCost(value);
    this.#hashed += cost.size;
    const isColliding = mayCollide(cost);
    // It may have to be compared with all others of the same hash.
    if (isColliding) this.#hashed += ++this.#colliding;
    if (this.#hashed > LIMITS.hashing) exceeds('hashing');
    return isColliding;
  }

  /**
   * Counts what a call or a state is given: who takes it goes through all of it, through shared parts each
   * time.
   *
   * @param levels of containers that may be gone through: an object inside is not
   */
  countGiven(value: Value, levels: number): void {
    if (!isNode(value) || levels === 0) return;
    if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set') {
      this.#countGiven(1 + value.dropped + value.items.length);
      this.#countAll(value.items, levels - 1);
    } else if (value.kind === 'dict') {
      this.#countGiven(1 + value.dropped + value.others.length + value.entries.size);
      this.#countAll(value.entries.values(), levels - 1);
      this.#countAll(value.others, levels - 1);
    }
  }

  #countAll(values: Iterable<Value>, levels: number): void {
    for (const value of values) if (isNode(value)) this.countGiven(value, levels);
  }

  #countGiven(count: number): void {
    this.#given += count;
    if (this.#given > LIMITS.given) exceeds('given');
  }

  #addOther(to: Dictionary, value: Value): void {
    if (isNode(value)) {
      this.countReference();
      if (value.kind === 'import') value.held++;
      to.others.push(value);
    } else to.dropped++;
  }

  /** @param attributes of which some more are kept: what is looked at in a state must not be among what is not */
  #hasRoom(size: number, value: Value, attributes = 0): boolean {
    if (isNode(value)) {
      this.countReference();
      if (value.kind === 'import') value.held++;
      return true;
    }
    if (size < ALWAYS_KEPT) return true;
    // What is not kept cannot be looked at when the whole becomes a set.
    if (isOdd(value)) this.countHash(value);
    if (size < KEPT_LEAVES && ++this.#leaves < KEPT_LEAVES_IN_ALL) return true;
    return size < attributes && ++this.#attributes < KEPT_LEAVES_IN_ALL;
  }

  countReference(): void {
    if (++this.#references > LIMITS.references) exceeds('references');
  }
}

/** A number that may have the same hash as any number of others. */
function isOdd(value: Value): boolean {
  return value === HUGE || Number.isNaN(value);
}

const OPEN = -1;

/**
 * Makes sure that a value stays within the limit if everything shared in it is counted each time: a
 * program that walks it as a tree would take that long. A reference back to a container of it counts
 * as one.
 */
export function checkExpandedSize(root: Value): void {
  if (!isNode(root)) return;
  const sizes = new Map<Node, number>();
  const path: Node[] = [root];
  while (path.length > 0) {
    const node = path[path.length - 1] as Node;
    const size = sizes.get(node);
    if (size === undefined) {
      sizes.set(node, OPEN);
      for (const child of childrenOf(node)) {
        if (isNode(child) && !sizes.has(child)) path.push(child);
      }
      continue;
    }
    path.pop();
    if (size === OPEN) sizes.set(node, measure(node, sizes));
  }
}

function measure(node: Node, sizes: ReadonlyMap<Node, number>): number {
  let size = 1 + ('dropped' in node ? node.dropped : 0);
  for (const child of childrenOf(node)) {
    size += isNode(child) ? Math.max(1, sizes.get(child) ?? 1) : 1;
  }
  if (size > LIMITS['expanded-nodes']) exceeds('expanded-nodes');
  return size;
}
