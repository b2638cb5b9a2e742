import * as z from 'zod/mini';
import { VERSION } from '../models/version.js';
import { described, growing } from '../schema-helpers.js';
import { type Instant, parseTimestamp } from '../text/timestamp.js';

/** Characters of a reason, at most; longer ones are cut before they are recorded. */
export const MAX_REASON_LENGTH = 1_000;

/**
 * One line of the journal: what happened to which version, when (`at`, ISO 8601 in UTC), why, and
 * which version was selected just before and after it. `restored` is a version that came back from
 * the archive, `deleted` one that was deleted there; `turned-down` one that did too badly while it was live,
 * until it is `forgiven`; `recovered` is a publication that a crash
 * had interrupted and a later run finished; `taken-back` is a model that a training had left in the
 * models directory, which nobody had judged.
 */
export const journalEntry = z
  .lazy(() => {
    const version = z.nullable(z.string().check(z.regex(VERSION)));
    return z
      .object({
        event: growing([
          'published',
          'recovered',
          'pinned',
          'unpinned',
          'archived',
          'restored',
          'deleted',
          'rejected',
          'taken-back',
          'turned-down',
          'forgiven',
        ]),
        version: described(version, 'Null for unpinned, and for nothing else'),
        at: described(
          z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
          'ISO 8601',
        ),
        reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
        previous_version: described(version, 'What was selected before; null where nothing was'),
        selected_version: described(version, 'What was selected after it; null where nothing was'),
      })
      .check(z.refine(({ event, version }) => (event === 'unpinned') === (version === null)));
  })
  .register(z.globalRegistry, {
    id: 'journal-entry',
    description: 'What happened to a version, when and why',
  });

/** A line of the journal: {@link parseJournalEntry} reads one. */
export type JournalEntry = Readonly<z.infer<typeof journalEntry>>;
/** What a {@link JournalEntry} tells of; only of `unpinned` is `version` null. */
export type JournalEvent = JournalEntry['event'];

/**
 * Reads the value of a journal line; unknown keys are dropped.
 *
 * @returns null for what is no entry
 * @example parseJournalEntry({ event: 'born' }) // null
 */
export function parseJournalEntry(value: unknown): JournalEntry | null {
  const parsed = journalEntry.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** What held at some moment. */
export interface PastState {
  readonly selectedVersion: string | null;
  /** The version pinned by command; null where none was. */
  readonly pinnedVersion: string | null;
  /** The last entry up to then; null before the first. */
  readonly last: JournalEntry | null;
}

/**
 * What was selected and pinned at a moment, inclusive, as far as the journal tells. Entries are
 * applied in their own order, so that a clock that was set back does no harm to what came later.
 *
 * @example historyAt(entries, instantOf('2026-01-31')).selectedVersion
 */
export function historyAt(entries: Iterable<JournalEntry>, instant: Instant): PastState {
  let state: PastState = { selectedVersion: null, pinnedVersion: null, last: null };
  for (const entry of entries) {
    const at = parseTimestamp(entry.at) as Instant;
    if (at > instant) continue;
    const changesPin = entry.event === 'pinned' || entry.event === 'unpinned';
    state = {
      selectedVersion: entry.selected_version,
      pinnedVersion: changesPin ? entry.version : state.pinnedVersion,
      last: entry,
    };
  }
  return state;
}

/** What a version does not come back from. */
const GONE: ReadonlySet<JournalEvent> = new Set(['rejected', 'taken-back', 'deleted']);

/** The versions whose live results turn them down: nobody has forgiven them since. */
function turnedDownIn(entries: readonly JournalEntry[]): Set<string | null> {
  const versions = new Set<string | null>();
  for (const { event, version } of entries) {
    if (event === 'turned-down') versions.add(version);
    if (event === 'forgiven') versions.delete(version);
  }
  return versions;
}

/**
 * The version that was live before the current one: of all that were ever selected, the last one
 * that differs from it, and was not set aside,
 * deleted or turned down since.
 *
 * @param current what is selected now; null where nothing is
 * @returns null where the journal names none
 * @example liveBefore(entries, '1.1') // '1.0'
 */
export function liveBefore(
  entries: readonly JournalEntry[],
  current: string | null,
): string | null {
  const isGone = turnedDownIn(entries).add(current).add(null);
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const { event, version, previous_version, selected_version } = entries[at] as JournalEntry;
    if (GONE.has(event)) isGone.add(version);
    for (const live of [selected_version, previous_version]) {
      if (!isGone.has(live)) return live;
    }
  }
  return null;
}
