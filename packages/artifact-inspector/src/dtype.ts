import { refuse } from './refusal.js';
import { type Dtype, isNode, type Value } from './values.js';

const FIXED = /^(?:b1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32)|[mM]8)$/;
const FLEXIBLE = /^[SUV]\d{0,9}$/;

/** The dtype that `numpy.dtype(code, False, True)` makes. */
export function makeDtype(args: Value): Dtype {
  const code = isNode(args) && args.kind === 'tuple' ? args.items[0] : undefined;
  const text = typeof code === 'string' ? code : isRecord(code) ? 'V' : '';
  const objects = text === 'O8' || text === 'O4';
  const itemSize = FIXED.test(text) ? Number(text.slice(1)) : null;
  const known = objects || itemSize !== null || FLEXIBLE.test(text);
  return {
    kind: 'dtype',
    code: known ? text : '',
    itemSize,
    objects,
    bigEndian: false,
    state: undefined,
  };
}

/** The dtype of a record array is made from the class of its items. */
function isRecord(value: Value | undefined): boolean {
  return (
    isNode(value) && value.kind === 'import' && value.module === 'numpy' && value.name === 'record'
  );
}

/**
 * What `dtype.__setstate__` does with (version, byte order, subarray, names, fields, item size,
 * alignment, flags[, metadata]). It believes the flag which says that items are objects, and that
 * decides how joblib goes on reading: a flag that does not fit the dtype's name would show it
 * another file than the one walked here.
 */
export function buildDtype(dtype: Dtype, state: Value): void {
  if (dtype.state !== undefined) refuse('second-build');
  dtype.state = state;
  if (!isNode(state) || state.kind !== 'tuple' || state.dropped > 0) refuse('array-description');
  const [version, order, subarray, names, fields, size, , flags] = state.items;
  const { length } = state.items;
  if ((version !== 3 && version !== 4) || length < 8 || length > 9) refuse('array-description');
  const flexible = FLEXIBLE.test(dtype.code);
  if (subarray !== null || (!dtype.code.startsWith('V') && (names !== null || fields !== null))) {
    refuse('array-description');
  }
  if (typeof flags !== 'number' || (flags & 1) !== (dtype.objects ? 1 : 0)) {
    refuse('array-description');
  }
  dtype.bigEndian = order === '>';
  if (!flexible) return;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) refuse('array-description');
  dtype.itemSize = size;
}
