/**
 * What the command line, or the environment in its place, names cannot be used. The message says
 * what, and what is expected.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
