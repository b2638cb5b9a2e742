import type { Limit } from './limits.js';

/** Why content is malformed. */
export type MalformedReason =
  | 'truncated'
  | 'trailing-bytes'
  | 'unknown-opcode'
  | 'bad-argument'
  | 'protocol'
  | 'frame'
  | 'stack'
  | 'memo'
  | 'leftovers'
  | 'import-name'
  | 'callee'
  | 'arguments'
  | 'target'
  | 'second-build'
  | 'unsafe-state'
  | 'extension-code'
  | 'persistent-id'
  | 'out-of-band-buffer'
  | 'array-description'
  | 'array-size'
  | 'padding'
  | 'nested-array'
  | 'compressed-data';

/**
 * Ends a walk from any depth of it. It does not leave this package: the walk catches it, completes it
 * with offset and opcode, and makes a finding of it.
 */
export class Refusal extends Error {
  constructor(readonly cause: MalformedReason | { readonly limit: Limit }) {
    super('refused');
  }
}

export function refuse(reason: MalformedReason): never {
  throw new Refusal(reason);
}

export function exceeds(limit: Limit): never {
  throw new Refusal({ limit });
}
