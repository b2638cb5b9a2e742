import { Op } from './opcodes.js';

/** Instructions whose argument is a line. */
export const LINES = new Set<Op>([
  Op.FLOAT,
  Op.INT,
  Op.LONG,
  Op.STRING,
  Op.UNICODE,
  Op.GET,
  Op.PUT,
]);

const NUMBERS = new Set<Op>([Op.INT, Op.LONG, Op.FLOAT]);
/** All that Python may read a number of. */
const NUMBER = /^[\w+\-.\s]*$/;

const ASCII = new Set<Op>([Op.SHORT_BINSTRING, Op.BINSTRING]);
const NOT_ASCII = /[\x80-\xff]/;

const UTF_8 = new Set<Op>([Op.SHORT_BINUNICODE, Op.BINUNICODE, Op.BINUNICODE8]);
/** Bytes that are never in UTF-8, and such as never follow an ASCII character. */
const NOT_UTF_8 = /[\xc0\xc1\xf5-\xff]|(?:^|[\0-\x7f])[\x80-\xbf]/;

/**
 * Whether Python ends with an error at an instruction with this argument, however it continues.
 *
 * @param start of the argument, or all of it
 * @example isWrong(Op.SHORT_BINUNICODE, Buffer.of(0x61, 0xff)) // true
 */
export function isWrong(code: Op, start: Buffer): boolean {
  if (NUMBERS.has(code)) return !NUMBER.test(beforeNul(start.toString('latin1')));
  if (code === Op.STRING) return start.length > 0 && start[0] !== 0x22 && start[0] !== 0x27;
  if (ASCII.has(code)) return NOT_ASCII.test(start.toString('latin1'));
  return UTF_8.has(code) && NOT_UTF_8.test(start.toString('latin1'));
}

/** The number that an instruction has as a line; NaN for what is none. */
export function numberOfLine(line: string): number {
  return Number(beforeNul(line).replace(/_/g, ''));
}

/** Lines are texts of C to Python: what follows a zero byte is not looked at. */
function beforeNul(line: string): string {
  return line.split('\0', 1)[0] as string;
}
