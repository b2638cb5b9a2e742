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
import type { JournalEntry } from '@org/model-registry-core';
import { syncFolder } from '../files/folders.js';
import { SHARED, share } from '../files/share.js';
import type { StoreLock } from '../locks/registry-locks.js';
import { MAX_LINE_BYTES } from './read-journal.js';

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

const NEWLINE = 0x0a;

/**
 * Mends what stands behind the last newline: a whole object gets the newline that it lacks, a part of
 * one is cut off. What is longer than any line of ours was written by something else: it is not cut
 * but gets a newline, and readers skip it.
 *
 * @param descriptor open for reading and appending
 */
export function mendJournal(descriptor: number): void {
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
