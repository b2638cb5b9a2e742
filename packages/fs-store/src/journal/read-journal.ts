import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type JournalEntry, parseJournalEntry } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';

/** Bytes of a line, without its newline, at most; our own are far shorter. */
export const MAX_LINE_BYTES = 16_384;

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

/** The content of `.registry/journal.jsonl`. */
export interface Journal {
  /** In the order in which they were written. */
  readonly entries: readonly JournalEntry[];
  /** Lines that are no entry: torn by a crash, or written by something else. */
  readonly skipped: number;
}

/**
 * Reads `.registry/journal.jsonl`. Needs no lock: lines are appended whole.
 *
 * @returns no entries where there is no journal
 * @throws Error with the system's error as `cause`, where the journal exists and cannot be read
 * @example liveBefore(readJournal(registry).entries, '1.1')
 */
export function readJournal({ journal }: Registry): Journal {
  const entries: JournalEntry[] = [];
  let skipped = 0;
  try {
    for (const line of linesOf(journal)) {
      const entry = line && parseJournalEntry(valueIn(line));
      if (entry) entries.push(entry);
      else skipped += 1;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { entries, skipped };
    throw new Error(`journal ${journal} cannot be read: ${message}`, { cause: error });
  }
  return { entries, skipped };
}

/** Each line's text; null for one that is too long, of which no more than the limit is kept. */
function* linesOf(file: string): Iterable<string | null> {
  const descriptor = openSync(
    file,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let line = Buffer.alloc(0);
    let isTooLong = false;
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunk.length, null);
      if (length === 0) break;
      let from = 0;
      for (let to = 0; to !== -1; from = to + 1) {
        to = chunk.subarray(0, length).indexOf(NEWLINE, from);
        const part = chunk.subarray(from, to === -1 ? length : to);
        isTooLong ||= line.length + part.length > MAX_LINE_BYTES;
        line = isTooLong ? Buffer.alloc(0) : Buffer.concat([line, part]);
        if (to === -1) break;
        yield isTooLong ? null : line.toString('utf8');
        line = Buffer.alloc(0);
        isTooLong = false;
      }
    }
    if (isTooLong || line.length > 0) yield isTooLong ? null : line.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

function valueIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
