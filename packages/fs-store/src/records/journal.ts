import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type JournalEntry, parseJournalEntry } from '@org/model-registry-core';
import { type Registry, readError } from '@org/model-registry-fs-scanner';
import type { StoreLock } from '../locks/held.js';
import { appendLines, MAX_LINE_BYTES } from './append-lines.js';

/** An entry's keys alone take more: what is shorter is none, and costs nothing. */
const MIN_LINE_BYTES = 64;
/** Of a longer journal, hundreds of thousands of entries, only the end is read: 64 MiB. */
const MAX_JOURNAL_BYTES = 67_108_864;

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

/** The content of `.registry/journal.jsonl`. */
export interface Journal {
  /** In the order in which they were written. */
  readonly entries: readonly JournalEntry[];
  /** Lines that are no entry: torn by a crash, or written by something else. */
  readonly skipped: number;
  /** Bytes at its beginning that were not read, as it is too long; 0 for all others. */
  readonly unreadBytes: number;
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
  let broken = 0;
  try {
    const { skipped, unreadBytes } = readLines(journal, (line) => {
      const entry = parseJournalEntry(valueIn(line));
      if (entry) entries.push(entry);
      else broken += 1;
    });
    return { entries, skipped: skipped + broken, unreadBytes };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) return { entries: [], skipped: 0, unreadBytes: 0 };
    throw readError(`journal ${journal}`, error);
  }
}

/**
 * Gives each line that may be an entry to `take`, newest bytes of the file only.
 *
 * @returns how many other lines there are, and how many bytes before them were not read
 */
function readLines(file: string, take: (line: string) => void): Omit<Journal, 'entries'> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    // Of a folder, the system says so itself.
    if (!stats.isFile() && !stats.isDirectory())
      throw new Error('it is no regular file: move it away');
    const unreadBytes = Math.max(0, stats.size - MAX_JOURNAL_BYTES);
    return { skipped: splitLines(descriptor, unreadBytes, take), unreadBytes };
  } finally {
    closeSync(descriptor);
  }
}

/** A line that began before `from` is one of those that are no entry. */
function splitLines(descriptor: number, from: number, take: (line: string) => void): number {
  // The line that is not at its end yet stands before what is read next.
  const buffer = Buffer.allocUnsafe(MAX_LINE_BYTES + CHUNK_BYTES);
  let kept = 0;
  let isTooLong = from > 0;
  let skipped = 0;
  for (let position = from; ; ) {
    const length = readSync(descriptor, buffer, kept, CHUNK_BYTES, position);
    if (length === 0) break;
    position += length;
    const end = kept + length;
    let start = 0;
    for (let at = kept; at < end; at += 1) {
      if (buffer[at] !== NEWLINE) continue;
      endLine(start, at);
      start = at + 1;
    }
    isTooLong ||= end - start > MAX_LINE_BYTES;
    kept = isTooLong ? 0 : end - start;
    buffer.copyWithin(0, start, start + kept);
  }
  if (isTooLong || kept > 0) endLine(0, kept);
  return skipped;

  function endLine(start: number, end: number): void {
    const length = end - start;
    const mayBeEntry = !isTooLong && length >= MIN_LINE_BYTES && length <= MAX_LINE_BYTES;
    if (mayBeEntry) take(buffer.toString('utf8', start, end));
    else skipped += 1;
    isTooLong = false;
  }
}

function valueIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Appends one line to `.registry/journal.jsonl`, whole and durable, after mending what a crash may
 * have left behind the last whole line.
 *
 * @throws Error with the system's error as `cause`; the journal is then as it was
 */
export function appendJournal({ registry }: StoreLock, entry: JournalEntry): void {
  const { journal } = registry;
  try {
    appendLines(registry, journal, [entry]);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`journal ${journal} cannot be written: ${message}`, { cause: error });
  }
}
