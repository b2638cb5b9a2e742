import { refuse } from './refusal.js';
import { OTHER, type Value } from './values.js';

/** Python's little-endian two's complement of LONG1 and LONG4; {@link OTHER} beyond 2^53. */
export function readLong(bytes: Buffer): Value {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readIntLE(0, bytes.length);
  const last = bytes.length - 1;
  if (bytes[last] === 0 && bytes.subarray(6, last).every((byte) => byte === 0)) {
    return bytes.readUIntLE(0, 6);
  }
  return OTHER;
}

/**
 * The argument of INT, where `00` and `01` are the booleans of protocols 0 and 1. Other numbers that
 * begin with 0 are octal to one of Python's unpicklers and an error to the other.
 */
export function parseInteger(line: string): Value {
  if (line === '00') return false;
  if (line === '01') return true;
  if (!/^[+-]?(?:0|[1-9]\d*)$/.test(line)) refuse('bad-argument');
  const number = Number(line);
  return Number.isSafeInteger(number) ? number : OTHER;
}

/** The argument of LONG, which may end with an L. A line too long to be kept is a large number. */
export function parseLong(line: string): Value {
  return line === '' ? OTHER : parseInteger(line.replace(/L$/, ''));
}

/** The argument of FLOAT. */
export function parseFloatLine(line: string): Value {
  if (/^-?(?:inf|nan)$/.test(line)) return OTHER;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(line)) refuse('bad-argument');
  return Number(line);
}

/** The argument of GET and PUT. Python takes more forms of number; its pickler writes only this one. */
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
