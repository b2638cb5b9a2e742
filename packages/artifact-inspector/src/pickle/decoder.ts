import type { ByteSource } from '../bytes/byte-source.js';
import { exceeds, refuse } from '../findings/refusal.js';
import { LIMITS, LONGEST_PAYLOAD, LONGEST_STRING } from '../limits.js';
import { Op } from './opcodes.js';

/** How the argument of an opcode is stored. */
enum Form {
  Unknown,
  None,
  Byte,
  UInt16,
  Int32,
  UInt32,
  UInt64,
  Double,
  Line,
  TwoLines,
  /** A payload after a length of 1, 4 (signed or not) or 8 bytes. */
  Counted1,
  Counted4,
  CountedSigned4,
  Counted8,
}

/** Bytes needed to know the length of an instruction, by form. */
const HEAD: readonly number[] = [0, 0, 1, 2, 4, 4, 8, 8, 0, 0, 1, 4, 4, 8];

const WITH_ARGUMENT: readonly (readonly [Form, readonly Op[]])[] = [
  [Form.Counted4, [Op.BINBYTES, Op.BINUNICODE]],
  [Form.Counted1, [Op.SHORT_BINBYTES, Op.SHORT_BINSTRING, Op.LONG1, Op.SHORT_BINUNICODE]],
  [Form.Line, [Op.FLOAT, Op.INT, Op.LONG, Op.PERSID, Op.STRING, Op.UNICODE, Op.GET, Op.PUT]],
  [Form.Double, [Op.BINFLOAT]],
  [Form.Int32, [Op.BININT, Op.EXT4]],
  [Form.Byte, [Op.BININT1, Op.BINGET, Op.BINPUT, Op.PROTO, Op.EXT1]],
  [Form.UInt16, [Op.BININT2, Op.EXT2]],
  [Form.CountedSigned4, [Op.BINSTRING, Op.LONG4]],
  [Form.TwoLines, [Op.GLOBAL, Op.INST]],
  [Form.UInt32, [Op.LONG_BINGET, Op.LONG_BINPUT]],
  [Form.Counted8, [Op.BINUNICODE8, Op.BINBYTES8, Op.BYTEARRAY8]],
  [Form.UInt64, [Op.FRAME]],
];

/** The form of each opcode, by its byte. */
const FORMS = new Uint8Array(256);

for (const code of Object.values(Op)) if (typeof code === 'number') FORMS[code] = Form.None;
for (const [form, codes] of WITH_ARGUMENT) for (const code of codes) FORMS[code] = form;

const LINE_FEED = 0x0a;

/** Bytes of the length that stands between an instruction and its argument. */
export function headOf(code: Op): number {
  return HEAD[FORMS[code] as Form] as number;
}

/**
 * Splits a stream into instructions. One object serves a whole pickle and its fields describe the last
 * instruction, so that no instruction allocates memory.
 */
export class Decoder {
  code = 0;
  /** Where the instruction starts in the stream. */
  offset = 0;
  /** The argument, if it is a number. */
  number = 0;
  /** The argument, if it is a line or the first of two, without the line feed. */
  line = '';
  secondLine = '';
  /** Where the payload of a counted argument starts in the window; -1 if it is too long for the window. */
  payloadStart = 0;
  payloadEnd = 0;
  payloadLength = 0;
  /** Bytes that the window needs to hold before the instruction can be read. */
  needed = 0;
  /** Bytes of payload to skip after the instruction; 0 if the payload is in the window. */
  skipped = 0;
  /** Offset at which the current frame ends; -1 outside a frame. */
  #frameEnd = -1;

  get insideFrame(): boolean {
    return this.#frameEnd >= 0;
  }

  /** Reads the next instruction; false if the window has to hold more of it first: see `needed`. */
  next(source: ByteSource): boolean {
    this.skipped = 0;
    const { window, position, end } = source;
    this.offset = source.offset;
    if (position >= end) return this.#short(1);
    const code = window[position] as number;
    this.code = code;
    const form = FORMS[code] as Form;
    const start = position + 1 + (HEAD[form] as number);
    if (start > end) return this.#short(start - position);
    switch (form) {
      case Form.None:
        return this.#finish(source, start);
      case Form.Byte:
        this.number = window[position + 1] as number;
        return this.#finish(source, start);
      case Form.UInt16:
        this.number = window.readUInt16LE(position + 1);
        return this.#finish(source, start);
      case Form.Int32:
        this.number = window.readInt32LE(position + 1);
        return this.#finish(source, start);
      case Form.UInt32:
        this.number = window.readUInt32LE(position + 1);
        return this.#finish(source, start);
      case Form.UInt64:
        this.number = readUInt64(window, position + 1);
        return this.#finish(source, start);
      case Form.Double:
        this.number = window.readDoubleBE(position + 1);
        return this.#finish(source, start);
      case Form.Counted1:
        return this.#counted(source, start, window[position + 1] as number);
      case Form.Counted4:
        return this.#counted(source, start, window.readUInt32LE(position + 1));
      case Form.CountedSigned4:
        return this.#counted(source, start, window.readInt32LE(position + 1));
      case Form.Counted8:
        return this.#counted(source, start, readUInt64(window, position + 1));
      case Form.Line:
      case Form.TwoLines:
        return this.#lines(source, start, form === Form.TwoLines);
      default:
        refuse('unknown-opcode');
    }
  }

  /** Starts a frame of `length` bytes after the instruction just read. */
  openFrame(source: ByteSource, length: number): void {
    if (this.#frameEnd >= 0) refuse('frame');
    if (length > 0) this.#frameEnd = source.offset + length;
  }

  #short(needed: number): boolean {
    this.needed = needed;
    return false;
  }

  #finish(source: ByteSource, next: number): boolean {
    source.position = next;
    if (this.#frameEnd >= 0) this.#advanceInFrame(source.offset);
    return true;
  }

  #advanceInFrame(offset: number): void {
    if (offset > this.#frameEnd) refuse('frame');
    if (offset === this.#frameEnd) this.#frameEnd = -1;
  }

  #counted(source: ByteSource, start: number, length: number): boolean {
    if (length < 0) refuse('bad-argument');
    this.payloadLength = length;
    if (length > LONGEST_PAYLOAD) {
      source.position = start;
      if (this.#frameEnd >= 0) this.#advanceInFrame(source.offset + length);
      this.payloadStart = -1;
      this.skipped = length;
      return true;
    }
    if (start + length > source.end) return this.#short(start + length - source.position);
    this.payloadStart = start;
    this.payloadEnd = start + length;
    return this.#finish(source, this.payloadEnd);
  }

  #lines(source: ByteSource, start: number, two: boolean): boolean {
    const first = lineEnd(source, start);
    const last = two && first >= 0 ? lineEnd(source, first + 1) : first;
    if (last < 0) {
      const seen = source.end - source.position;
      if (seen > (two ? 2 * LONGEST_STRING : LIMITS.line)) exceeds('line');
      return this.#short(2 * seen);
    }
    this.payloadStart = start;
    this.payloadEnd = first;
    this.payloadLength = first - start;
    const longest = Math.max(first - start, last - first - 1);
    if (two && longest > LONGEST_STRING) refuse('import-name');
    this.line = longest > LONGEST_STRING ? '' : source.window.toString('utf8', start, first);
    if (two) this.secondLine = source.window.toString('utf8', first + 1, last);
    return this.#finish(source, last + 1);
  }
}

function lineEnd(source: ByteSource, from: number): number {
  const at = source.window.indexOf(LINE_FEED, from);
  return at < source.end ? at : -1;
}

function readUInt64(window: Buffer, at: number): number {
  return window.readUInt32LE(at) + window.readUInt32LE(at + 4) * 2 ** 32;
}
