import { unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  formatInstant,
  type Instant,
  type JournalEvent,
  MAX_REASON_LENGTH,
  parseTimestamp,
  parseVersion,
} from '@org/model-registry-core';
import { readMetadataText } from '@org/model-registry-fs-scanner';
import * as z from 'zod/mini';
import type { Change } from './change.js';
import { readJournal } from './read-journal.js';
import { syncFolder } from './sync-folder.js';
import { writeFile } from './write-file.js';

const schema = z.lazy(() => {
  const version = z.string().check(z.refine((text) => parseVersion(text) !== null));
  return z.object({
    version,
    at: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
    reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
    before: z.nullable(version),
  });
});

/** A change that takes several steps, written down before the first: a crash in between is finished. */
export type Intent = Readonly<z.infer<typeof schema>>;

const MAX_INTENT_BYTES = 16_384;

/** Writes an intent down, durable when this returns. */
export function writeIntent(
  file: string,
  modelsDir: string,
  version: string,
  { now, reason, before }: Change,
): void {
  const at = formatInstant(now);
  const intent: Intent = { version, at, reason: reason.slice(0, MAX_REASON_LENGTH), before };
  writeFile(file, `${JSON.stringify(intent)}\n`, modelsDir);
}

/** Null where there is none that can be read: it is written in one step, so it is not ours. */
export async function readIntent(file: string): Promise<Intent | null> {
  const text = await readMetadataText(file, Buffer.allocUnsafe(MAX_INTENT_BYTES));
  if (typeof text !== 'string') return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Removes an intent whose change is done, or given up. */
export function removeIntent(file: string): void {
  unlinkSync(file);
  syncFolder(dirname(file));
}

/** Whether the journal has one of these events of the version since the intent was written. */
export function isRecorded(
  modelsDir: string,
  { version, at }: Pick<Intent, 'version' | 'at'>,
  events: readonly JournalEvent[],
): boolean {
  const since = parseTimestamp(at) as Instant;
  return readJournal(modelsDir).entries.some(
    (entry) =>
      entry.version === version &&
      events.includes(entry.event) &&
      (parseTimestamp(entry.at) as Instant) >= since,
  );
}
