import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { MAX_LINE_BYTES } from './read-journal.js';

const NEWLINE = 0x0a;

/**
 * Mends what stands behind the last newline of a journal: a whole object gets the newline that it
 * lacks, a part of one is cut off. What is longer than any line of ours is not ours to cut; it
 * gets a newline, and readers skip it.
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
