import { refuse } from '../findings/refusal.js';
import { isWalkable } from '../policy/grammar.js';
import { type Dtype, type Import, isNode, type Value, type Wrapper } from '../values/values.js';

/** What follows in the stream after the BUILD of a wrapper. */
export interface ArrayPlan {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** The most padding there may be, after a byte with their number; null if there is neither. */
  readonly padding: number | null;
  /** Bytes of the array, without padding; null if a nested pickle follows instead. */
  readonly byteLength: number | null;
}

const KEYS = ['subclass', 'shape', 'order', 'dtype', 'allow_mmap', 'numpy_array_alignment_bytes'];

/**
 * Reads the state that joblib gives a NumpyArrayWrapper. Anything that joblib does not write is
 * refused, because another program could see the end of the array elsewhere.
 */
export function buildWrapper(wrapper: Wrapper, state: Value): ArrayPlan {
  if (wrapper.state !== undefined) refuse('second-build');
  wrapper.state = state;
  if (!isNode(state) || state.kind !== 'dict') refuse('array-description');
  const { entries, others, dropped } = state;
  if (others.length > 0 || dropped > 0) refuse('array-description');
  for (const key of entries.keys()) if (!KEYS.includes(key)) refuse('array-description');
  const subclass = entries.get('subclass');
  const order = entries.get('order');
  const dtype = entries.get('dtype');
  const mapped = entries.get('allow_mmap');
  const alignment = entries.get('numpy_array_alignment_bytes');
  if (!isArrayClass(subclass)) refuse('array-description');
  subclass.asClass.add(state);
  if (order !== 'C' && order !== 'F') refuse('array-description');
  if (!isNode(dtype) || dtype.kind !== 'dtype') refuse('array-description');
  if (mapped !== undefined && typeof mapped !== 'boolean') refuse('array-description');
  const padding = alignment ?? null;
  if (padding !== null && !ALIGNMENTS.includes(padding)) refuse('array-description');
  const shape = readShape(entries.get('shape'));
  return { shape, dtype, padding: padding as number | null, byteLength: byteLength(shape, dtype) };
}

/** joblib's own is 16. None of these numbers is an instruction of pickle, so that it finds none in the padding. */
const ALIGNMENTS: readonly Value[] = [1, 2, 4, 8, 16, 32];

/** joblib builds an object of this class; it stores only these in this way. */
function isArrayClass(value: Value | undefined): value is Import {
  if (!isNode(value) || value.kind !== 'import') return false;
  return /^numpy(?:\.|$)/.test(value.module) && ARRAY_CLASSES.has(value.name);
}

const ARRAY_CLASSES = new Set(['ndarray', 'matrix', 'memmap']);

function readShape(value: Value | undefined): number[] {
  if (!isNode(value) || value.kind !== 'tuple' || value.dropped > 0) refuse('array-description');
  if (value.items.length > 64) refuse('array-description');
  return value.items.map((length) =>
    typeof length === 'number' && Number.isSafeInteger(length) && length >= 0
      ? length
      : refuse('array-description'),
  );
}

/** Above 2^53 the result is inexact, but larger than any file anyway. numpy's own product would wrap around. */
function byteLength(shape: readonly number[], dtype: Dtype): number | null {
  if (dtype.objects) return null;
  if (dtype.itemSize === null || dtype.itemSize === 0) refuse('array-description');
  if (!isWalkable(shape)) refuse('array-size');
  const items = shape.reduce((product, length) => product * length, 1);
  if (items === 0 && shape.reduce((product, length) => product * (length || 1), 1) >= 2 ** 63) {
    refuse('array-size');
  }
  return items * dtype.itemSize;
}
