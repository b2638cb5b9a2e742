import * as z from 'zod/mini';
import { VERSION } from '../models/version.js';
import { described, growing } from '../schema-helpers.js';
import { type Instant, parseTimestamp } from '../text/timestamp.js';

/** Characters of a reason, at most; longer ones are cut before they are recorded. */
export const MAX_REASON_LENGTH = 1_000;

/** Characters of a user's name, at most. */
export const MAX_USER_LENGTH = 200;

/**
 * One line of the journal: what happened to which version, when (`at`, ISO 8601 in UTC), why, and
 * which version was selected just before and after it. `restored` is a version that came back from
 * the archive, `deleted` one that was deleted there; `turned-down` one that did too badly while it was live,
 * until it is `forgiven`; `recovered` is a publication that a crash
 * had interrupted and a later run finished; `taken-back` is a model that a training had left in the
 * models directory, which nobody had judged. `user` is not in lines of earlier releases.
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
        user: z.optional(described(z.string().check(z.maxLength(MAX_USER_LENGTH)), 'Who did it')),
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

/**
 * The entries that a journal got since it was read before. Of a long one only the end is read, so that they are
 * counted from the last that was known.
 *
 * @param before as it was read then
 * @param now as it is read now
 * @example entriesSince([a, b], [b, c]) // [c]
 */
export function entriesSince(
  before: readonly JournalEntry[],
  now: readonly JournalEntry[],
): readonly JournalEntry[] {
  const last = JSON.stringify(before.at(-1));
  const known = now.map((entry) => JSON.stringify(entry)).lastIndexOf(last);
  return now.slice(known + 1);
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
 * The version that was live before the current one: of those that were selected before it, the last one
 * that was not set aside, deleted or turned down since. A rollback takes what it left off this list,
 * wherever it stands there, so that the next one goes further back and never there again.
 *
 * @param current what is selected now; null where nothing is
 * @returns null where the journal names none
 * @example liveBefore(entries, '1.1') // '1.0'
 */
export function liveBefore(
  entries: readonly JournalEntry[],
  current: string | null,
): string | null {
  let live: string[] = [];
  const goes = (version: string | null) => {
    if (version !== null && version !== live.at(-1)) live.push(version);
  };
  for (const { event, version, reason, previous_version, selected_version } of entries) {
    goes(previous_version);
    if (GONE.has(event)) live = live.filter((one) => one !== version);
    if (isRollback({ event, reason }) && version !== null) {
      const at = live.lastIndexOf(version) + 1;
      const left = new Set(live.slice(at));
      live = live.slice(0, at).filter((one) => !left.has(one));
    }
    goes(selected_version);
  }
  const isOut = turnedDownIn(entries).add(current);
  return live.filter((version) => !isOut.has(version)).at(-1) ?? null;
}

/**
 * The version that was live last and is not any more: what a rollback left, also where
 * {@link liveBefore} goes further back.
 *
 * @example leftLast(entries, '1.0') // '1.1'
 */
export function leftLast(entries: readonly JournalEntry[], current: string | null): string | null {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const { previous_version, selected_version } = entries[at] as JournalEntry;
    for (const live of [selected_version, previous_version]) {
      if (live !== null && live !== current) return live;
    }
  }
  return null;
}

/**
 * Whether an entry is of a rollback, on this machine or for the fleet.
 *
 * @example isRollback({ event: 'pinned', reason: 'for the fleet by ann: rollback' }) // true
 */
export function isRollback({ event, reason }: Pick<JournalEntry, 'event' | 'reason'>): boolean {
  return event === 'pinned' && ROLLBACK.test(reason);
}

const ROLLBACK = /^(?:for the fleet(?: by .*?)?: )?rollback/s;
