/** A small pickle assembler: each function gives the bytes of one or a few instructions. */
type Part = Buffer | string | number;

/** Bytes of instructions put together: text is Latin-1, a number one byte. */
export function bytes(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.of(part);
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    }),
  );
}

/** A whole pickle of protocol 4: the instructions, and STOP. */
export function pickle(...parts: readonly Part[]): Buffer {
  return bytes(0x80, 4, ...parts, '.');
}

export function uint(width: 1 | 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(width);
  buffer.writeUIntLE(value, 0, width);
  return buffer;
}

export function uint64(value: number | bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}

/** SHORT_BINUNICODE, or BINUNICODE where it is longer. */
export function text(value: string): Buffer {
  const utf8 = Buffer.from(value);
  return utf8.length < 256
    ? bytes(0x8c, utf8.length, utf8)
    : bytes('X', uint(4, utf8.length), utf8);
}

/** BININT, BININT1 */
export function int(value: number): Buffer {
  if (value >= 0 && value < 256) return bytes('K', value);
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return bytes('J', buffer);
}

/** GLOBAL */
export function global(module: string, name: string): Buffer {
  return bytes(`c${module}\n${name}\n`);
}

/** STACK_GLOBAL */
export function stackGlobal(module: string, name: string): Buffer {
  return bytes(text(module), text(name), 0x93);
}

export function tuple(...items: readonly Part[]): Buffer {
  return bytes('(', ...items, 't');
}

export function dict(entries: Readonly<Record<string, Part>>): Buffer {
  const pairs = Object.entries(entries).flatMap(([key, value]) => [text(key), value]);
  return bytes('}(', ...pairs, 'u');
}

/** callee(*args) by REDUCE */
export function call(callee: Part, ...args: readonly Part[]): Buffer {
  return bytes(callee, tuple(...args), 'R');
}

/** cls.__new__(cls) by NEWOBJ */
export function build(type: Part): Buffer {
  return bytes(type, ')', 0x81);
}

export const NONE = 'N';
export const TRUE = 0x88;
export const FALSE = 0x89;

/** numpy's dtype object of a short name, with the state that numpy writes. */
export function dtype(code: string, state: Buffer = plainState(code === 'O8' ? 63 : 0)): Buffer {
  return bytes(call(global('numpy', 'dtype'), text(code), FALSE, TRUE), state, 'b');
}

export function plainState(flags: number, itemSize = -1, alignment = -1): Buffer {
  return tuple(int(3), text('<'), NONE, NONE, NONE, int(itemSize), int(alignment), int(flags));
}

export const WRAPPER = global('joblib.numpy_pickle', 'NumpyArrayWrapper');

/** The state that joblib gives the wrapper of an array; each entry can be replaced, or left out by null. */
export function wrapperState(changes: Readonly<Record<string, Part | null>> = {}): Buffer {
  const entries = {
    subclass: global('numpy', 'ndarray'),
    shape: tuple(int(2)),
    order: text('C'),
    dtype: dtype('f8'),
    allow_mmap: TRUE,
    numpy_array_alignment_bytes: int(16),
    ...changes,
  };
  const kept = Object.entries(entries).filter(([, value]) => value !== null);
  return dict(Object.fromEntries(kept) as Record<string, Part>);
}

/** An array of two float64 with 3 bytes of padding, or what the changes make of it. */
export function array(
  changes: Readonly<Record<string, Part | null>> = {},
  content: Buffer = bytes(3, 0xff, 0xff, 0xff, Buffer.alloc(16)),
): Buffer {
  return bytes(build(WRAPPER), wrapperState(changes), 'b', content);
}

/** An array of objects: its content is another pickle. */
export function objectArray(nested: Buffer): Buffer {
  return array({ dtype: dtype('O8') }, nested);
}
