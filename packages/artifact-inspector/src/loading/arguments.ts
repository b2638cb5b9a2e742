import { type Import, isNode, type Value } from '../values/values.js';

/**
 * Whether a function gets only the arguments that real pickles give it. With others it would do harm:
 * these functions call their arguments, build objects of them, or return them unchanged.
 */
export function acceptsArguments({ module, name }: Import, args: readonly Value[]): boolean {
  return ACCEPTED.get(`${module} ${name}`)?.(args) ?? true;
}

type Accepts = (args: readonly Value[]) => boolean;

/** With a dtype of objects, it returns its second argument unchanged: a class, say, that BUILD could then change. */
const scalar: Accepts = ([type, content, ...rest]) =>
  isKind(type, 'dtype') && !isObjects(type) && isKind(content, 'bytes') && rest.length === 0;

const fromBuffer: Accepts = ([content, type]) => isKind(content, 'bytes') && isKind(type, 'dtype');

/** They call one of their arguments. */
const random: Accepts = (args) => args.every(isOfRandom);

const ACCEPTED = new Map<string, Accepts>([
  ['numpy.core.multiarray scalar', scalar],
  ['numpy._core.multiarray scalar', scalar],
  ['numpy.core.multiarray _frombuffer', fromBuffer],
  ['numpy.core.numeric _frombuffer', fromBuffer],
  ['numpy._core.numeric _frombuffer', fromBuffer],
  ['numpy.random._pickle __randomstate_ctor', random],
  ['numpy.random._pickle __generator_ctor', random],
  ['numpy.random._pickle __bit_generator_ctor', random],
  [
    'numpy.ma.core _mareconstruct',
    ([type, base, shape]) =>
      isImportOf(type, 'numpy.ma') && isImportOf(base, 'numpy') && isEmptyShape(shape),
  ],
  [
    'pandas.core.indexes.base _new_Index',
    ([type, attributes, ...rest]) =>
      isImportOf(type, 'pandas') && isKind(attributes, 'dict') && rest.length === 0,
  ],
]);

function isKind(value: Value | undefined, kind: string): boolean {
  return isNode(value) && value.kind === kind;
}

function isObjects(value: Value | undefined): boolean {
  return isNode(value) && value.kind === 'dtype' && value.objects;
}

function isImportOf(value: Value | undefined, library: string): boolean {
  if (!isNode(value) || value.kind !== 'import') return false;
  return value.module === library || value.module.startsWith(`${library}.`);
}

function isOfRandom(value: Value): boolean {
  if (typeof value === 'string') return true;
  if (!isNode(value)) return false;
  const type = value.kind === 'instance' ? value.type : value;
  return isImportOf(type, 'numpy.random');
}

function isEmptyShape(value: Value | undefined): boolean {
  return (
    isNode(value) && value.kind === 'tuple' && value.items.length === 1 && value.items[0] === 0
  );
}
