import { type Import, isNode, type Value } from './values.js';

/**
 * Whether a value has attributes of the file's choice. What is handed to Python's or a library's code
 * must not: a function that stands where the code looks for a method would be called.
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

/** Whether a module belongs to a library that the allow-list is about: no bot has classes of its own there. */
export function isLibrary(module: string): boolean {
  return /^(?:_loss|joblib|numpy|pandas|scipy|sklearn|xgboost)(?:\.|$)/.test(module);
}
