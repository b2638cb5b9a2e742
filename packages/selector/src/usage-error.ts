import { ConfigError, PinError } from '@org/model-registry-fs-scanner';

/**
 * What the command line, or the environment in its place, names cannot be used. The message says
 * what, and what is expected.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** @param usage how a command is to be called; a line of its own behind the message */
  constructor(
    message: string,
    readonly usage: string | null = null,
  ) {
    super(message);
  }
}

/**
 * Whether an error is for the person who called a program to mend: the command line, the config, or
 * a pin. Every program exits 2 then.
 */
export function isUsageError(error: unknown): boolean {
  return [UsageError, ConfigError, PinError].some((kind) => error instanceof kind);
}

/**
 * What a program says of an error, in lines; not escaped. A line break within one is from a name or
 * a file, and no line of ours.
 *
 * @example linesOf(new UsageError('there is no command lst')) // ['there is no command lst']
 */
export function linesOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.lines;
  if (error instanceof UsageError && error.usage) return [error.message, error.usage];
  return [error instanceof Error ? error.message : String(error)];
}
