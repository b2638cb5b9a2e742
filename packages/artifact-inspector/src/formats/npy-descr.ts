import type { Literal } from './python-literal.js';

const FIXED =
  /^[<>|=]?(?:[b?]1?|[bB]1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32)|[mM]8(?:\[\d{0,9}[a-zA-Z\u03bc]{1,7}\])?)$/;
const FLEXIBLE = /^[<>|=]?([SUVa])(\d{0,9})$/;
const MOST_FIELDS = 10_000;

/**
 * Bytes of one item of an array, from the `descr` of its header: text such as `<f8`, or a list of fields.
 *
 * @returns null where items are objects, or hold some; undefined for what numpy does not write
 * @example sizeOfItem('<U5') // 20
 */
export function sizeOfItem(descr: Literal | undefined): number | null | undefined {
  if (typeof descr === 'string') return sizeOfCode(descr);
  if (typeof descr !== 'object' || descr === null || descr instanceof Map) return undefined;
  return descr.isTuple ? sizeOfSubarray(descr.items) : sizeOfFields(descr.items);
}

function sizeOfCode(code: string): number | null | undefined {
  if (/^[|<>=]?O[48]?$/.test(code)) return null;
  if (FIXED.test(code)) return Number(/[a-zA-Z](\d+)/.exec(code)?.[1] ?? 1);
  const flexible = FLEXIBLE.exec(code);
  if (!flexible) return undefined;
  const length = Number(flexible[2]) * (flexible[1] === 'U' ? 4 : 1);
  return length < 2 ** 31 ? length : undefined;
}

/** `(descr, shape)` */
function sizeOfSubarray([descr, shape, ...more]: readonly Literal[]): number | null | undefined {
  const items = countOf(shape);
  const size = sizeOfItem(descr);
  if (more.length > 0 || items === undefined) return undefined;
  return typeof size === 'number' ? bounded(size * items) : size;
}

/** `[(name, descr), (name, descr, shape)]`; a name may be a pair of title and name. */
function sizeOfFields(fields: readonly Literal[]): number | null | undefined {
  if (fields.length === 0 || fields.length > MOST_FIELDS) return undefined;
  let sum: number | null = 0;
  for (const field of fields) {
    if (typeof field !== 'object' || field === null || field instanceof Map) return undefined;
    const [name, descr, shape] = field.items;
    if (!field.isTuple || field.items.length > 3 || !isName(name)) return undefined;
    const size = shape === undefined ? sizeOfItem(descr) : sizeOfSubarray([descr ?? null, shape]);
    if (size === undefined) return undefined;
    sum = sum === null || size === null ? null : sum + size;
  }
  return sum === null ? null : bounded(sum);
}

function isName(name: Literal | undefined): boolean {
  if (typeof name === 'string') return true;
  return (
    typeof name === 'object' &&
    name !== null &&
    !(name instanceof Map) &&
    name.items.length === 2 &&
    name.items.every((part) => typeof part === 'string')
  );
}

function countOf(shape: Literal | undefined): number | undefined {
  const lengths =
    typeof shape === 'object' && shape !== null && !(shape instanceof Map) ? shape.items : [shape];
  let product = 1;
  for (const length of lengths) {
    if (!Number.isSafeInteger(length) || (length as number) < 0) return undefined;
    product *= length as number;
  }
  return bounded(product);
}

function bounded(size: number): number | undefined {
  return size < 2 ** 31 ? size : undefined;
}
