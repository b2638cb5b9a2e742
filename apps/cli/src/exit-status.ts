import { ConfigError } from '@org/model-registry-fs-scanner';

/** What each exit status of the command means; docs/cli.md has the same table. */
export const EXIT = { done: 0, no: 1, usage: 2, failure: 3 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** A command line that cannot be carried out as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that was asked for and cannot be done; nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export function statusOf(error: unknown): ExitStatus {
  if (error instanceof UsageError || error instanceof ConfigError) return EXIT.usage;
  return error instanceof Refusal ? EXIT.no : EXIT.failure;
}
