import { type Instance, isNode, type Value } from '../values/values.js';

/** An attribute of an object; undefined if its state has none of that name. */
export function attribute(of: Instance, name: string): Value | undefined {
  return isNode(of.state) && of.state.kind === 'dict' ? of.state.entries.get(name) : undefined;
}

/** `sklearn.pipeline.Pipeline`: module and name from the file, not safe to print. */
export function typeName({ type }: Instance): string {
  return `${type.module}.${type.name}`;
}

const MOST_LOOKED_AT = 10_000;

/** The file's model: the object itself, or the first one in its dictionaries and lists. */
export function findEstimator(root: Value | undefined): Instance | null {
  const queue: Value[] = root === undefined ? [] : [root];
  const seen = new Set<Value>();
  for (let at = 0; at < queue.length && at < MOST_LOOKED_AT; at++) {
    const value = queue[at] as Value;
    if (!isNode(value) || seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'instance' && isEstimator(value)) return value;
    if (queue.length < MOST_LOOKED_AT) queue.push(...inside(value).slice(0, MOST_LOOKED_AT));
  }
  return null;
}

/**
 * An estimator and, from the outside in, those that can answer for it: the first or last step of a
 * pipeline, the first member of an ensemble. An attribute that it lacks may be found there.
 */
export function standIns(estimator: Instance, end: 'first' | 'last'): Instance[] {
  const chain: Instance[] = [];
  let next: Instance | null = estimator;
  while (next && !chain.includes(next) && chain.length < 10) {
    chain.push(next);
    next = innerEstimator(next, end);
  }
  return chain;
}

/** Names and estimators of a pipeline's steps or an ensemble's members, only of the outermost. */
export function partsOf(estimator: Instance): [name: string, part: Instance | string][] {
  for (const key of ['steps', 'estimators', 'transformers', 'transformer_list']) {
    const parts = attribute(estimator, key);
    if (!isNode(parts) || parts.kind !== 'list') continue;
    return parts.items.slice(0, 1000).flatMap((part) => namedPart(part));
  }
  return [];
}

function namedPart(value: Value): [string, Instance | string][] {
  if (!isNode(value) || value.kind !== 'tuple') return [];
  const [name, part] = value.items;
  if (typeof name !== 'string') return [];
  if (isNode(part) && part.kind === 'instance') return [[name, part]];
  return typeof part === 'string' ? [[name, part]] : [];
}

function innerEstimator(of: Instance, end: 'first' | 'last'): Instance | null {
  const steps = partsOf(of).flatMap(([, part]) => (typeof part === 'string' ? [] : [part]));
  if (attribute(of, 'steps') !== undefined) return steps.at(end === 'first' ? 0 : -1) ?? null;
  for (const key of ['best_estimator_', 'estimators_', 'estimator_', '_Booster']) {
    const inner = findEstimator(attribute(of, key));
    if (inner) return inner;
  }
  return isFromLibrary(of) ? null : findEstimator(isNode(of.state) ? of.state : undefined);
}

function isEstimator(value: Instance): boolean {
  return (
    value.state !== undefined &&
    (isFromLibrary(value) || !/^(?:numpy|scipy)\b/.test(value.type.module))
  );
}

function isFromLibrary({ type }: Instance): boolean {
  return /^(?:sklearn|xgboost)\b/.test(type.module);
}

function inside(value: Value): readonly Value[] {
  if (!isNode(value)) return [];
  if (value.kind === 'list' || value.kind === 'tuple') return value.items;
  if (value.kind === 'dict') return [...value.entries.values()];
  return value.kind === 'array' ? pickledItems(value.content) : [];
}

/** The items of an array of objects: gradient boosting stores its trees in one. */
function pickledItems(content: Value): readonly Value[] {
  if (!isNode(content) || content.kind !== 'instance') return [];
  const { state } = content;
  return isNode(state) && state.kind === 'tuple' ? state.items.slice(4) : [];
}
