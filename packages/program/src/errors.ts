import { ConfigError, PinError } from '@org/model-registry-fs-scanner';
import { actingAs } from './surroundings/become-owner.js';
import { inWords } from './system-words.js';

/**
 * What the command line, or the environment in its place, names cannot be used. The message says
 * what, and what is expected.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** @param usage how it is to be written; shown as it is, line by line, below the message */
  constructor(
    message: string,
    readonly usage: string | null = null,
  ) {
    super(message);
  }
}

/** What was asked for cannot be done; nothing was changed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** A signal ended the work before its result was there. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor(
    readonly signal: NodeJS.Signals,
    message = `interrupted by ${signal}`,
  ) {
    super(message);
  }
}

/** Whether the user can mend it: the command line, the config, or a pin. */
export function isUsageError(error: unknown): boolean {
  return [UsageError, ConfigError, PinError].some((kind) => error instanceof kind);
}

/**
 * What a program says of an error, a sentence each; not escaped. A line break within one came from a
 * name or a file, and does not begin a line of ours. The `usage` of an error is not among them.
 *
 * @example linesOf(new UsageError('there is no command lst')) // ['there is no command lst']
 */
export function linesOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.lines;
  const message = error instanceof Error ? inWords(error) : String(error);
  const user = actingAs();
  // What root may read, that user may not.
  if (user === null || !isDenied(error)) return [message];
  return [message, `it ran as ${user}, who owns the models directory, and not as root`];
}

function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' || isDenied(error.cause);
}
