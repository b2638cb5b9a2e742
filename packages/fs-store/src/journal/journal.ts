import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { type JournalEntry, parseJournalEntry } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import { syncFolder } from '../files/folders.js';
import { SHARED, share } from '../files/share.js';
import type { StoreLock } from '../locks/registry-locks.js';

/** Bytes of a line, without its newline, at most; our own are far shorter. */
const MAX_LINE_BYTES = 16_384;

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

/**
 * Appends one line to `.registry/journal.jsonl`, whole and durable, after mending what a crash may
 * have left behind the last whole line.
 *
 * @throws Error with the system's error as `cause`; the journal is then as it was
 */
export function appendJournal({ registry }: StoreLock, entry: JournalEntry): void {
  const { root, journal } = registry;
  try {
    const { descriptor, isNew } = openJournal(journal, root);
    try {
      mendJournal(descriptor);
      appendWhole(descriptor, Buffer.from(`${JSON.stringify(entry)}\n`));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (isNew) syncFolder(root);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`journal ${journal} cannot be written: ${message}`, { cause: error });
  }
}

function openJournal(file: string, root: string): { descriptor: number; isNew: boolean } {
  const { O_RDWR, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  const flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK;
  try {
    const descriptor = openSync(file, flags | O_CREAT | O_EXCL, 0o600);
    share(descriptor, root, SHARED.forWriters);
    return { descriptor, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { descriptor: openSync(file, flags), isNew: false };
  }
}

/** In one write. Where the disk takes only a part of it, that part is cut off again. */
function appendWhole(descriptor: number, line: Buffer): void {
  const { size } = fstatSync(descriptor);
  const written = writeSync(descriptor, line);
  if (written === line.length) return;
  ftruncateSync(descriptor, size);
  throw new Error('the disk is full');
}

/**
 * Mends what stands behind the last newline: a whole object gets the newline that it lacks, a part of
 * one is cut off. What is longer than any line of ours was written by something else: it is not cut
 * but gets a newline, and readers skip it.
 *
 * @param descriptor open for reading and appending
 */
function mendJournal(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const buffer = Buffer.alloc(Math.min(size, MAX_LINE_BYTES + 1));
  const start = size - readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
  const tail = buffer.subarray(buffer.lastIndexOf(NEWLINE) + 1);
  if (tail.length === 0) return;
  const isCut = tail.length <= MAX_LINE_BYTES && !isObject(tail.toString('utf8'));
  if (isCut) ftruncateSync(descriptor, start + buffer.length - tail.length);
  else writeSync(descriptor, '\n');
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
