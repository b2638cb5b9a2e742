import { exceeds } from '../findings/refusal.js';
import { ALWAYS_KEPT, KEPT_BYTES, KEPT_LEAVES, KEPT_LEAVES_IN_ALL, LIMITS } from '../limits.js';
import { type Dictionary, isNode, type Sequence, type Value } from './values.js';

/** Names that Python itself looks up. */
export const UNSAFE_KEY = /^__.*__$/s;

/**
 * What one inspection may still create and keep, over all its pickles. Nodes and references to them
 * are always kept; exceeding their limit ends the walk. The first values of every container are always
 * kept too, because arguments and states are containers. Other content is kept while there is room.
 */
export class Budget {
  #nodes = 0;
  #references = 0;
  #leaves = 0;
  #bytes = 0;
  #opcodes = 0;

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
    for (const value of values) {
      if (this.#hasRoom(kept, value)) values[kept++] = value;
    }
    const dropped = values.length - kept;
    values.length = kept;
    return { kind, items: values, dropped };
  }

  /** A copy of bytes in the window; null if too many are kept already. */
  keep(bytes: Buffer): Buffer | null {
    if (this.#bytes + bytes.length > KEPT_BYTES) return null;
    this.#bytes += bytes.length;
    return Buffer.from(bytes);
  }

  add(to: Sequence, value: Value): void {
    if (this.#hasRoom(to.items.length, value)) to.items.push(value);
    else to.dropped++;
  }

  /** Sets a key as Python does: the last value of a key holds. */
  set(to: Dictionary, key: Value, value: Value): void {
    if (typeof key === 'string') {
      if (UNSAFE_KEY.test(key)) to.unsafeKey = true;
      if (to.entries.has(key) || this.#hasRoom(to.entries.size, value)) {
        to.entries.set(key, value);
      } else to.dropped++;
      return;
    }
    if (isNode(key)) {
      to.unsafeKey = true;
      this.countReference();
      to.others.push(key);
    } else to.dropped++;
    if (isNode(value)) {
      this.countReference();
      to.others.push(value);
    } else to.dropped++;
  }

  #hasRoom(size: number, value: Value): boolean {
    if (isNode(value)) {
      this.countReference();
      return true;
    }
    if (size < ALWAYS_KEPT) return true;
    return size < KEPT_LEAVES && ++this.#leaves < KEPT_LEAVES_IN_ALL;
  }

  countReference(): void {
    if (++this.#references > LIMITS.references) exceeds('references');
  }
}
