import {
  type Decision,
  formatInstant,
  type Instant,
  type JournalEntry,
  type JournalEvent,
  MAX_REASON_LENGTH,
  selectedVersion,
} from '@org/model-registry-core';
import { currentUser } from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';
import type { StoreLock } from '../locks/held.js';
import { appendJournal } from './journal.js';

/** What the journal has to know of a change. */
export interface Change {
  /** What the selection after the change is decided from. */
  readonly situation: Situation;
  /** When the change is made. */
  readonly at: Instant;
  /** Why, in a few words; characters past 1,000 are cut off. */
  readonly reason: string;
  /** What was selected before it; null where nothing was, or it is not known. */
  readonly previousVersion: string | null;
}

/** Takes the decision after a change that was made, and writes both into the journal. */
export async function recordChange(
  store: StoreLock,
  event: JournalEvent,
  version: string | null,
  { situation, at, reason, previousVersion }: Change,
): Promise<Decision> {
  const decision = await decide(situation);
  appendJournal(store, {
    event,
    version,
    at: formatInstant(at),
    reason: reason.slice(0, MAX_REASON_LENGTH),
    user: currentUser(),
    previous_version: previousVersion,
    selected_version: selectedVersion(decision),
  } as JournalEntry);
  return decision;
}
