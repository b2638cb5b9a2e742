import {
  anyVersion,
  formatInstant,
  type Instant,
  type JournalEvent,
  MAX_REASON_LENGTH,
  parseTimestamp,
} from '@org/model-registry-core';
import {
  blameFile,
  type Registry,
  readError,
  readText,
  type TextRead,
} from '@org/model-registry-fs-scanner';
import * as z from 'zod/mini';
import { removeTree } from '../files/folder.js';
import { writeFile } from '../files/write-file.js';
import type { StoreLock, TrainingLock } from '../locks/held.js';
import { readJournal } from '../records/journal.js';
import type { Change } from '../records/record-change.js';

const schema = z.lazy(() => {
  const version = anyVersion();
  return z.object({
    version,
    at: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
    reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
    previous_version: z.nullable(version),
  });
});

/** A change of several steps, written down before the first, so that recovery can complete it. */
export type Intent = Readonly<z.infer<typeof schema>>;

const MAX_INTENT_BYTES = 16_384;

/** Writes an intent down, durable when this returns. */
export function writeIntent(
  { registry }: StoreLock,
  file: string,
  version: string,
  change: Change,
): Intent {
  const intent: Intent = {
    version,
    at: formatInstant(change.at),
    reason: change.reason.slice(0, MAX_REASON_LENGTH),
    previous_version: change.previousVersion,
  };
  writeFile(registry, file, `${JSON.stringify(intent)}\n`);
  return intent;
}

/**
 * Null where there is none. What is no intent is not ours, since ours are written in one step.
 *
 * @throws Error where it is there and the system cannot read it: it is not to be forgotten then
 */
export function readIntent(file: string): Intent | null {
  return parseIntent(schema, file, readText(file, Buffer.allocUnsafe(MAX_INTENT_BYTES)));
}

/** The same for the text of any intent. */
export function parseIntent<T>(schema: z.ZodMiniType<T>, file: string, text: TextRead): T | null {
  if (text === null) return null;
  if (typeof text !== 'string') {
    if (text.kind === 'metadata-unreadable') return null;
    if (NOT_A_FILE.has(blameFile(file, text.error))) return null;
    throw readError(file, text.error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Something else stands there, or in the way. */
const NOT_A_FILE: ReadonlySet<string> = new Set(['EISDIR', 'ELOOP', 'ENOTDIR', 'ENXIO']);

/** Removes an intent whose change is completed or given up. */
export function removeIntent({ registry }: StoreLock | TrainingLock, file: string): void {
  removeTree(registry, file);
}

/** Whether the journal has one of these events of the version since the intent was written. */
export function isRecorded(
  registry: Registry,
  { version, at }: Pick<Intent, 'version' | 'at'>,
  events: readonly JournalEvent[],
): boolean {
  const since = parseTimestamp(at) as Instant;
  return readJournal(registry).entries.some(
    (entry) =>
      entry.version === version &&
      events.includes(entry.event) &&
      (parseTimestamp(entry.at) as Instant) >= since,
  );
}
