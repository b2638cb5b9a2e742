/**
 * Virtual time: what waits is woken in the order of its moments, as fast as the processor goes. Nothing in
 * it may wait for anything real.
 */
export class World {
  /** Milliseconds since the beginning. */
  now = 0;
  /** Who waits for which whole millisecond. */
  #waiting = new Map();
  /** A heap of the moments that somebody waits for, the next one first. */
  #moments = [];
  #random;

  constructor(seed) {
    this.#random = randomFrom(seed);
  }

  /** From 0 to 1, without 1; the same numbers in each run. */
  random = () => this.#random();

  /** Ends after so many milliseconds. */
  wait = (milliseconds) =>
    new Promise((resolve) => {
      const moment = Math.max(this.now, Math.round(this.now + milliseconds));
      const others = this.#waiting.get(moment);
      if (others) others.push(resolve);
      else {
        this.#waiting.set(moment, [resolve]);
        this.#add(moment);
      }
    });

  /** Lets everything happen that happens before a moment. */
  async runUntil(end) {
    while (this.#moments.length > 0 && this.#moments[0] <= end) {
      const moment = this.#take();
      this.now = moment;
      const woken = this.#waiting.get(moment);
      this.#waiting.delete(moment);
      for (const wake of woken) wake();
      // All that they do without waiting is done by then.
      await new Promise(setImmediate);
    }
    this.now = end;
  }

  #add(moment) {
    const heap = this.#moments;
    let at = heap.push(moment) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above] <= moment) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = moment;
  }

  #take() {
    const heap = this.#moments;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1] < heap[below]) below += 1;
      if (heap[below] >= last) break;
      heap[at] = heap[below];
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

/** Mulberry32: good enough for jitter. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
