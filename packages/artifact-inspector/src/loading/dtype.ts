import { refuse } from '../findings/refusal.js';
import { type Dtype, isNode, type Value } from '../values/values.js';

const FIXED = /^(?:b1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32)|[mM]8)$/;
const FLEXIBLE = /^[SUV]\d{0,9}$/;

/**
 * The dtype that `numpy.dtype(code, False, True)` makes. The last argument asks for a copy: without it,
 * a state would change numpy's own dtype. Descriptions that numpy does not write, such as a list of
 * fields, are refused, because they could contain objects.
 */
export function makeDtype(args: Value): Dtype {
  const [code, align, copy] = isNode(args) && args.kind === 'tuple' ? args.items : [];
  const written = (align === false || align === 0) && (copy === true || copy === 1);
  const text = !written ? '' : typeof code === 'string' ? code : isRecord(code) ? 'V' : '';
  const objects = text === 'O8' || text === 'O4';
  const itemSize = FIXED.test(text) ? Number(text.slice(1)) : null;
  if (!objects && itemSize === null && !FLEXIBLE.test(text)) refuse('array-description');
  return { kind: 'dtype', code: text, itemSize, objects, bigEndian: false, state: undefined };
}

/** The dtype of a record array names the class of its items. */
function isRecord(value: Value | undefined): boolean {
  return (
    isNode(value) && value.kind === 'import' && value.module === 'numpy' && value.name === 'record'
  );
}

/** numpy's flags: items are objects (1), are pickled as a list (2), are pointers (4). */
const POINTER_FLAGS = 7;
const FLAGS_OF_OBJECT = 63;

/**
 * What `dtype.__setstate__` does with (version, byte order, subarray, names, fields, item size,
 * alignment, flags[, metadata]). numpy trusts the flags: they decide how joblib reads the array, and
 * whether raw bytes of the file become addresses of objects. So they must agree with the name.
 */
export function buildDtype(dtype: Dtype, state: Value): void {
  if (dtype.state !== undefined) refuse('second-build');
  dtype.state = state;
  if (!isNode(state) || state.kind !== 'tuple' || state.dropped > 0) refuse('array-description');
  const [version, order, subarray, names, fields, size, , flags] = state.items;
  const { length } = state.items;
  if ((version !== 3 && version !== 4) || length < 8 || length > 9) refuse('array-description');
  if (subarray !== null || typeof flags !== 'number') refuse('array-description');
  if (dtype.objects ? flags !== FLAGS_OF_OBJECT : (flags & POINTER_FLAGS) !== 0) {
    refuse('array-description');
  }
  dtype.bigEndian = order === '>';
  if (FLEXIBLE.test(dtype.code)) dtype.itemSize = readSize(size);
  if (names !== null || fields !== null) checkFields(dtype, fields);
}

function readSize(size: Value | undefined): number {
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) refuse('array-description');
  return size;
}

/** Fields must be numbers and lie inside the item. numpy keeps this very dictionary, so nothing may change it later. */
function checkFields({ code, itemSize }: Dtype, fields: Value | undefined): void {
  if (!code.startsWith('V') || itemSize === null) refuse('array-description');
  if (!isNode(fields) || fields.kind !== 'dict') refuse('array-description');
  if (fields.others.length > 0 || fields.dropped > 0) refuse('array-description');
  fields.final = true;
  for (const field of fields.entries.values()) {
    if (!isNode(field) || field.kind !== 'tuple') refuse('array-description');
    const [type, offset] = field.items;
    if (!isNode(type) || type.kind !== 'dtype' || type.itemSize === null) {
      refuse('array-description');
    }
    if (typeof offset !== 'number' || !(offset >= 0) || offset + type.itemSize > itemSize) {
      refuse('array-description');
    }
  }
}
