import * as z from 'zod/mini';
import { parseVersion } from '../models/version.js';
import { type Instant, parseTimestamp } from '../text/timestamp.js';

/** Characters of a reason, at most; longer ones are cut before they are recorded. */
export const MAX_REASON_LENGTH = 1_000;

const schema = z.lazy(() => {
  const version = z.string().check(z.refine((text) => parseVersion(text) !== null));
  const common = {
    at: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
    reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
    previous_version: z._default(z.nullable(version), null),
    selected_version: z.nullable(version),
  };
  const ofVersion = z.object({
    event: z.enum(['published', 'pinned', 'archived', 'rejected', 'recovered']),
    version,
    ...common,
  });
  const unpinned = z.object({ event: z.literal('unpinned'), version: z.null(), ...common });
  return z.discriminatedUnion('event', [ofVersion, unpinned]);
});

/**
 * One line of the journal: what happened to which version, when (`at`, ISO 8601 in UTC), why, and
 * which version was selected just before (null where that is not known or was none) and after it.
 * `recovered` is a publication that a crash had interrupted and a later run finished.
 */
export type JournalEntry = Readonly<z.infer<typeof schema>>;
/** What a {@link JournalEntry} tells of; only of `unpinned` is `version` null. */
export type JournalEvent = JournalEntry['event'];

/**
 * Reads the value of a journal line; unknown keys are dropped.
 *
 * @returns null for what is no entry
 * @example parseJournalEntry({ event: 'born' }) // null
 */
export function parseJournalEntry(value: unknown): JournalEntry | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** What held at some moment. */
export interface PastState {
  readonly selected: string | null;
  /** The version pinned by command; null where none was. */
  readonly pinned: string | null;
  /** The last entry up to then; null before the first. */
  readonly last: JournalEntry | null;
}

/**
 * What was selected and pinned at a moment, inclusive, as far as the journal tells. Entries are
 * applied in their own order, so that a clock that was set back does no harm to what came later.
 *
 * @example historyAt(entries, instantOf(new Date())).selected
 */
export function historyAt(entries: Iterable<JournalEntry>, instant: Instant): PastState {
  let state: PastState = { selected: null, pinned: null, last: null };
  for (const entry of entries) {
    const at = parseTimestamp(entry.at) as Instant;
    if (at > instant) continue;
    const changesPin = entry.event === 'pinned' || entry.event === 'unpinned';
    const pinned = changesPin ? entry.version : state.pinned;
    state = { selected: entry.selected_version, pinned, last: entry };
  }
  return state;
}

/**
 * The version that was live before the current one: of all that were ever selected, the last one
 * that differs from it.
 *
 * @param current what is selected now; null where nothing is
 * @returns null where the journal names none
 * @example liveBefore(entries, '1.1') // '1.0'
 */
export function liveBefore(
  entries: readonly JournalEntry[],
  current: string | null,
): string | null {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const { previous_version: before, selected_version: selected } = entries[at] as JournalEntry;
    for (const live of [selected, before]) {
      if (live !== null && live !== current) return live;
    }
  }
  return null;
}
