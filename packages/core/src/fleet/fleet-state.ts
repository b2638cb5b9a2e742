import * as z from 'zod/mini';
import { anyVersion } from '../models/version.js';
import type { Immutable } from '../schema-helpers.js';

const schema = z.lazy(() => {
  const text = (most: number) => z.string().check(z.maxLength(most));
  const pin = z.object({
    version: anyVersion(),
    at: z.nullable(text(64)),
    user: z.nullable(text(500)),
    reason: text(1_000),
  });
  const journal = z.object({ number: z.int().check(z.minimum(0)), token: text(64) });
  return z.object({
    store: text(2_048),
    store_id: text(64),
    host: z.string().check(z.regex(HOST_ID)),
    journal: z.nullable(journal),
    last_pull: z.nullable(text(64)),
    fleet_pin: z.nullable(pin),
    pin: z.nullable(pin),
    retired: z.array(anyVersion()),
    stored: z.array(anyVersion()),
    claims: z.record(z.string(), text(64)),
    refused: z.array(
      z.object({ version: anyVersion(), digest: text(64), why: text(1_000), at: text(64) }),
    ),
    proven: z.boolean(),
  });
});

/** The id of a machine in a store: it names the machine's file there. */
export const HOST_ID = /^[a-z0-9][a-z0-9-]{0,79}$/;

/** A pin that holds for all machines that share a store. Its texts are a store's. */
export interface FleetPin {
  readonly version: string;
  /** ISO 8601; null where the store does not say. */
  readonly at: string | null;
  /** Who made it, and on which machine. */
  readonly user: string | null;
  /** Why; may be empty. */
  readonly reason: string;
}

/** A version of the store that was fetched and that verification refused. */
export interface RefusedVersion {
  readonly version: string;
  /** Of what the store says of it and of what this machine asks for: of others nothing is known. */
  readonly digest: string;
  /** For a person; not escaped. */
  readonly why: string;
  /** ISO 8601 */
  readonly at: string;
}

/** What a machine knows of the store that it shares: `.registry/fleet.json`. */
export interface FleetState {
  /** The URL of `model.store`: what is known of another store means nothing. */
  readonly store: string;
  /** What tells a store from one that was made anew at the same place; empty before it was seen. */
  readonly storeId: string;
  /** This machine's own id there. */
  readonly host: string;
  /** The last entry of the store's journal that was read; null for none. */
  readonly journal: { readonly number: number; readonly token: string } | null;
  /** ISO 8601: when the journal was last read to its end; null for never. */
  readonly lastPull: string | null;
  /** What the journal pins for all; null for nothing. */
  readonly fleetPin: FleetPin | null;
  /**
   * The pin of the fleet that holds here. It becomes the journal's once that version is here and may be
   * selected: until then this machine goes on with what it had.
   */
  readonly pin: FleetPin | null;
  /** Versions that were retired from the store. */
  readonly retired: readonly string[];
  /** Versions that are in the store as they are here, or were before they were retired. */
  readonly stored: readonly string[];
  /** The tokens of numbers that this machine claimed and did not push yet. */
  readonly claims: Readonly<Record<string, string>>;
  /** What need not be fetched again to be refused again. */
  readonly refused: readonly RefusedVersion[];
  /** Whether it was proven that the store keeps create-only. */
  readonly proven: boolean;
}

/**
 * What is known before anything is.
 *
 * @example newFleetState('s3://bucket/models', 'trainer-1f2e3d4c')
 */
export function newFleetState(store: string, host: string): FleetState {
  return {
    ...{ store, storeId: '', host, journal: null, lastPull: null, fleetPin: null, pin: null },
    ...{ retired: [], stored: [], claims: {}, refused: [], proven: false },
  };
}

/**
 * Reads the value of `.registry/fleet.json`.
 *
 * @returns null for any other value
 * @example parseFleetState(fleetStateDocument(state)) // the same
 */
export function parseFleetState(value: unknown): FleetState | null {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return null;
  const { store_id, last_pull, fleet_pin, ...same }: Immutable<typeof parsed.data> = parsed.data;
  return { ...same, storeId: store_id, lastPull: last_pull, fleetPin: fleet_pin };
}

/** The value of `.registry/fleet.json`; {@link parseFleetState} reads it. */
export function fleetStateDocument({ storeId, lastPull, fleetPin, ...same }: FleetState) {
  return { ...same, store_id: storeId, last_pull: lastPull, fleet_pin: fleetPin };
}

/**
 * The versions that wait to be pushed: those that are finished here and not known to be in the store.
 *
 * @param versions that are complete here, ascending
 * @param state null where nothing was ever pushed or pulled
 * @example waitingVersions(['1.0', '1.1'], { …, stored: ['1.0'] }) // ['1.1']
 */
export function waitingVersions(versions: readonly string[], state: FleetState | null): string[] {
  const stored = new Set(state?.stored);
  return versions.filter((version) => !stored.has(version));
}
