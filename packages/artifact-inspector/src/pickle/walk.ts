import type { ByteSource } from '../bytes/byte-source.js';
import { refuse } from '../findings/refusal.js';
import { SMALL_ARRAY } from '../limits.js';
import type { ArrayPlan } from '../loading/wrapper.js';
import type { Budget } from '../values/budget.js';
import { hasAttributes, type NumpyArray, type Value } from '../values/values.js';
import { run } from './instructions.js';
import { type Imports, Machine, type Pause } from './machine.js';
import { refuseSecondReading } from './second-reading.js';

/** One walk over a stream. If it ends early, what it saw so far is still available. */
export class Walk {
  /** The machine that ran last: it knows the offset and the opcode. */
  machine: Machine;

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
        machine.stack.push(await this.#array(pause.plan));
        this.machine = machine;
        return;
      case 'need': {
        const before = source.end - source.position;
        const filled = await source.fill(pause.bytes);
        if (!filled && source.end - source.position === before) refuse('truncated');
      }
    }
  }

  async #array({ shape, dtype, padding, byteLength }: ArrayPlan): Promise<NumpyArray> {
    this.budget.countNodes(1);
    if (byteLength === null) {
      const nested = new Machine(this.imports, this.budget, true);
      const content = await this.#pickle(nested);
      // joblib reads the dtype of this result, and may swap its bytes.
      if (hasAttributes(content)) refuse('nested-array');
      return { kind: 'array', shape, dtype, data: null, content };
    }
    const { size } = this.source.upstream;
    if (padding !== null) await this.#padding(padding);
    // Nobody gives compressed bytes to pickle itself.
    else if (size !== undefined) await refuseSecondReading(this.source, byteLength, size);
    if (byteLength > SMALL_ARRAY) {
      await this.source.skip(byteLength);
      return { kind: 'array', shape, dtype, data: null, content: null };
    }
    const data = this.budget.keep(await this.source.take(byteLength));
    return { kind: 'array', shape, dtype, data, content: null };
  }

  async #padding(most: number): Promise<void> {
    const [length = 0] = await this.source.take(1);
    if (length > most) refuse('padding');
    const padding = await this.source.take(length);
    if (padding.some((byte) => byte !== 0xff)) refuse('padding');
  }
}
