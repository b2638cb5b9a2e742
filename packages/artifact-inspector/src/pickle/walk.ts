import type { ByteSource } from '../bytes/byte-source.js';
import { refuse } from '../findings/refusal.js';
import { SMALL_ARRAY } from '../limits.js';
import type { ArrayPlan } from '../loading/wrapper.js';
import type { Budget } from '../values/budget.js';
import { hasAttributes, type NumpyArray, type Value } from '../values/values.js';
import { run } from './instructions.js';
import { type Imports, Machine, type Pause } from './machine.js';
import { refuseSecondReading } from './second-reading.js';
import type { Memo } from './stack.js';

/** One walk over a stream. If it ends early, what it saw so far is still available. */
export class Walk {
  /** The machine that ran last: it knows the offset and the opcode. */
  machine: Machine;
  /**
   * Whether `pickle.load` would read the stream until here. The first array ends it: padding is no instruction,
   * an array of objects ends with STOP, and at the numbers of one it ends, or the file is refused.
   */
  #isReadByPickle = true;

  constructor(
    readonly source: ByteSource,
    readonly imports: Imports,
    readonly budget: Budget,
    readonly signal?: AbortSignal | undefined,
    /** Whether Python's own unpickler reads it, and not joblib's. */
    isPlain = false,
  ) {
    this.machine = new Machine(imports, budget, isPlain);
  }

  /**
   * Walks the pickle, its arrays and the pickles inside these, and makes sure that nothing follows.
   *
   * @throws Refusal if the content is malformed or exceeds a limit
   */
  async run(): Promise<Value> {
    const result = await this.#pickle(this.machine);
    if (await this.source.fill(1)) refuse('trailing-bytes');
    return result;
  }

  async #pickle(machine: Machine): Promise<Value> {
    this.machine = machine;
    for (;;) {
      const pause = run(machine, this.source);
      if (pause.kind === 'stop') return pause.result;
      await this.#serve(pause, machine);
      this.signal?.throwIfAborted();
    }
  }

  async #serve(pause: Exclude<Pause, { kind: 'stop' }>, machine: Machine): Promise<void> {
    const { source } = this;
    switch (pause.kind) {
      case 'skip':
        return source.skip(pause.bytes);
      case 'array':
        machine.stack.push(await this.#array(pause.plan, machine));
        this.machine = machine;
        return;
      case 'elsewhere': {
        const { elsewhere } = machine.memo;
        machine.memo.elsewhere = null;
        if (elsewhere === null || pause.value === undefined) return;
        return this.#otherwise(machine, pause.value, elsewhere, true);
      }
      case 'need': {
        const before = source.end - source.position;
        const filled = await source.fill(pause.bytes);
        if (!filled && source.end - source.position === before) refuse('truncated');
      }
    }
  }

  async #array(plan: ArrayPlan, machine: Machine): Promise<NumpyArray> {
    const { shape, dtype, padding, byteLength } = plan;
    this.budget.countNodes(1);
    const isFirst = this.#isReadByPickle;
    if (padding !== null || byteLength !== 0) this.#isReadByPickle = false;
    if (byteLength === null) {
      const nested = new Machine(this.imports, this.budget, true);
      if (isFirst) nested.memo.elsewhere = machine.memo.copy();
      const content = await this.#pickle(nested);
      // joblib reads the dtype of this result, and may swap its bytes.
      if (hasAttributes(content)) refuse('nested-array');
      return { kind: 'array', shape, dtype, data: null, content };
    }
    if (padding !== null) await this.#padding(padding);
    else if (isFirst && byteLength > 0) {
      // In joblib the array takes its place.
      await this.#otherwise(machine, { kind: 'wrapper', state: null }, machine.memo, false);
    }
    if (byteLength > SMALL_ARRAY) {
      await this.source.skip(byteLength);
      return { kind: 'array', shape, dtype, data: null, content: null };
    }
    const data = this.budget.keep(await this.source.take(byteLength));
    return { kind: 'array', shape, dtype, data, content: null };
  }

  /** What `pickle.load` reads from here on, with another value on top of the stack. */
  async #otherwise(machine: Machine, value: Value, memo: Memo, ofObjects: boolean): Promise<void> {
    const stack = machine.stack.copy();
    if (ofObjects) stack.pop();
    stack.push(value);
    const size = this.source.upstream.size ?? Number.POSITIVE_INFINITY;
    await refuseSecondReading(this.source, { stack, memo: memo.copy(), size, ofObjects });
  }

  async #padding(most: number): Promise<void> {
    const [length = 0] = await this.source.take(1);
    if (length > most) refuse('padding');
    const padding = await this.source.take(length);
    if (padding.some((byte) => byte !== 0xff)) refuse('padding');
  }
}
