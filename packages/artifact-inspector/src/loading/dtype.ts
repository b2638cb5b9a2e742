import { exceeds, refuse } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import { isShape } from '../policy/grammar.js';
import { type Dtype, isNode, type Value } from '../values/values.js';

const FIXED = /^(?:b1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32)|[mM]8)$/;
const FLEXIBLE = /^[SUV](\d{1,9})$/;
const OBJECTS = /^O[48]$/;

/**
 * The dtype that `numpy.dtype(code, False, True)` makes. The last argument asks for a copy: without it,
 * a state would change numpy's own dtype. Descriptions that numpy does not write, such as a list of
 * fields, are refused, because they could contain objects.
 */
export function makeDtype(args: Value): Dtype {
  if (!isNode(args) || args.kind !== 'tuple' || args.items.length !== 3) refuse('arguments');
  const [code, align, copy] = args.items;
  const written = (align === false || align === 0) && (copy === true || copy === 1);
  const text = !written ? '' : typeof code === 'string' ? code : isRecord(code) ? 'V' : '';
  const objects = OBJECTS.test(text);
  const itemSize = sizeOf(text);
  if (!objects && itemSize === null && text !== 'V') refuse('array-description');
  const unset = { bigEndian: false, state: undefined, weight: 1, depth: 0 };
  return { kind: 'dtype', code: text, itemSize, objects, ...unset };
}

/** Bytes for each item; null of objects, and of a record before its state says. */
function sizeOf(code: string): number | null {
  if (FIXED.test(code)) return Number(code.slice(1));
  const length = FLEXIBLE.exec(code)?.[1];
  if (length === undefined) return null;
  return Number(length) * (code.startsWith('U') ? 4 : 1);
}

/** The dtype of a record array names the class of its items. */
function isRecord(value: Value | undefined): boolean {
  if (!isNode(value) || value.kind !== 'import' || value.name !== 'record') return false;
  return ['numpy', 'numpy.rec', 'numpy.core.records'].includes(value.module);
}

/** numpy's flags of a dtype: items are objects (1), are pickled as a list (2), are pointers (4). */
const POINTER_FLAGS = 7;
const FLAGS_OF_OBJECT = 63;
/** Items start as zeros (8), need Python (16); the fields are aligned (128). */
const FLAGS_OF_FIELDS = 8 | 16 | 128;

/**
 * What `dtype.__setstate__` does with (version, byte order, subarray, names, fields, item size,
 * alignment, flags[, metadata]). numpy believes all of it: the flags decide how joblib reads the array
 * and whether raw bytes become addresses of objects, it divides by the alignment, and takes each name
 * for a field. So the parts must agree, as they do in what numpy writes.
 */
export function buildDtype(dtype: Dtype, state: Value): void {
  if (dtype.state !== undefined) refuse('second-build');
  dtype.state = state;
  if (!isNode(state) || state.kind !== 'tuple' || state.dropped > 0) refuse('array-description');
  const [version, order, subarray, names, fields, size, alignment, flags, metadata] = state.items;
  const { length } = state.items;
  if (length !== (version === 4 ? 9 : 8) || (version !== 3 && version !== 4)) {
    refuse('array-description');
  }
  if (typeof order !== 'string' || !/^[<>|=]$/.test(order)) refuse('array-description');
  if (typeof flags !== 'number') refuse('array-description');
  dtype.bigEndian = order === '>';
  checkMetadata(dtype, metadata);
  if (/^[SUV]/.test(dtype.code)) {
    checkSize(dtype, size, alignment);
    checkParts(dtype, { subarray, names, fields, alignment, flags: flags & 0xff });
    return;
  }
  if (subarray !== null || names !== null || fields !== null) refuse('array-description');
  if (size !== -1 || alignment !== -1) refuse('array-description');
  if (flags !== (dtype.objects ? FLAGS_OF_OBJECT : 0)) refuse('array-description');
}

/** Text and bytes are as long as their code says, and aligned as numpy aligns them. */
function checkSize(dtype: Dtype, size: Value | undefined, alignment: Value | undefined): void {
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size >= 2 ** 31) {
    refuse('array-description');
  }
  if (dtype.code === 'V') dtype.itemSize = size;
  else if (size !== dtype.itemSize) refuse('array-description');
  const kind = dtype.code[0];
  const allowed = kind === 'S' ? [1] : kind === 'U' ? [4] : [1, 2, 4, 8, 16];
  if (!allowed.includes(alignment as number)) refuse('array-description');
}

interface Parts {
  readonly subarray: Value | undefined;
  readonly names: Value | undefined;
  readonly fields: Value | undefined;
  readonly alignment: Value | undefined;
  readonly flags: number;
}

function checkParts(dtype: Dtype, { subarray, names, fields, alignment, flags }: Parts): void {
  if (flags & POINTER_FLAGS) refuse('array-description');
  if (names === null && fields === null) {
    const ofText = dtype.code.startsWith('U') ? 8 : 0;
    if (subarray === null) {
      if (flags !== ofText || (ofText === 0 && alignment !== 1)) refuse('array-description');
    } else checkSubarray(dtype, subarray, flags);
    return;
  }
  if (subarray !== null || !dtype.code.startsWith('V')) refuse('array-description');
  if ((flags & ~FLAGS_OF_FIELDS) !== 0) refuse('array-description');
  checkFields(dtype, names, fields);
}

/** numpy goes through the fields of fields, without a guard against depth, to copy, hash or compare one item. */
function countInner(dtype: Dtype, inner: Dtype): void {
  dtype.weight += inner.weight;
  dtype.depth = Math.max(dtype.depth, inner.depth + 1);
  if (dtype.weight > LIMITS.dtypes || dtype.depth > MOST_LEVELS) exceeds('dtypes');
}

const MOST_LEVELS = 32;

/** A subarray is as long as its items together. */
function checkSubarray(dtype: Dtype, subarray: Value | undefined, flags: number): void {
  if (!isNode(subarray) || subarray.kind !== 'tuple' || subarray.items.length !== 2) {
    refuse('array-description');
  }
  const [base, shape] = subarray.items;
  if (!dtype.code.startsWith('V') || !isNode(base) || base.kind !== 'dtype') {
    refuse('array-description');
  }
  countInner(dtype, base);
  if (base.itemSize === null || (flags & ~8) !== 0) refuse('array-description');
  if (!isShape(shape) || !isNode(shape) || shape.kind !== 'tuple') refuse('array-description');
  const items = (shape.items as number[]).reduce((product, length) => product * length, 1);
  if (items * base.itemSize !== dtype.itemSize) refuse('array-description');
}

/**
 * Each name must have a field, each field a name or title. Fields must be numbers and lie inside the
 * item. numpy keeps this very dictionary, so nothing may change it later.
 */
function checkFields(dtype: Dtype, names: Value | undefined, fields: Value | undefined): void {
  const { itemSize } = dtype;
  if (!isNode(names) || names.kind !== 'tuple' || names.dropped > 0) refuse('array-description');
  if (!isNode(fields) || fields.kind !== 'dict' || itemSize === null) refuse('array-description');
  if (fields.others.length > 0 || fields.dropped > 0) refuse('array-description');
  fields.final = true;
  const known = new Set<Value>();
  for (const name of names.items) {
    if (typeof name !== 'string' || known.has(name)) refuse('array-description');
    known.add(name);
    const field = fields.entries.get(name);
    if (!isNode(field) || field.kind !== 'tuple') refuse('array-description');
    const [type, offset, title] = field.items;
    if (field.items.length > 3 || !isNode(type) || type.kind !== 'dtype') {
      refuse('array-description');
    }
    countInner(dtype, type);
    if (type.itemSize === null || typeof offset !== 'number') refuse('array-description');
    if (!Number.isInteger(offset) || offset < 0 || offset + type.itemSize > itemSize) {
      refuse('array-description');
    }
    if (title === undefined || title === null) continue;
    if (typeof title !== 'string' || known.has(title)) refuse('array-description');
    if (
      fields.entries.get(title) !== field &&
      !isSameField(fields.entries.get(title), field.items)
    ) {
      refuse('array-description');
    }
    known.add(title);
  }
  if (fields.entries.size !== known.size) refuse('array-description');
}

function isSameField(value: Value | undefined, field: readonly Value[]): boolean {
  if (!isNode(value) || value.kind !== 'tuple' || value.items.length !== field.length) return false;
  return value.items.every((part, at) => part === field[at]);
}

/** Dates have their unit there, other dtypes what their maker noted; numpy looks at nothing else in it. */
function checkMetadata({ code }: Dtype, metadata: Value | undefined): void {
  if (metadata === undefined) return;
  if (!/^[mM]/.test(code)) {
    if (!isNode(metadata) || metadata.kind !== 'dict') refuse('array-description');
    return;
  }
  if (!isNode(metadata) || metadata.kind !== 'tuple' || metadata.items.length !== 2) {
    refuse('array-description');
  }
  const [notes, unit] = metadata.items;
  if (notes !== null && !(isNode(notes) && notes.kind === 'dict')) refuse('array-description');
  if (!isNode(unit) || unit.kind !== 'tuple' || unit.items.length !== 4) {
    refuse('array-description');
  }
  const [name, ...numbers] = unit.items;
  if (typeof name !== 'string' && !(isNode(name) && name.kind === 'bytes')) {
    refuse('array-description');
  }
  if (!numbers.every((number) => Number.isInteger(number) && (number as number) > 0)) {
    refuse('array-description');
  }
}
