import { LIMITS } from './limits.js';
import { exceeds, refuse } from './refusal.js';
import type { Value } from './values.js';

/** What has been stored for use again. */
export class Memo {
  readonly #values: (Value | undefined)[] = [];
  #size = 0;

  get(index: number): Value {
    return this.#values[index] ?? (this.#values[index] === null ? null : refuse('memo'));
  }

  put(index: number, value: Value): void {
    if (index >= LIMITS.memo) exceeds('memo');
    while (this.#values.length <= index) this.#values.push(undefined);
    if (this.#values[index] === undefined) this.#size++;
    this.#values[index] = value;
  }

  /** Stores at the index that MEMOIZE means: the number of entries. */
  add(value: Value): void {
    this.put(this.#size, value);
  }
}
