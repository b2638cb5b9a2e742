import { ByteSource, type Upstream } from '../bytes/byte-source.js';
import { boosterFacts } from '../summary/booster.js';
import { EMPTY_SUMMARY } from '../summary/summary.js';
import { parseUbjson } from '../summary/ubjson.js';
import { type Checked, readUpTo, type Whole } from './checked.js';

/** A file up to this size is read as a whole. */
const WHOLE = 64 * 1024 * 1024;
/** `{`, the length of the first key, and `learner` or `version`. */
const UBJSON_START = 32;

/** UBJSON as XGBoost writes it; of a large file only that it begins so. */
export async function checkUbjson(file: Whole): Promise<Checked> {
  const bytes = await readUpTo(file, file.size > WHOLE ? UBJSON_START : file.size);
  if (
    !/^\{[iUIlL].{1,8}(?:learner|version|Model|Config)/s.test(
      bytes.toString('latin1', 0, UBJSON_START),
    )
  )
    return null;
  if (file.size > WHOLE) return {};
  const root = parseUbjson(bytes);
  if (root === 'too-much') return {};
  const facts = root === 'malformed' ? null : boosterFacts(root);
  if (facts === null) return 'content';
  const { version, featureCount, featureNames } = facts;
  return { featureCount, featureNames, versions: { ...EMPTY_SUMMARY.versions, xgboost: version } };
}

/** CatBoost's own: `CBM1`, the length of the model, and the model. */
export async function checkCatboost(file: Whole): Promise<Checked> {
  const start = await readUpTo(file, 8);
  if (start.toString('latin1', 0, 4) !== 'CBM1') return null;
  if (start.length < 8) return 'size';
  const length = start.readUInt32LE(4);
  return length > 0 && length <= file.size - 8 ? {} : 'size';
}

/** Bytes of the description of the tensors: what no model needs more of. */
const SAFETENSORS_HEADER = 16 * 1024 * 1024;
const TENSOR_BITS: Readonly<Record<string, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, U16: 16, I16: 16, F16: 16 },
  ...{ BF16: 16, U32: 32, I32: 32, F32: 32, U64: 64, I64: 64, F64: 64, C64: 64, F4: 4 },
  ...{ F6_E2M3: 6, F6_E3M2: 6 },
};

/** safetensors: the description of tensors, and after it their bytes, without gaps. */
export async function checkSafetensors(file: Whole): Promise<Checked> {
  const start = await readUpTo(file, 8);
  if (start.length < 8) return null;
  const length = start.readUInt32LE(0);
  if (start.readUInt32LE(4) !== 0 || length > 100_000_000) return null;
  if (length > SAFETENSORS_HEADER) return 'header';
  const text = (await readUpTo(file, length)).toString('utf8');
  if (!text.startsWith('{')) return null;
  if (8 + length > file.size) return 'size';
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return 'header';
  }
  return areTensors(header as object, file.size - 8 - length);
}

function areTensors(header: object, size: number): Checked {
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const spans: (readonly [number, number])[] = [];
  for (const [, tensor] of tensors) {
    const { dtype, shape, data_offsets: span } = (tensor ?? {}) as Record<string, unknown>;
    const bits =
      typeof dtype === 'string' && Object.hasOwn(TENSOR_BITS, dtype) && TENSOR_BITS[dtype];
    if (!bits || !areCounts(shape) || !areCounts(span) || span.length !== 2) return 'header';
    const [from, to] = span as [number, number];
    const items = shape.reduce((product, one) => product * one, 1);
    if ((to - from) * 8 !== items * bits) return 'size';
    spans.push([from, to]);
  }
  let end = 0;
  for (const [from, to] of spans.sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
    if (from !== end) return 'size';
    end = to;
  }
  return end === size ? {} : 'size';
}

function areCounts(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= 64 &&
    value.every((one) => Number.isSafeInteger(one) && one >= 0)
  );
}

/** ONNX's ModelProto: its fields and how protobuf writes each (0: a number, 2: bytes of a length). */
const MODEL_FIELDS: Readonly<Record<number, number>> = {
  ...{ 1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2 },
};
const MOST_FIELDS = 100_000;
const IR_VERSION = 1;
const GRAPH = 7;

/** ONNX: the outermost fields of its protobuf, one after the other up to the end. */
export async function checkOnnx(file: Whole): Promise<Checked> {
  const source = new ByteSource(file as Upstream);
  const seen = new Set<number>();
  for (let count = 0; await source.fill(1); count++) {
    const tag = await readVarint(source);
    const field = tag >> 3;
    if (tag < 0 || count > MOST_FIELDS || MODEL_FIELDS[field] !== (tag & 7)) {
      return count > 1 ? 'content' : null;
    }
    const value = await readVarint(source);
    if (value < 0) return 'content';
    seen.add(field);
    if ((tag & 7) === 0) continue;
    if (source.offset + value > file.size) return count > 0 ? 'size' : null;
    await source.skip(value);
  }
  return seen.has(IR_VERSION) && seen.has(GRAPH) ? {} : null;
}

/** Exact up to 2^53; -1 where there is none. */
async function readVarint(source: ByteSource): Promise<number> {
  let value = 0;
  for (let length = 0, factor = 1; length < 10; length++, factor *= 128) {
    if (!(await source.fill(1))) return -1;
    const byte = source.window[source.position++] as number;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
  return -1;
}
