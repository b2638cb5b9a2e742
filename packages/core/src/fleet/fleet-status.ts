import { DAY, type Instant, parseTimestamp } from '../text/timestamp.js';
import type { FleetPin } from './fleet-state.js';

/** What a machine says of itself to the others: its `hosts/<id>.json` in the store. */
export interface HostReport {
  /** Of the file's name; `[a-z0-9-]`. */
  readonly id: string;
  /** The machine's own name. Text of a store. */
  readonly host: string;
  /** The version that it selected; null for none. */
  readonly selected: string | null;
  /** ISO 8601: since when it has selected that. */
  readonly since: string | null;
  /** Why not the others, best first: at most ten. */
  readonly rejected: readonly { readonly version: string; readonly reasons: readonly string[] }[];
  /** ISO 8601: when it last read the journal to its end. */
  readonly lastPull: string;
  /** The number of the last entry of the journal that it has read; 0 for none. */
  readonly journal: number;
}

/** What is known of the machines that share a store. */
export interface FleetStatus {
  /** Where the store is, for people; nothing secret. */
  readonly store: string;
  /** ISO 8601: when this was read from the store. */
  readonly readAt: string;
  /** The number of the newest entry of the journal. */
  readonly journal: number;
  /** The version that is pinned for all; null for none. */
  readonly pin: string | null;
  /** The same with who made it, when and why. */
  readonly pinned: FleetPin | null;
  /** The versions in the store that are not retired, ascending. */
  readonly versions: readonly string[];
  /** By id. */
  readonly hosts: readonly HostReport[];
  /** Files of `hosts/` that could not be read: keys. */
  readonly unreadable: readonly string[];
}

/** What a store said when it was asked of its machines. */
export interface FleetAnswer {
  /** Null where it said nothing. */
  readonly status: FleetStatus | null;
  /** Why it said nothing, in a sentence; null where it did, and while it is asked. */
  readonly trouble: string | null;
}

/** That nobody asked, or has an answer yet. */
export const NOT_ASKED: FleetAnswer = { status: null, trouble: null };

/**
 * Asks a store of its machines, and waits so many milliseconds for the answer at most. It never rejects.
 */
export type FleetReader = (limitMs: number) => Promise<FleetAnswer>;

/**
 * Whether a machine was not heard of for so many days. A time that cannot be read counts as never.
 *
 * @example status.hosts.filter((host) => isSilent(host, now))
 */
export function isSilent(
  { lastPull }: Pick<HostReport, 'lastPull'>,
  now: Instant,
  days = 1,
): boolean {
  const at = parseTimestamp(lastPull);
  return at === null || now - at > BigInt(Math.round(days * 86_400)) * (DAY / 86_400n);
}
