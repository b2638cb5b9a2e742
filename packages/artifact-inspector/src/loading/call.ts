import { refuse } from '../findings/refusal.js';
import { isListed } from '../policy/allow-list.js';
import { acceptsOf, mayBeCalled } from '../policy/callables.js';
import {
  dictOf,
  isFunction,
  isImportOf,
  isInteger,
  isMadeBy,
  isNone,
  isNumber,
  isText,
  type Kind,
  mapOf,
  tupleOf,
} from '../policy/grammar.js';
import { isTypeCode } from '../policy/numpy-callables.js';
import { isNewBlock } from '../policy/pandas-callables.js';
import { onceForEach } from '../values/once.js';
import {
  type Import,
  type Instance,
  isNode,
  makeFinal,
  type Node,
  type Value,
} from '../values/values.js';
import { makeDtype } from './dtype.js';

/**
 * The result of a call. Handled here are the few functions whose result the walk needs to know, or
 * which are harmless only with the arguments that pickle writes. Whether the call is allowed at all is
 * for the policy to say.
 *
 * @param offset of the calling instruction
 */
export function call(callee: Value, args: Value, offset: number, opcode: string): Node {
  if (!isNode(callee)) refuse('callee');
  if (callee.kind === 'instance') return callPrepared(callee, args);
  if (callee.kind !== 'import') refuse('callee');
  if (callee.called < 0) {
    callee.called = offset;
    callee.calledBy = opcode;
  }
  if (!isNode(args) || args.kind !== 'tuple') refuse('arguments');
  const special = SPECIAL.get(`${callee.module} ${callee.name}`);
  if (special) return special(args.items, offset, args);
  noteHanded(args.items, offset);
  const accepts = acceptsOf(callee.module, callee.name);
  if (accepts && (args.dropped > 0 || !accepts(args.items))) refuse('arguments');
  if (!callee.isOwn) makeFinal(args);
  return instance(callee, args);
}

/** What `partial(new_block, ndim=2)` makes, for which pandas 1.3 has no function; no other object may be called. */
function callPrepared({ type, state }: Instance, args: Value): Node {
  const [prepared] = isNode(state) && state.kind === 'tuple' ? state.items : [];
  const isPartial = type.module === 'functools' && type.name === 'partial';
  if (!isPartial || !isBlockState(state)) refuse('callee');
  if (!isNode(args) || args.kind !== 'tuple' || args.dropped > 0) refuse('arguments');
  if (!isNewBlock(args.items)) refuse('arguments');
  return instance(prepared as Import, args);
}

const isBlockState = tupleOf(
  isImportOf('pandas.core.internals.blocks new_block'),
  tupleOf(),
  (keywords) => dictOf(isInteger)(keywords) && hasOnly(keywords, 'ndim'),
  isNone,
);

function hasOnly(value: Value | undefined, key: string): boolean {
  return (
    isNode(value) && value.kind === 'dict' && value.entries.size === 1 && value.entries.has(key)
  );
}

/**
 * The result of NEWOBJ and NEWOBJ_EX; `keywords` is null for NEWOBJ. With arguments, it counts as a
 * call: `numpy.memmap.__new__` creates and overwrites files.
 */
export function build(
  type: Value,
  args: Value,
  keywords: Value,
  offset: number,
  opcode: string,
): Node {
  if (!isNode(type) || type.kind !== 'import') refuse('callee');
  if (!isNode(args) || args.kind !== 'tuple') refuse('arguments');
  noteHanded(args.items, offset);
  const hasKeywords = isNode(keywords) && checkKeywords(keywords, offset);
  if (hasKeywords && mayBeCalled(type.module, type.name)) refuse('arguments');
  const isTuple = NAMED_TUPLES.has(`${type.module} ${type.name}`);
  return hasKeywords || (args.items.length > 0 && !isTuple)
    ? call(type, args, offset, opcode)
    : built(type, args, offset);
}

function checkKeywords(keywords: Node, offset: number): boolean {
  if (keywords.kind !== 'dict') refuse('arguments');
  const { entries, others, dropped } = keywords;
  noteHanded([...entries.values()], offset);
  return entries.size + others.length + dropped > 0;
}

/** Library classes whose objects are built with arguments and only store them. */
const NAMED_TUPLES = new Set(['sklearn.impute._iterative _ImputerTriplet']);

type Special = (args: readonly Value[], offset: number, tuple: Value) => Node;

const SPECIAL = new Map<string, Special>([
  ['numpy dtype', (_, __, tuple) => makeDtype(tuple)],
  // Other codecs can turn bytes into text, or expand without bound.
  ['_codecs encode', ([text, codec]) => bytesOf(text, codec === 'latin1')],
  ...both('getattr', getAttribute),
  ...both('bytearray', makeBytearray),
  ...both('bytes', (args) => (args.length === 0 ? makeBytearray(args) : refuse('arguments'))),
  ['copy_reg _reconstructor', reconstruct],
  ['copyreg _reconstructor', reconstruct],
  ['numpy.core.multiarray _reconstruct', reconstructArray],
  ['numpy._core.multiarray _reconstruct', reconstructArray],
]);

function both(name: string, special: Special): [string, Special][] {
  return [
    [`builtins ${name}`, special],
    [`__builtin__ ${name}`, special],
  ];
}

/** bytearray(n) would allocate n bytes, and bytearray(object) calls methods of the object. */
function makeBytearray(args: readonly Value[]): Node {
  if (args.length === 0) return { kind: 'bytes', length: 0, data: Buffer.alloc(0) };
  return bytesOf(args[0], args.length === 1 ? false : args[1] === 'latin-1');
}

function bytesOf(content: Value | undefined, latin1: boolean): Node {
  if (isNode(content) && content.kind === 'bytes' && !latin1) return content;
  if (!latin1) refuse('arguments');
  if (typeof content === 'string') return { kind: 'bytes', length: content.length, data: content };
  if (!isNode(content) || content.kind !== 'text') refuse('arguments');
  return { kind: 'bytes', length: content.length, data: content };
}

/**
 * `_reconstructor(type, object, None)`, or with another plain base class and its content. It calls the
 * base, which would ask anything but content of that kind for what it holds.
 */
function reconstruct(items: readonly Value[], offset: number, args: Value): Node {
  const [type, base, content] = items;
  if (items.length !== 3 || !isNode(type) || type.kind !== 'import') refuse('arguments');
  if (!isNode(base) || base.kind !== 'import') refuse('arguments');
  const { module, name } = base;
  if (module !== 'builtins' && module !== '__builtin__') refuse('arguments');
  if (!BASES.get(name)?.(content)) refuse('arguments');
  if (isNode(args)) type.asClass.add(args);
  if (
    name !== 'object' &&
    !type.isOwn &&
    !(type.name === 'Bunch' && dictOf((value) => !isFunction(value))(content))
  )
    refuse('arguments');
  return built(type, args, offset);
}

/** The base classes that pickle names, with the content that it gives each. */
const BASES = new Map<string, Kind>([
  ['object', isNone],
  ['dict', mapOf(() => true)],
  ['list', isKind('list')],
  ['tuple', isKind('tuple')],
  ['str', isText],
  ['unicode', isText],
  ['int', isInteger],
  ['long', isInteger],
  ['float', isNumber],
]);

function isKind(kind: Node['kind']): Kind {
  return (value) => isNode(value) && value.kind === kind;
}

/**
 * `getattr(class, name)`, as pickle writes members of an Enum and class methods. Of Python's own and of
 * libraries only two methods are known to be needed; of a bot's class it gives what is not called.
 */
function getAttribute([of, name, ...rest]: readonly Value[], _: number, args: Value): Node {
  if (!isNode(of) || rest.length > 0) refuse('arguments');
  // A boosted model that stopped early by a named score keeps one of its own methods, which only predicts.
  if (name === '_raw_predict' && of.kind === 'instance' && isBoosted(of))
    return { ...instance(of.type, args), state: null };
  if (of.kind !== 'import') refuse('arguments');
  if (typeof name !== 'string') refuse('arguments');
  if (of.module === 'zoneinfo' && of.name === 'ZoneInfo' && name === '_unpickle') {
    return { ...of, name: 'ZoneInfo._unpickle' };
  }
  if (!of.isOwn || !/^[A-Za-z]\w*$/.test(name)) refuse('arguments');
  // It belongs to the class: with a state already, nothing may change it.
  return { ...instance(of, args), state: null };
}

const isBoosted = isMadeBy(
  'sklearn.ensemble._hist_gradient_boosting.gradient_boosting HistGradientBoostingClassifier',
  'sklearn.ensemble._hist_gradient_boosting.gradient_boosting HistGradientBoostingRegressor',
);

/** `_reconstruct(type, (0,), b'b')`: another shape would allocate that much memory. */
function reconstructArray(items: readonly Value[], offset: number, args: Value): Node {
  const [type, shape] = items;
  if (!isArrayClass(type) || !isNode(type) || type.kind !== 'import') refuse('arguments');
  if (!isNode(shape) || shape.kind !== 'tuple') refuse('arguments');
  if (shape.items.length !== 1 || shape.items[0] !== 0) refuse('arguments');
  if (items.length !== 3 || !isTypeCode(items[2])) refuse('arguments');
  if (isNode(args)) type.asClass.add(args);
  return built(type, args, offset);
}

/** numpy's own classes: another would be given what numpy's `__setstate__` makes. */
const isArrayClass = isImportOf(
  'numpy ndarray',
  'numpy matrix',
  'numpy recarray',
  'numpy.rec recarray',
  'numpy.core.records recarray',
  'numpy memmap',
  'numpy.core.memmap memmap',
);

function built(type: Import, args: Value, offset: number): Node {
  if (type.built < 0) type.built = offset;
  const { module, name } = type;
  // A dtype's state is only checked if the dtype was made by a call.
  if (name === 'dtype' && module === 'numpy') refuse('arguments');
  if (name === 'NumpyArrayWrapper' && module === 'joblib.numpy_pickle') {
    return { kind: 'wrapper', state: undefined };
  }
  if (!mayBeBuilt(type)) refuse('callee');
  return instance(type, args);
}

/** A function that may be called may not be built of nothing. */
const mayBeBuilt = onceForEach(
  ({ module, name }) => !mayBeCalled(module, name) || isListed(module, name),
);

/** Shared by the many objects without items. */
const NOTHING: Value[] = [];

function instance(type: Import, args: Value): Instance {
  return { kind: 'instance', type, args, state: undefined, items: NOTHING, keyed: false };
}

/** A function may call its arguments, as numpy's `__randomstate_ctor` does. */
function noteHanded(args: readonly Value[], offset: number): void {
  for (const value of args) {
    if (isNode(value) && value.kind === 'import' && value.handed < 0) value.handed = offset;
  }
}
