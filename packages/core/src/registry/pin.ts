import * as z from 'zod/mini';
import { anyVersion } from '../models/version.js';

const made = () => ({
  at: z.catch(z.nullable(z.string()), null),
  reason: z.catch(z.string(), ''),
  user: z.catch(z.nullable(z.string()), null),
});

const schema = z.lazy(() =>
  z.object({
    version: z.nullable(anyVersion()),
    ...made(),
    for_configs: z.optional(
      z.array(z.object({ config: z.string(), version: anyVersion(), ...made() })),
    ),
  }),
);

/** A pin made by command: only this version may be selected. */
export interface Pin {
  readonly version: string;
  /** ISO 8601, when it was made; null where the file does not say. Text of a file. */
  readonly at: string | null;
  /** Why; empty where the file does not say. Text of a file. */
  readonly reason: string;
  /** Who made it; null where the file does not say. Text of a file. */
  readonly user: string | null;
}

/** The pins of a models directory; at least one. */
export interface Pins {
  /** Holds for every config that has none of its own; null where there is none. */
  readonly general: Pin | null;
  /** Those made for one config, by its absolute path. */
  readonly forConfigs: ReadonlyMap<string, Pin>;
}

/**
 * Reads the value of a pin file. Only a canonical version is asked for.
 *
 * @returns null for anything else: a pin that cannot be read must not count as none
 * @example parsePins({ version: '1.4' })?.general // { version: '1.4', at: null, reason: '', user: null }
 */
export function parsePins(value: unknown): Pins | null {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return null;
  const { version, at, reason, user, for_configs = [] } = parsed.data;
  if (version === null && for_configs.length === 0) return null;
  return {
    general: version === null ? null : { version, at, reason, user },
    forConfigs: new Map(for_configs.map(({ config, ...pin }) => [config, pin])),
  };
}

/**
 * The value of a pin file; {@link parsePins} reads it.
 *
 * @example JSON.stringify(pinsDocument({ general: pin, forConfigs: new Map() }))
 */
export function pinsDocument({ general, forConfigs }: Pins) {
  const own = Array.from(forConfigs, ([config, pin]) => ({ config, ...pin }));
  return {
    ...(general ?? { version: null, at: null, reason: '', user: null }),
    ...(own.length > 0 && { for_configs: own }),
  };
}

/**
 * The pin that holds for a config: its own, else the general one.
 *
 * @param config its absolute path; null for none that has a path
 * @example pinFor(pins, '/srv/bot/config/config.yaml')?.version
 */
export function pinFor({ general, forConfigs }: Pins, config: string | null): Pin | null {
  const own = config === null ? undefined : forConfigs.get(config);
  return own ?? general;
}
