import { exceeds } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import { childrenOf, isNode, type Node, type Value } from './values.js';

const OPEN = -1;

/**
 * Makes sure that a value stays within the limit if everything shared in it is counted each time: a
 * program that walks it as a tree would take that long. A reference back to a container of it counts
 * as one.
 */
export function checkExpandedSize(root: Value): void {
  if (!isNode(root)) return;
  const sizes = new Map<Node, number>();
  const path: Node[] = [root];
  while (path.length > 0) {
    const node = path[path.length - 1] as Node;
    const size = sizes.get(node);
    if (size === undefined) {
      sizes.set(node, OPEN);
      for (const child of childrenOf(node)) {
        if (isNode(child) && !sizes.has(child)) path.push(child);
      }
      continue;
    }
    path.pop();
    if (size === OPEN) sizes.set(node, measure(node, sizes));
  }
}

function measure(node: Node, sizes: ReadonlyMap<Node, number>): number {
  let size = 1 + ('dropped' in node ? node.dropped : 0);
  for (const child of childrenOf(node)) {
    size += isNode(child) ? Math.max(1, sizes.get(child) ?? 1) : 1;
  }
  if (size > LIMITS['expanded-nodes']) exceeds('expanded-nodes');
  return size;
}
