import { exceeds, refuse } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import type { Value } from '../values/values.js';

/** Pickle's stack with its marks: nothing below the last mark can be popped. */
export class Stack {
  #values: Value[] = [];
  #marks: number[] = [];
  #fence = 0;

  /** Another stack with the same values. */
  copy(): Stack {
    const copy = new Stack();
    copy.#values = [...this.#values];
    copy.#marks = [...this.#marks];
    copy.#fence = this.#fence;
    return copy;
  }

  push(value: Value): void {
    if (this.#values.length >= LIMITS.stack) exceeds('stack');
    this.#values.push(value);
  }

  pop(): Value {
    if (this.#values.length <= this.#fence) refuse('stack');
    return this.#values.pop() as Value;
  }

  /** The last two values, in the order in which they were pushed. */
  popTwo(): [Value, Value] {
    const second = this.pop();
    return [this.pop(), second];
  }

  popThree(): [Value, Value, Value] {
    const third = this.pop();
    return [...this.popTwo(), third];
  }

  peek(): Value {
    if (this.#values.length <= this.#fence) refuse('stack');
    return this.#values[this.#values.length - 1] as Value;
  }

  mark(): void {
    if (this.#marks.length >= LIMITS.marks) exceeds('marks');
    this.#marks.push(this.#fence);
    this.#fence = this.#values.length;
  }

  /** Pops everything above the last mark, and the mark. */
  popMark(): Value[] {
    const below = this.#marks.pop();
    if (below === undefined) refuse('stack');
    const values = this.#values.splice(this.#fence);
    this.#fence = below;
    return values;
  }

  /** POP removes a value, or the mark if there is no value above it. */
  popValueOrMark(): void {
    if (this.#values.length > this.#fence) this.#values.pop();
    else this.popMark();
  }

  /** The one value left at STOP. */
  result(): Value {
    if (this.#marks.length > 0 || this.#values.length > 1) refuse('leftovers');
    return this.pop();
  }
}

/** Pickle's memo: values stored under an index, to be used again. */
export class Memo {
  #values: (Value | undefined)[] = [];
  #size = 0;

  /**
   * What another reader would have in its place: one that goes on with an earlier memo. What is stored by
   * number is the same to both, what is stored by count is not. Null where there is none.
   */
  elsewhere: Memo | null = null;

  /** Another memo with the same entries. */
  copy(): Memo {
    const copy = new Memo();
    copy.#values = [...this.#values];
    copy.#size = this.#size;
    return copy;
  }

  get(index: number): Value {
    return this.#values[index] ?? (this.#values[index] === null ? null : refuse('memo'));
  }

  has(index: number): boolean {
    return this.#values[index] !== undefined;
  }

  put(index: number, value: Value): void {
    this.#set(index, value);
    this.elsewhere?.put(index, value);
  }

  #set(index: number, value: Value): void {
    if (index >= LIMITS.memo) exceeds('memo');
    while (this.#values.length <= index) this.#values.push(undefined);
    if (this.#values[index] === undefined) this.#size++;
    this.#values[index] = value;
  }

  /** MEMOIZE stores at the number of entries so far. */
  add(value: Value): void {
    this.#set(this.#size, value);
    this.elsewhere?.add(value);
  }
}
