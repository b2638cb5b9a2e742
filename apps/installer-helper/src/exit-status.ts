import { isUsageError } from '@org/model-registry-selector';

/** What each exit status means; docs/installer.md has the same table. A decision is 0. */
const EXIT = { usage: 2, failure: 3, interrupted: 130 } as const;

/** Ctrl-C at the question: no decision was made. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The exit status for an error; none of them comes with a decision. */
export function statusOf(error: unknown): number {
  if (isUsageError(error)) return EXIT.usage;
  return error instanceof InterruptedError ? EXIT.interrupted : EXIT.failure;
}
