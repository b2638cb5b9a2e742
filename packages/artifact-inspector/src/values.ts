/** Stands for a value that is there and whose content nothing here asks for. */
export const OTHER: unique symbol = Symbol('other');

/** What the walk puts in place of an object: a description, never the object. */
export type Value = number | string | boolean | null | typeof OTHER | Node;

export type Node =
  | Sequence
  | Dictionary
  | Text
  | Bytes
  | Import
  | Instance
  | Dtype
  | Wrapper
  | NumpyArray;

export function isNode(value: Value | undefined): value is Node {
  return typeof value === 'object' && value !== null;
}

/** How an import was used, with the stream offset of the first such use, or -1. */
export interface Import {
  readonly kind: 'import';
  readonly module: string;
  readonly name: string;
  readonly offset: number;
  readonly opcode: string;
  /** Called by REDUCE, OBJ or INST. */
  called: number;
  calledBy: string;
  /** Built by NEWOBJ, NEWOBJ_EX, `_reconstructor` or `_reconstruct`. */
  built: number;
  /** Given as an argument to something called, which may call it in turn. */
  handed: number;
}

/** A list, tuple or set. Nodes are all kept; of other values, as many as the budget allows. */
export interface Sequence {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: Value[];
  /** Values that were counted and not kept. Where it is not 0, positions in `items` mean nothing. */
  dropped: number;
}

export interface Dictionary {
  readonly kind: 'dict';
  readonly entries: Map<string, Value>;
  /** Nodes under other keys, and such keys. */
  readonly others: Value[];
  dropped: number;
  /** A key like `__class__`, or one whose text is not known: no state of an object may have it. */
  unsafeKey: boolean;
  /** It may not be changed any more. */
  final: boolean;
}

export type TextEncoding = 'utf8' | 'latin1' | 'raw-unicode';

/** A string too long to be a value; `bytes` is its encoded form where that was kept. */
interface Text {
  readonly kind: 'text';
  readonly length: number;
  readonly bytes: Buffer | null;
  readonly encoding: TextEncoding;
}

export interface Bytes {
  readonly kind: 'bytes';
  readonly length: number;
  readonly data: Buffer | Text | string | null;
}

/** An object made by a call or by NEWOBJ. */
export interface Instance {
  readonly kind: 'instance';
  readonly type: Import;
  readonly args: Value;
  /** The argument of BUILD; undefined before one. */
  state: Value | undefined;
  /** Content added by APPEND, SETITEM and the like. */
  items: Value[];
  /** True after SETITEM. */
  keyed: boolean;
}

export interface Dtype {
  readonly kind: 'dtype';
  /** numpy's short name, as `f8` or `U5`. */
  readonly code: string;
  /** Bytes for each item; null where that cannot be told. */
  itemSize: number | null;
  /** Items are Python objects, and follow as a nested pickle. */
  readonly objects: boolean;
  bigEndian: boolean;
  state: Value | undefined;
}

/** joblib's announcement of an array: the bytes follow behind its BUILD. */
export interface Wrapper {
  readonly kind: 'wrapper';
  state: Value | undefined;
}

export interface NumpyArray {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** The raw bytes of a small array; null of a large one. */
  readonly data: Buffer | null;
  /** What the nested pickle of an object array gave. */
  readonly content: Value;
}

/** The values inside a node, in order; not those inside these. */
export function childrenOf(node: Node): readonly Value[] {
  switch (node.kind) {
    case 'list':
    case 'tuple':
    case 'set':
      return node.items;
    case 'dict':
      return [...node.entries.values(), ...node.others];
    case 'instance':
      return [node.args, ...node.items, ...state(node)];
    case 'dtype':
    case 'wrapper':
      return state(node);
    case 'array':
      return [node.content];
    default:
      return [];
  }
}

function state(node: { readonly state: Value | undefined }): readonly Value[] {
  return node.state === undefined ? [] : [node.state];
}
