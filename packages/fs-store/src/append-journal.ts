import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import type { JournalEntry } from '@org/model-registry-core';
import { mendJournal } from './mend-journal.js';
import { prepareRegistry } from './registry-folder.js';
import { SHARED, share } from './share.js';
import { syncFolder } from './sync-folder.js';

/**
 * Appends one line to `.registry/journal.jsonl`, whole and durable, after mending what a crash may
 * have left behind the last whole line. The caller holds the store lock.
 *
 * @throws Error with the system's error as `cause`; the journal is then as it was
 * @example appendJournal('models', { event: 'unpinned', version: null, at, reason, before, selected })
 */
export function appendJournal(modelsDir: string, entry: JournalEntry): void {
  const { root, journal } = prepareRegistry(modelsDir);
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

/** One write. Where the disk takes only a part, that part is taken back. */
function appendWhole(descriptor: number, line: Buffer): void {
  const { size } = fstatSync(descriptor);
  const written = writeSync(descriptor, line);
  if (written === line.length) return;
  ftruncateSync(descriptor, size);
  throw new Error('the disk is full');
}
