/** A value whose content is never needed here. */
export const OTHER: unique symbol = Symbol('other');

/** An integer of more than 64 bits. Python hashes these modulo 2^61 - 1, so many may have the same hash. */
export const HUGE: unique symbol = Symbol('huge');

/** Describes an object of the pickle; the object itself is never made. */
export type Value = number | string | boolean | null | typeof OTHER | typeof HUGE | Node;

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

/** An import and how it was used: the stream offset of the first use of each kind, or -1. */
export interface Import {
  readonly kind: 'import';
  readonly module: string;
  readonly name: string;
  /** Of a module of the bot's own: neither Python's nor of a known library. */
  readonly isOwn: boolean;
  readonly offset: number;
  readonly opcode: string;
  /** Called by REDUCE, OBJ or INST. */
  called: number;
  calledBy: string;
  /** Built by NEWOBJ, NEWOBJ_EX, `_reconstructor` or `_reconstruct`. */
  built: number;
  /** Passed as an argument to something called, which may call it in turn. */
  handed: number;
  /** How often it was put into a container, an argument or a state: something else may use it later. */
  held: number;
  /** The containers of these that were given to what makes an object of it, and does nothing else with it. */
  readonly asClass: Set<Node>;
  /** An object of it has a state that only a trusted class may have. */
  ownState: number;
}

/** A list, tuple or set. All nodes are kept, other values only as far as the budget allows. */
export interface Sequence {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: Value[];
  /** How many values were counted but not kept. If not 0, positions in `items` mean nothing. */
  dropped: number;
  /** Of those, some may have the same hash as any number of others. */
  colliding?: true;
  /** It may not be changed any more. */
  final?: true;
}

export interface Dictionary {
  readonly kind: 'dict';
  readonly entries: Map<string, Value>;
  /** Keys that are nodes, and nodes under keys that are not text. */
  readonly others: Value[];
  dropped: number;
  /** How many keys are no text. */
  otherKeys: number;
  /** Of those, some may have the same hash as any number of others. */
  colliding?: true;
  /** There is a key like `__class__`, or one whose text is unknown: no object's state may have these. */
  unsafeKey: boolean;
  /** It may not be changed any more. */
  final: boolean;
}

export type TextEncoding = 'utf8' | 'latin1' | 'raw-unicode';

/** A string too long to be a plain value; `bytes` is its encoded form, if that was kept. */
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
  /** numpy's short name, such as `f8` or `U5`. */
  readonly code: string;
  /** Bytes for each item; null if unknown. */
  itemSize: number | null;
  /** Items are Python objects, and follow as a nested pickle. */
  readonly objects: boolean;
  bigEndian: boolean;
  state: Value | undefined;
  /** It and the dtypes of its fields, shared ones each time. */
  weight: number;
  /** Dtypes inside dtypes. */
  depth: number;
}

/** joblib's announcement of an array: the array's bytes follow its BUILD. */
export interface Wrapper {
  readonly kind: 'wrapper';
  state: Value | undefined;
}

export interface NumpyArray {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** The raw bytes of a small array; null for a large one. */
  readonly data: Buffer | null;
  /** The result of the nested pickle of an array of objects. */
  readonly content: Value;
}

/**
 * What was judged must stay as it is: a library keeps the very lists and dictionaries that it was given, and a file
 * could add to them later. A real pickle fills a container before it hands it over.
 */
export function makeFinal(value: Value): void {
  const nodes: Value[] = [value];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (!isNode(node)) continue;
    switch (node.kind) {
      case 'list':
      case 'tuple':
      case 'set':
      case 'dict':
        if (node.final) continue;
        node.final = true;
        break;
      default:
        continue;
    }
    for (const child of childrenOf(node)) if (isNode(child)) nodes.push(child);
  }
}

/** The values directly inside a node, in order. */
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

/**
 * Whether the file chose the attributes of a value. Values given to Python's or a library's code must
 * not have any: where that code looks for a method, it would call a function that the file put there.
 */
export function hasAttributes(value: Value | undefined): boolean {
  if (!isNode(value) || value.kind !== 'instance') return false;
  return (value.state !== undefined || value.keyed) && !isWithoutDictionary(value.type);
}

const WITHOUT_DICTIONARY = new Set([
  'numpy matrix',
  'numpy ndarray',
  'numpy.random._pickle __bit_generator_ctor',
]);

function isWithoutDictionary({ module, name }: Import): boolean {
  return WITHOUT_DICTIONARY.has(`${module} ${name}`);
}
