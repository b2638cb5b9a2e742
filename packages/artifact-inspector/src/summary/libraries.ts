import { childrenOf, type Instance, isNode, type Node, type Value } from '../values/values.js';

/** Of more versions than this, those that come later are left out. */
const MOST_VERSIONS = 5;
/** Boosters that are handed out, at most: to read one takes long. */
const MOST_BOOSTERS = 10;

/** What the objects in a file say of the libraries that they are from, the outermost first. */
export interface LibraryTraces {
  /** Of scikit-learn, distinct. Text from the file, not safe to print. */
  readonly sklearn: readonly string[];
  /** XGBoost's, which hold its version in their bytes. */
  readonly boosters: readonly Instance[];
}

/**
 * Looks for traces of libraries in a value and all that it holds: an ensemble of a bot's own may keep its
 * estimators anywhere.
 *
 * @example findTraces(result).sklearn // ['1.8.0']
 */
export function findTraces(root: Value | undefined): LibraryTraces {
  const queue: Node[] = isNode(root) ? [root] : [];
  const seen = new Set<Node>(queue);
  const sklearn = new Set<string>();
  const boosters: Instance[] = [];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] as Node;
    if (node.kind === 'dict') {
      const version = node.entries.get('_sklearn_version');
      if (typeof version === 'string' && sklearn.size < MOST_VERSIONS) sklearn.add(version);
    }
    if (node.kind === 'instance' && node.type.name === 'Booster') {
      if (boosters.length < MOST_BOOSTERS) boosters.push(node);
    }
    for (const child of childrenOf(node)) {
      if (!isNode(child) || seen.has(child)) continue;
      seen.add(child);
      queue.push(child);
    }
  }
  return { sklearn: [...sklearn], boosters };
}
