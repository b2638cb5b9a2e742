import type { Limit } from '../limits.js';
import type { MalformedReason } from './finding.js';

/**
 * Ends a walk from anywhere in it. It does not leave this package: `inspect.ts` catches it, adds
 * offset and opcode, and turns it into a finding.
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
