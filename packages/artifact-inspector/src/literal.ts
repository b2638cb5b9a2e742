import {
  parseFloatLine,
  parseInteger,
  parseLong,
  parseQuoted,
  parseRawUnicode,
  readLong,
} from './arguments.js';
import type { Budget } from './budget.js';
import type { ByteSource } from './byte-source.js';
import type { Decoder } from './decoder.js';
import { LONGEST_STRING } from './limits.js';
import { Op } from './opcodes.js';
import { OTHER, type TextEncoding, type Value } from './values.js';

/** The value that an instruction carries in itself; undefined where it carries none. */
export function readLiteral(
  source: ByteSource,
  decoder: Decoder,
  budget: Budget,
): Value | undefined {
  switch (decoder.code) {
    case Op.NONE:
      return null;
    case Op.NEWTRUE:
      return true;
    case Op.NEWFALSE:
      return false;
    case Op.BININT:
    case Op.BININT1:
    case Op.BININT2:
    case Op.BINFLOAT:
      return decoder.number;
    case Op.INT:
      return parseInteger(decoder.line);
    case Op.LONG:
      return parseLong(decoder.line);
    case Op.FLOAT:
      return parseFloatLine(decoder.line);
    case Op.LONG1:
    case Op.LONG4:
      return decoder.payloadStart < 0 ? OTHER : readLong(payload(source, decoder));
    case Op.SHORT_BINUNICODE:
    case Op.BINUNICODE:
    case Op.BINUNICODE8:
      return text(source, decoder, budget, 'utf8');
    case Op.BINSTRING:
    case Op.SHORT_BINSTRING:
      return text(source, decoder, budget, 'latin1');
    case Op.STRING:
      return lineText(source, decoder, budget, parseQuoted);
    case Op.UNICODE:
      return lineText(source, decoder, budget, parseRawUnicode);
    case Op.SHORT_BINBYTES:
    case Op.BINBYTES:
    case Op.BINBYTES8:
    case Op.BYTEARRAY8:
      budget.countNode();
      return { kind: 'bytes', length: decoder.payloadLength, data: kept(source, decoder, budget) };
    default:
      return undefined;
  }
}

function payload({ window }: ByteSource, { payloadStart, payloadEnd }: Decoder): Buffer {
  return window.subarray(payloadStart, payloadEnd);
}

function kept(source: ByteSource, decoder: Decoder, budget: Budget): Buffer | null {
  return decoder.payloadStart < 0 ? null : budget.keep(payload(source, decoder));
}

function text(
  source: ByteSource,
  decoder: Decoder,
  budget: Budget,
  encoding: 'utf8' | 'latin1',
): Value {
  return decoder.payloadLength <= LONGEST_STRING
    ? source.window.toString(encoding, decoder.payloadStart, decoder.payloadEnd)
    : longText(source, decoder, budget, encoding);
}

function lineText(
  source: ByteSource,
  decoder: Decoder,
  budget: Budget,
  parse: (line: string) => string,
): Value {
  return decoder.payloadLength <= LONGEST_STRING
    ? parse(source.window.toString('latin1', decoder.payloadStart, decoder.payloadEnd))
    : longText(source, decoder, budget, 'raw-unicode');
}

function longText(
  source: ByteSource,
  decoder: Decoder,
  budget: Budget,
  encoding: TextEncoding,
): Value {
  budget.countNode();
  const bytes = kept(source, decoder, budget);
  return { kind: 'text', length: decoder.payloadLength, bytes, encoding };
}
