import type { ByteSource } from '../bytes/byte-source.js';
import { Refusal, refuse } from '../findings/refusal.js';
import { Decoder } from './decoder.js';
import { Op } from './opcodes.js';

/** Bytes that are looked at: a real array is given away by its first few. */
const LOOK_AHEAD = 64 * 1024;

/**
 * Refuses an array whose bytes are instructions to `pickle.load`, which knows nothing of joblib's arrays
 * and goes on reading where the array begins: the file would do one thing there and another in joblib.
 * The bytes of a real array stop being instructions very soon. joblib 1.2 and newer write padding first,
 * which is none from the start.
 *
 * @param length of the array in bytes
 * @param size of the whole stream in bytes
 */
export async function refuseSecondReading(
  source: ByteSource,
  length: number,
  size: number,
): Promise<void> {
  await source.fill(LOOK_AHEAD);
  const { position } = source;
  const found = readsOn(source, source.offset + length, size);
  source.position = position;
  if (found) refuse('second-reading');
}

/** Whether pickle gets to the end of the array, or to an instruction that does something. */
function readsOn(source: ByteSource, end: number, size: number): boolean {
  const decoder = new Decoder();
  const reading = new Reading();
  while (source.offset < end) {
    try {
      // What does not end within the file is an error to pickle; what ends far away is not followed.
      if (!decoder.next(source)) return source.offset + decoder.needed <= size;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    if (decoder.skipped > 0) return source.offset + decoder.skipped <= size;
    if (decoder.code === Op.STOP) return false;
    if (reading.acts(decoder)) return true;
  }
  return true;
}

const FROM_BELOW = new Set<Op>([
  Op.POP,
  Op.POP_MARK,
  Op.GET,
  Op.BINGET,
  Op.LONG_BINGET,
  Op.TUPLE,
  Op.TUPLE1,
  Op.TUPLE2,
  Op.TUPLE3,
]);

const CALLS = new Set<Op>([Op.REDUCE, Op.OBJ, Op.NEWOBJ, Op.NEWOBJ_EX, Op.BUILD]);

const NAME = /^[\w.]+$/;

/** What the instructions so far have made available. */
class Reading {
  #texts = 0;
  /** Something from before the array may be within reach: a function and arguments for it. */
  #reaches = false;

  /** Whether an instruction imports something, or calls what was imported before. */
  acts(decoder: Decoder): boolean {
    const code: Op = decoder.code;
    if (FROM_BELOW.has(code)) this.#reaches = true;
    if (code === Op.SHORT_BINUNICODE || code === Op.BINUNICODE || code === Op.UNICODE)
      this.#texts++;
    switch (code) {
      case Op.GLOBAL:
      case Op.INST:
        return NAME.test(decoder.line) && NAME.test(decoder.secondLine);
      case Op.STACK_GLOBAL:
        return this.#texts > 1 || this.#reaches;
      default:
        return this.#reaches && CALLS.has(code);
    }
  }
}
