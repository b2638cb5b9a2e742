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
  // Both go on at the same place.
  if (length === 0) return;
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
      if (!decoder.next(source)) {
        return !isBadNumber(source) && source.offset + decoder.needed <= size;
      }
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    if (decoder.skipped > 0) return source.offset + decoder.skipped <= size;
    if (decoder.code === Op.STOP || isError(decoder, source, size)) return false;
    if (reading.acts(decoder)) return true;
  }
  return true;
}

/** What ends a plain unpickler with an error: it knows no extensions, persistent objects and buffers. */
const UNKNOWN = new Set<Op>([
  Op.EXT1,
  Op.EXT2,
  Op.EXT4,
  Op.PERSID,
  Op.BINPERSID,
  Op.NEXT_BUFFER,
  Op.READONLY_BUFFER,
]);

function isError(decoder: Decoder, source: ByteSource, size: number): boolean {
  const code: Op = decoder.code;
  if (UNKNOWN.has(code)) return true;
  // A frame is read ahead to its end.
  if (code === Op.FRAME) return source.offset + decoder.number > size;
  if (code === Op.PROTO) return decoder.number > 5;
  if (NUMBERS.has(code)) return !NUMBER.test(decoder.line);
  if (decoder.payloadStart < 0) return false;
  // Text of Python 2 has to be ASCII.
  if (code !== Op.SHORT_BINSTRING && code !== Op.BINSTRING) return false;
  const text = source.window.subarray(decoder.payloadStart, decoder.payloadEnd);
  return text.some((byte) => byte >= 0x80);
}

const NUMBERS = new Set<Op>([Op.INT, Op.LONG, Op.FLOAT]);
/** All that a number may be written with, for Python. */
const NUMBER = /^[\w+\-.\s]*$/;

/** A line that stands for a number begins as one, or is none wherever it ends. */
function isBadNumber({ window, position, end }: ByteSource): boolean {
  if (!NUMBERS.has(window[position] as Op)) return false;
  return !NUMBER.test(window.toString('latin1', position + 1, Math.min(position + 1024, end)));
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
