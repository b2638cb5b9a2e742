import {
  formatInstant,
  type Instant,
  type JournalEvent,
  MAX_REASON_LENGTH,
} from '@org/model-registry-core';
import { appendJournal } from './append-journal.js';

/** What the journal has to know of a change. */
export interface Change {
  readonly now: Instant;
  /** Why, in a few words. */
  readonly reason: string;
  /** What was selected before it; null where nothing was, or it is not known. */
  readonly before: string | null;
  /** Finds out what is selected; asked once, after the change. */
  readonly selected: () => string | null | Promise<string | null>;
}

/** Writes a change that was made into the journal. The caller holds the store lock. */
export async function recordChange(
  modelsDir: string,
  event: JournalEvent,
  version: string | null,
  { now, reason, before, selected }: Change,
): Promise<void> {
  appendJournal(modelsDir, {
    event,
    version,
    at: formatInstant(now),
    reason: reason.slice(0, MAX_REASON_LENGTH),
    previous_version: before,
    selected_version: await selected(),
  });
}
