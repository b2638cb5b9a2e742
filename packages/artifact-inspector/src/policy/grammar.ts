import {
  type Dtype,
  HUGE,
  type Import,
  type Instance,
  isNode,
  OTHER,
  type Sequence,
  type Value,
} from '../values/values.js';

/** A kind of value that an argument or a state may be. */
export type Kind = (value: Value | undefined) => boolean;

export const isNone: Kind = (value) => value === null;
export const isFlag: Kind = (value) => typeof value === 'boolean';
/** A number, also one that is too large to be kept. */
export const isNumber: Kind = (value) => typeof value === 'number' || isLarge(value);
export const isInteger: Kind = (value) => Number.isSafeInteger(value) || isLarge(value);
/** An integer from 0 to 2^31: a count of something in memory. */
export const isCount: Kind = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
export const isShortText: Kind = (value) => typeof value === 'string';
export const isText: Kind = (value) => typeof value === 'string' || isOf(value, 'text');
/** Bytes, or the text that stands for them in files of Python 2. */
export const isBytes: Kind = (value) => isOf(value, 'bytes') || isText(value);

/** Text, a number, a flag or None. */
export const isScalar: Kind = (value) =>
  !isNode(value) ? value !== undefined : value.kind === 'text' || isNumpyScalar(value);

export const oneOf =
  (...kinds: readonly Kind[]): Kind =>
  (value) =>
    kinds.some((kind) => kind(value));

/** A list or tuple of these, all of them known. */
export const listOf =
  (kind: Kind): Kind =>
  (value) =>
    manyOf(kind)(value) && (value as Sequence).dropped === 0;

/** The same of any length: what is not kept of it is plain. */
export const manyOf =
  (kind: Kind): Kind =>
  (value) =>
    isNode(value) && (value.kind === 'list' || value.kind === 'tuple') && value.items.every(kind);

/** A tuple of exactly these. */
export const tupleOf =
  (...kinds: readonly Kind[]): Kind =>
  (value) =>
    isNode(value) &&
    value.kind === 'tuple' &&
    value.dropped === 0 &&
    value.items.length === kinds.length &&
    kinds.every((kind, at) => kind(value.items[at]));

/** A dictionary with text keys, all of them known, no key like `__class__`, and values of a kind. */
export const dictOf =
  (kind: Kind): Kind =>
  (value) =>
    isNode(value) &&
    value.kind === 'dict' &&
    value.dropped === 0 &&
    value.otherKeys === 0 &&
    mapOf(kind)(value);

/** The same with numbers as keys too, and of any size: what is not kept of it is plain. */
export const mapOf =
  (kind: Kind): Kind =>
  (value) =>
    isNode(value) &&
    value.kind === 'dict' &&
    !value.unsafeKey &&
    value.others.length === 0 &&
    areAll(kind, value.entries.values());

function areAll(kind: Kind, values: Iterable<Value>): boolean {
  for (const value of values) if (!kind(value)) return false;
  return true;
}

/** An import of one of these, written `module name`. */
export function isImportOf(...names: readonly string[]): Kind {
  return (value) =>
    isNode(value) && value.kind === 'import' && names.includes(`${value.module} ${value.name}`);
}

/** An import of a module that fits. */
export function isImportFrom(module: RegExp): Kind {
  return (value) => isNode(value) && value.kind === 'import' && module.test(value.module);
}

/** An object made by one of these, written `module name`: a class, or the function that was called. */
export function isMadeBy(...names: readonly string[]): Kind {
  return (value) => {
    const type = typeOf(value);
    return type !== null && names.includes(`${type.module} ${type.name}`);
  };
}

/** An object made by something of a module that fits. */
export function isMadeFrom(module: RegExp): Kind {
  return (value) => module.test(typeOf(value)?.module ?? '');
}

/** A function or a class of Python's or a library's, or such a function with arguments. */
export const isFunction: Kind = (value) =>
  isMadeBy('functools partial')(value) ||
  (isNode(value) && value.kind === 'import' && !value.isOwn);

/** A list, tuple or dictionary of plain values, at most a few levels deep, or a plain value. */
export const isPlain: Kind = (value) => isPlainTo(value, 8);

function isPlainTo(value: Value | undefined, depth: number): boolean {
  if (isScalar(value) || isOf(value, 'bytes') || isPlainArray(value)) return true;
  if (!isNode(value) || depth === 0) return false;
  const inner: Kind = (one) => isPlainTo(one, depth - 1);
  return value.kind === 'set'
    ? value.items.every(inner)
    : manyOf(inner)(value) || mapOf(inner)(value);
}

const isNumpyScalar = isMadeBy('numpy.core.multiarray scalar', 'numpy._core.multiarray scalar');

/** A dtype whose items are not objects. */
export const isPlainDtype: Kind = (value) =>
  isNode(value) && value.kind === 'dtype' && !value.objects;

const isArrayObject = isMadeBy(
  'numpy ndarray',
  'numpy matrix',
  'numpy recarray',
  'numpy.rec recarray',
);
const isBufferArray = isMadeBy(
  'numpy.core.multiarray _frombuffer',
  'numpy.core.numeric _frombuffer',
  'numpy._core.numeric _frombuffer',
);

/** An array of numpy's own class, whatever its items are: nothing in it defines how numpy sees it. */
export const isArray: Kind = (value) => {
  if (!isNode(value)) return false;
  if (value.kind === 'array') return !value.dtype.objects || isArray(value.content);
  if (value.kind !== 'instance') return false;
  return isBufferArray(value) || (isArrayObject(value) && value.state !== undefined);
};

/** An array of numbers, dates or text. */
export const isPlainArray: Kind = (value) => isArray(value) && isPlainDtype(dtypeOf(value));

/** An array of numbers or flags alone. */
export const isNumericArray: Kind = (value) => {
  const dtype = isPlainArray(value) ? dtypeOf(value) : undefined;
  return isNode(dtype) && dtype.kind === 'dtype' && /^[biufc?]/.test(dtype.code);
};

/** The dtype of an array, in whichever way it was stored. */
function dtypeOf(value: Value | undefined): Value | undefined {
  if (!isNode(value)) return undefined;
  if (value.kind === 'array') return value.dtype;
  if (value.kind !== 'instance') return undefined;
  const parts = isBufferArray(value) ? value.args : value.state;
  if (!isNode(parts) || parts.kind !== 'tuple') return undefined;
  return parts.items.find((part) => isOf(part, 'dtype'));
}

/** The objects that an array of objects holds; none of any other. */
export function objectsOf(value: Value | undefined): readonly Value[] {
  if (!isNode(value) || !isArray(value) || isPlainArray(value)) return [];
  if (value.kind === 'array')
    return isArray(value.content) ? objectsOf(value.content) : itemsOf(value.content);
  const { args, state } = value as Instance;
  const parts = isBufferArray(value) ? args : state;
  return isNode(parts) && parts.kind === 'tuple' ? itemsOf(parts.items[4]) : [];
}

function itemsOf(content: Value | undefined): readonly Value[] {
  return isNode(content) && content.kind === 'list' ? content.items : [];
}

/** The lengths of an array, outermost first; null if the value is no array. */
export function shapeOf(value: Value | undefined): readonly number[] | null {
  if (!isArray(value) || !isNode(value)) return null;
  if (value.kind === 'array') return value.shape;
  const { args, state } = value as Instance;
  const parts = isBufferArray(value) ? args : state;
  if (!isNode(parts) || parts.kind !== 'tuple') return null;
  const shape = parts.items.find((part) => isNode(part) && part.kind === 'tuple');
  return isShape(shape) && isNode(shape) && shape.kind === 'tuple'
    ? (shape.items as number[])
    : null;
}

/** Without a row of their own, arrays take no memory however many rows they claim; whoever walks them takes long. */
const MOST_EMPTY_ROWS = 10_000_000;

/** The shape of an array that memory can hold. */
export const isShape: Kind = (value) =>
  isNode(value) &&
  value.kind === 'tuple' &&
  value.dropped === 0 &&
  value.items.length <= 64 &&
  value.items.every((length) => Number.isSafeInteger(length) && (length as number) >= 0) &&
  isWalkable(value.items as number[]);

/** Whether an array without items has few enough rows, and a product of lengths that does not wrap around. */
export function isWalkable(shape: readonly number[]): boolean {
  if (!shape.includes(0)) return true;
  const product = shape.reduce((before, length) => before * (length || 1), 1);
  return product < 2 ** 53 && shape.every((length) => length <= MOST_EMPTY_ROWS);
}

/**
 * Whether content is long enough for an array of this shape and dtype: numpy reads a list of objects
 * past its end.
 */
export function holds(content: Value | undefined, shape: Value | undefined, dtype: Dtype): boolean {
  if (!isNode(content) && typeof content !== 'string') return false;
  if (!isShape(shape) || !isNode(shape) || shape.kind !== 'tuple') return false;
  const items = (shape.items as number[]).reduce((product, length) => product * length, 1);
  if (!dtype.objects) {
    return (
      isBytes(content) && items * (dtype.itemSize ?? 0) <= (content as { length: number }).length
    );
  }
  return (
    isNode(content) && content.kind === 'list' && content.items.length + content.dropped === items
  );
}

function isLarge(value: Value | undefined): boolean {
  return value === OTHER || value === HUGE;
}

function isOf(value: Value | undefined, kind: string): boolean {
  return isNode(value) && value.kind === kind;
}

function typeOf(value: Value | undefined): Import | null {
  return isNode(value) && value.kind === 'instance' ? value.type : null;
}

/** Whether arguments are such as real files give. */
export type Accepts = (args: readonly Value[]) => boolean;

/** Something that a file may call, and with which arguments. All else is refused. */
export interface Callable {
  /** Lines of a module and names in it. */
  readonly names: string;
  readonly accepts: Accepts;
  /** Why a call with these arguments is harmless. */
  readonly because: string;
}

/** Exactly these arguments; those of optional kinds may be left out at the end. */
export function takes(...kinds: readonly Kind[]): Accepts {
  return (args) => args.length <= kinds.length && kinds.every((kind, at) => kind(args[at]));
}

export const optional =
  (kind: Kind): Kind =>
  (value) =>
    value === undefined || kind(value);
