import { closeSync, constants, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { escapeText, parseTimestamp } from '@org/model-registry-core';
import * as z from 'zod/mini';

/** Who holds a lock, as they wrote it into the lock file: advisory, and safe to print. */
export interface LockHolder {
  readonly pid: number;
  readonly purpose: string;
  /** ISO 8601. */
  readonly since: string;
  readonly host: string;
}

const MAX_HOLDER_BYTES = 4_096;
const schema = z.lazy(() => {
  const printable = z.pipe(
    z.string(),
    z.transform((text) => escapeText(text)),
  );
  return z.object({
    pid: z.int().check(z.minimum(1)),
    purpose: printable,
    since: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
    host: printable,
  });
});

/** Writes who holds the lock; a lock is none the worse for it where that fails (a full disk). */
export function writeHolder(descriptor: number, purpose: string): void {
  const holder = { pid: process.pid, purpose, since: new Date().toISOString(), host: hostname() };
  try {
    ftruncateSync(descriptor);
    writeSync(descriptor, `${JSON.stringify(holder)}\n`, 0);
  } catch {
    // Advisory.
  }
}

/**
 * Takes away who held the lock, before it is given up: whoever holds it next and writes nothing would
 * be taken for this one.
 */
export function clearHolder(descriptor: number): void {
  try {
    ftruncateSync(descriptor);
  } catch {
    // Advisory.
  }
}

/**
 * Who holds a lock, as far as the lock file says.
 *
 * @returns null where it says nothing that can be understood
 */
export function readHolder(file: string): LockHolder | null {
  const buffer = Buffer.alloc(MAX_HOLDER_BYTES);
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const length = readSync(descriptor, buffer, 0, buffer.length, 0);
      return schema.parse(JSON.parse(buffer.toString('utf8', 0, length)));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}
