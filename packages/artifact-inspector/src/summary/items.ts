import { parseRawUnicode } from '../pickle/literals.js';
import { type Bytes, type Dtype, type Instance, isNode, type Value } from '../values/values.js';

/** An item of an array or list, in a form that can be shown. */
export type Item = string | number | boolean | null;

const MOST_ITEMS = 10_000;

/**
 * The items of a list, tuple or one-dimensional numpy array, however it was stored.
 *
 * @returns null if it is none of these, is too large, or its content was not kept
 */
export function readItems(value: Value | undefined): readonly Item[] | null {
  if (!isNode(value)) return null;
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return value.dropped > 0 ? null : showItems(value.items);
    case 'array':
      return value.data ? decode(value.data, value.dtype) : readItems(value.content);
    case 'instance':
      return readPickledArray(value);
    default:
      return null;
  }
}

/** A number or text, also if it is a numpy scalar. */
export function readScalar(value: Value | undefined): Item {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (!isNode(value) || value.kind !== 'instance' || value.type.name !== 'scalar') return null;
  if (!isNode(value.args) || value.args.kind !== 'tuple') return null;
  const [dtype, content] = value.args.items;
  if (!isNode(dtype) || dtype.kind !== 'dtype') return null;
  if (!isNode(content) || content.kind !== 'bytes') return null;
  return decode(bytesOf(content), dtype)?.[0] ?? null;
}

/** The content of a byte string; empty if it was not kept. */
export function bytesOf({ data }: Bytes): Buffer {
  if (data === null) return Buffer.alloc(0);
  if (typeof data === 'string') return Buffer.from(data, 'latin1');
  if (Buffer.isBuffer(data)) return data;
  if (data.bytes === null) return Buffer.alloc(0);
  const raw = data.encoding === 'raw-unicode';
  const text = data.bytes.toString(raw ? 'latin1' : data.encoding);
  return Buffer.from(raw ? parseRawUnicode(text) : text, 'latin1');
}

/**
 * An array stored by pickle itself: its state is (version, shape, dtype, order, content); with protocol
 * 5 its arguments are (content, dtype, shape, order).
 */
function readPickledArray({ type, args, state }: Instance): readonly Item[] | null {
  const fromBuffer = type.name === '_frombuffer';
  const parts = fromBuffer ? args : state;
  if (!isNode(parts) || parts.kind !== 'tuple') return null;
  const [first, second, third, , fifth] = parts.items;
  const dtype = fromBuffer ? second : third;
  const content = fromBuffer ? first : fifth;
  if (!isNode(dtype) || dtype.kind !== 'dtype' || !isNode(content)) return null;
  return content.kind === 'bytes' ? decode(bytesOf(content), dtype) : readItems(content);
}

function showItems(values: readonly Value[]): readonly Item[] | null {
  return values.length > MOST_ITEMS ? null : values.map(readScalar);
}

function decode(data: Buffer, dtype: Dtype): Item[] | null {
  const { itemSize, code } = dtype;
  if (!itemSize || data.length % itemSize > 0 || data.length / itemSize > MOST_ITEMS) return null;
  const read = READERS[code[0] as string];
  if (!read) return null;
  const items = Array.from({ length: data.length / itemSize }, (_, at) =>
    read(data.subarray(at * itemSize, (at + 1) * itemSize), dtype.bigEndian),
  );
  return items;
}

type ReadItem = (bytes: Buffer, bigEndian: boolean) => Item;

const READERS: Readonly<Record<string, ReadItem>> = {
  b: (bytes) => bytes[0] !== 0,
  i: (bytes, big) => readInteger(bytes, big, true),
  u: (bytes, big) => readInteger(bytes, big, false),
  f: (bytes, big) => {
    if (bytes.length === 8) return big ? bytes.readDoubleBE() : bytes.readDoubleLE();
    if (bytes.length === 4) return big ? bytes.readFloatBE() : bytes.readFloatLE();
    return null;
  },
  S: (bytes) => trimZeros(bytes.toString('latin1')),
  U: (bytes, big) => {
    const points = Array.from({ length: bytes.length / 4 }, (_, at) =>
      big ? bytes.readUInt32BE(4 * at) : bytes.readUInt32LE(4 * at),
    );
    if (points.some((point) => point > 0x10ffff)) return null;
    return trimZeros(points.map((point) => String.fromCodePoint(point)).join(''));
  },
};

function readInteger(bytes: Buffer, big: boolean, signed: boolean): number {
  const ordered = big ? bytes : Buffer.from(bytes).reverse();
  if (ordered.length === 8) {
    return Number(signed ? ordered.readBigInt64BE() : ordered.readBigUInt64BE());
  }
  return signed ? ordered.readIntBE(0, ordered.length) : ordered.readUIntBE(0, ordered.length);
}

function trimZeros(text: string): string {
  return text.replace(/\0+$/, '');
}
