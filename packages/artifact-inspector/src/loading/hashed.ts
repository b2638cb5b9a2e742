import { objectsOf } from '../policy/grammar.js';
import { isNode, type Node, type Value } from '../values/values.js';

const SETS = /^(?:builtins|__builtin__) (?:frozen)?set$/;
const INDEXES = /^pandas\.core\.indexes\.\w+ _new_\w*Index$/;

/**
 * What a call hashes: the items of a set, the keys of the pairs of an ordered dictionary, and the objects of an
 * index, of which pandas sees whether each is there once.
 */
export function keysOf(made: Node): readonly Value[] {
  if (made.kind !== 'instance' || !isNode(made.args) || made.args.kind !== 'tuple') return NOTHING;
  const [content, attributes] = made.args.items;
  const { module, name } = made.type;
  const of = `${module} ${name}`;
  if (INDEXES.test(of)) return hashedIn(attributes);
  if (!isNode(content) || (content.kind !== 'list' && content.kind !== 'tuple')) return NOTHING;
  if (SETS.test(of)) return content.items;
  if (of !== 'collections OrderedDict') return NOTHING;
  return content.items.flatMap((pair) =>
    isNode(pair) && (pair.kind === 'list' || pair.kind === 'tuple') ? pair.items.slice(0, 1) : [],
  );
}

/** The same of a state: pandas makes an index of categories. */
export function keysOfState(target: Value, state: Value): readonly Value[] {
  if (!isNode(target) || target.kind !== 'instance') return NOTHING;
  return /^pandas(?:\.|$)/.test(target.type.module) ? hashedIn(state) : NOTHING;
}

/** The objects of the arrays that stand in a dictionary, or in the lists in it. */
function hashedIn(attributes: Value | undefined): readonly Value[] {
  if (!isNode(attributes) || attributes.kind !== 'dict') return NOTHING;
  return [...attributes.entries.values()].flatMap((value) =>
    isNode(value) && (value.kind === 'list' || value.kind === 'tuple')
      ? value.items.flatMap(objectsOf)
      : objectsOf(value),
  );
}

const NOTHING: readonly Value[] = [];
