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
import { basename, dirname } from 'node:path';
import type { Registry } from '@org/model-registry-fs-scanner';
import { type Folder, inFolder, syncOpen } from '../files/folder.js';
import { SHARED, share } from '../files/share.js';

/** Bytes of a line, without its newline, at most; our own are far shorter. */
export const MAX_LINE_BYTES = 16_384;

const NEWLINE = 0x0a;

/**
 * Appends values to a file of JSON lines, a line each, all in one write, whole and durable, after mending
 * what a crash may have left behind the last whole line.
 *
 * @throws the system's error; Error where the disk is full. The file is then as it was
 * @example appendLines(registry, registry.journal, [entry])
 */
export function appendLines(registry: Registry, file: string, values: readonly object[]): void {
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  inFolder(registry, dirname(file), (folder) => appendIn(folder, basename(file), text));
}

function appendIn(folder: Folder, name: string, text: string): void {
  const { descriptor, isNew } = openLines(folder, name);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('it is no regular file: move it away');
    mendTail(descriptor);
    appendWhole(descriptor, Buffer.from(text));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (isNew) syncOpen(folder.descriptor);
}

function openLines(folder: Folder, name: string): { descriptor: number; isNew: boolean } {
  const file = folder.at(name);
  const { O_RDWR, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  const flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK;
  try {
    const descriptor = openSync(file, flags | O_CREAT | O_EXCL, 0o600);
    share(descriptor, folder.at('.'), SHARED.forWriters);
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
function mendTail(descriptor: number): void {
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
