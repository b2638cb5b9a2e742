import type { ByteSource } from '../bytes/byte-source.js';
import { isWalkable } from '../policy/grammar.js';
import { sizeOfItem } from './npy-descr.js';
import { type Literal, readLiteral } from './python-literal.js';

/** What the header of an `.npy` file says. */
export interface NpyHeader {
  /** Bytes up to the array. */
  readonly length: number;
  /** Bytes of the array; null where a pickle of its objects follows. */
  readonly dataLength: number | null;
}

const LONGEST_HEADER = 64 * 1024;

/**
 * Reads the header of numpy's own format: magic, version, length, and a dictionary as Python writes it.
 *
 * @param source at its start; afterwards at the array
 * @returns null where it does not begin as such a file, `header` where the rest is not what numpy writes
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader | 'header' | null> {
  if (!(await source.fill(10))) return null;
  const { window, position } = source;
  if (window.toString('latin1', position, position + 6) !== '\x93NUMPY') return null;
  const [major, minor] = [window[position + 6], window[position + 7]];
  if (minor !== 0 || (major !== 1 && major !== 2 && major !== 3)) return 'header';
  const start = major === 1 ? 10 : 12;
  if (!(await source.fill(start))) return 'header';
  const length =
    major === 1
      ? source.window.readUInt16LE(source.position + 8)
      : source.window.readUInt32LE(source.position + 8);
  if (length > LONGEST_HEADER || !(await source.fill(start + length))) return 'header';
  const from = source.position + start;
  const encoding = major === 3 ? 'utf8' : 'latin1';
  const text = source.window.toString(encoding, from, from + length);
  source.position = from + length;
  const dataLength = text.endsWith('\n') ? lengthOf(readLiteral(withoutPadding(text))) : undefined;
  return dataLength === undefined ? 'header' : { length: start + length, dataLength };
}

/** Without the blanks and the newline that end a header: not by an expression, which tries at each blank. */
function withoutPadding(text: string): string {
  let end = text.length - 1;
  while (text[end - 1] === ' ') end -= 1;
  return text.slice(0, end);
}

/** Bytes of the array; null of objects, undefined where numpy writes no such header. */
function lengthOf(header: Literal | undefined): number | null | undefined {
  if (!(header instanceof Map) || header.size !== 3) return undefined;
  const [descr, isFortran, shape] = ['descr', 'fortran_order', 'shape'].map((key) =>
    header.get(key),
  );
  if (typeof isFortran !== 'boolean' || !isTuple(shape)) return undefined;
  if (!shape.items.every((one) => Number.isSafeInteger(one) && (one as number) >= 0))
    return undefined;
  const lengths = shape.items as number[];
  const size = sizeOfItem(descr);
  if (size === undefined || lengths.length > 64 || !isWalkable(lengths)) return undefined;
  const items = lengths.reduce((product, one) => product * one, 1);
  if (size === null) return null;
  // Items of no bytes take no memory however many there are; whoever walks them takes long.
  if (size === 0 && items > MOST_EMPTY) return undefined;
  return items * size;
}

const MOST_EMPTY = 10_000_000;

function isTuple(value: Literal | undefined): value is Extract<Literal, { items: unknown }> {
  return typeof value === 'object' && value !== null && 'items' in value && value.isTuple;
}
