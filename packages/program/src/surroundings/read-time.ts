import { type Instant, parseTimestamp } from '@org/model-registry-core';
import { UsageError } from '../errors.js';

/**
 * Reads the time that an option names.
 *
 * @returns null where the option is not there
 * @throws UsageError
 * @example readTime('--as-of', '2026-01-31T12:00:00Z')
 */
export function readTime(option: string, given: string | undefined): Instant | null {
  if (given === undefined) return null;
  const time = parseTimestamp(given);
  if (time !== null) return time;
  throw new UsageError(
    `${option} ${given}: expected an ISO 8601 time, such as 2026-01-31T12:00:00Z`,
  );
}
