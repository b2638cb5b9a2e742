import { type Instant, type JournalEntry, parseTimestamp } from '@org/model-registry-core';

/** A time in which a version was live, as far as the journal tells. */
export interface LiveSpan {
  readonly version: string;
  /** Null where it was live before the first entry. */
  readonly from: Instant | null;
  /** Null where it still is, by the journal. */
  readonly to: Instant | null;
}

/** The moment of an entry: whoever reads the journal has checked that it is one. */
export function momentOf({ at }: JournalEntry): Instant {
  return parseTimestamp(at) as Instant;
}

/**
 * When which version was live, in the order of the journal. What is not recorded, such as a model that was
 * put there by hand, shows from the first entry on that names it.
 *
 * @example liveSpans(entries).at(-1)?.to // null
 */
export function liveSpans(entries: readonly JournalEntry[]): LiveSpan[] {
  const spans: LiveSpan[] = [];
  let open: Omit<LiveSpan, 'to'> | null = null;
  for (const entry of entries) {
    const { previous_version: before, selected_version: after } = entry;
    const at = momentOf(entry);
    if (open === null && spans.length === 0 && before !== null) {
      open = { version: before, from: null };
    }
    if (open !== null && open.version !== after) {
      spans.push({ ...open, to: at });
      open = null;
    }
    if (open === null && after !== null) open = { version: after, from: at };
  }
  return open === null ? spans : [...spans, { ...open, to: null }];
}

/**
 * Since when a version is live.
 *
 * @returns null where the journal does not tell
 */
export function liveSince(spans: readonly LiveSpan[], version: string): Instant | null {
  const last = spans.at(-1);
  return last?.version === version && last.to === null ? last.from : null;
}
