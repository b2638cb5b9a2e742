import type { ByteSource } from '../bytes/byte-source.js';
import { refuse } from '../findings/refusal.js';
import { LONGEST_INTEGER, LONGEST_STRING, MOST_DIGITS } from '../limits.js';
import type { Budget } from '../values/budget.js';
import { HUGE, OTHER, type TextEncoding, type Value } from '../values/values.js';
import type { Decoder } from './decoder.js';

/** What reads a literal: the decoder that stands behind it, and the budget that it counts against. */
interface Reader {
  readonly decoder: Decoder;
  readonly budget: Budget;
}

/** The argument of LONG1 and LONG4. */
export function readInteger({ decoder }: Reader, source: ByteSource): Value {
  if (decoder.payloadLength > LONGEST_INTEGER) refuse('bad-argument');
  return readLong(payload(decoder, source));
}

/** Text with a length in front. */
export function readText(reader: Reader, source: ByteSource, encoding: 'utf8' | 'latin1'): Value {
  const { payloadStart, payloadEnd, payloadLength } = reader.decoder;
  return payloadLength <= LONGEST_STRING
    ? source.window.toString(encoding, payloadStart, payloadEnd)
    : describe(reader, source, encoding);
}

/** The argument of STRING and UNICODE: text up to the end of the line. */
export function readLine(
  reader: Reader,
  source: ByteSource,
  parse: (line: string) => string,
): Value {
  const { payloadStart, payloadEnd, payloadLength } = reader.decoder;
  return payloadLength <= LONGEST_STRING
    ? parse(source.window.toString('latin1', payloadStart, payloadEnd))
    : describe(reader, source, 'raw-unicode');
}

/** Bytes with a length in front. */
export function readBytes(reader: Reader, source: ByteSource): Value {
  reader.budget.countNodes(1);
  const { payloadLength: length } = reader.decoder;
  return { kind: 'bytes', length, data: kept(reader, source) };
}

function describe(reader: Reader, source: ByteSource, encoding: TextEncoding): Value {
  reader.budget.countNodes(1);
  const { payloadLength: length } = reader.decoder;
  return { kind: 'text', length, bytes: kept(reader, source), encoding };
}

function kept({ budget, decoder }: Reader, source: ByteSource): Buffer | null {
  return decoder.payloadStart < 0 ? null : budget.keep(payload(decoder, source));
}

function payload({ payloadStart, payloadEnd }: Decoder, { window }: ByteSource): Buffer {
  return window.subarray(payloadStart, payloadEnd);
}

/** Little-endian two's complement; {@link OTHER} or {@link HUGE} beyond 2^53. */
export function readLong(bytes: Buffer): Value {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readIntLE(0, bytes.length);
  const last = bytes.length - 1;
  if (bytes[last] === 0 && bytes.subarray(6, last).every((byte) => byte === 0)) {
    return bytes.readUIntLE(0, 6);
  }
  return bytes.length > 8 ? HUGE : OTHER;
}

/**
 * The argument of INT. `00` and `01` are the booleans of protocols 0 and 1. One of Python's two
 * unpicklers reads other numbers that start with 0 as octal, the other one rejects them.
 */
export function parseInteger(line: string): Value {
  if (line === '00') return false;
  if (line === '01') return true;
  if (!/^[+-]?(?:0|[1-9]\d*)$/.test(line)) refuse('bad-argument');
  const number = Number(line);
  if (Number.isSafeInteger(number)) return number;
  return line.length > 19 ? HUGE : OTHER;
}

/** The argument of LONG, which may end with an L. */
export function parseLong(line: string): Value {
  return parseInteger(line.replace(/L$/, ''));
}

/** The argument of INT or LONG, whose line may be too long to be kept. */
export function readDigits(
  { payloadLength, line }: Decoder,
  parse: (line: string) => Value,
): Value {
  if (payloadLength > MOST_DIGITS) refuse('bad-argument');
  return payloadLength > LONGEST_STRING ? HUGE : parse(line);
}

/** The argument of FLOAT. */
export function parseFloatLine(line: string): Value {
  if (/^-?nan$/.test(line)) return Number.NaN;
  if (/^-?inf$/.test(line)) return line === 'inf' ? Infinity : -Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(line)) refuse('bad-argument');
  return Number(line);
}

/** The argument of GET and PUT. Python reads more forms of numbers, but writes only this one. */
export function parseIndex(line: string): number {
  if (!/^\d{1,10}$/.test(line)) refuse('bad-argument');
  return Number(line);
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The argument of STRING: quoted, with backslash escapes. */
export function parseQuoted(line: string): string {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote)) {
    refuse('bad-argument');
  }
  return line.slice(1, -1).replace(/\\(x[0-9a-f]{2}|.)/gis, (_, escaped: string) => {
    if (escaped.length === 3) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    if (/[\\'"]/.test(escaped)) return escaped;
    return SIMPLE_ESCAPES[escaped] ?? refuse('bad-argument');
  });
}

/** The argument of UNICODE: Latin-1 with `\uXXXX` and `\UXXXXXXXX`. */
export function parseRawUnicode(line: string): string {
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short, long) => {
    const point = Number.parseInt(short ?? long, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : refuse('bad-argument');
  });
}
