import * as z from 'zod/mini';
import { parseVersion } from '../models/version.js';

const schema = z.lazy(() =>
  z.object({
    version: z.string().check(z.refine((text) => parseVersion(text) !== null)),
    at: z.catch(z.nullable(z.string()), null),
    reason: z.catch(z.string(), ''),
  }),
);

/** A pin made by command: only this version may be selected. */
export interface Pin {
  readonly version: string;
  /** ISO 8601, when it was made; null where the file does not say. Text of a file. */
  readonly at: string | null;
  /** Why; empty where the file does not say. Text of a file. */
  readonly reason: string;
}

/**
 * Reads the value of a pin file. Only a canonical version is asked for.
 *
 * @returns null for anything else: a pin that cannot be read must not count as none
 * @example parsePin({ version: '1.4' }) // { version: '1.4', at: null, reason: '' }
 */
export function parsePin(value: unknown): Pin | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
