import type { Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { NotAFile, NotAModel } from '../findings/finding.js';
import type { Upstream } from './byte-source.js';

const CHUNK = 1024 * 1024;

/** Opens a file. A symlink at its end is not followed, and a FIFO without a writer does not block. */
export function openArtifact(path: string): number | NotAFile {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ELOOP') return { kind: 'not-a-file', found: 'symlink' };
    if (code === 'ENXIO') return { kind: 'not-a-file', found: 'other' };
    throw new Error(`Cannot open ${JSON.stringify(path)}`, { cause });
  }
}

/** The size of an open regular file in bytes. */
export function sizeOf(descriptor: number): number | NotAFile {
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return stats.size;
  return { kind: 'not-a-file', found: stats.isDirectory() ? 'directory' : 'other' };
}

export function close(descriptor: number): void {
  closeSync(descriptor);
}

/**
 * The bytes of an open file from its start up to `size`, and their SHA-256 if it was asked for.
 * Without it, skipped bytes are not read.
 */
export class FileUpstream implements Upstream {
  #position = 0;
  #scratch: Buffer | null = null;

  constructor(
    readonly descriptor: number,
    readonly size: number,
    /** Null if no SHA-256 was asked for. */
    private readonly hash: Hash | null,
    /** Told how many bytes are read or skipped by now. */
    private readonly onRead: (position: number) => void = () => {},
  ) {}

  async read(into: Buffer, at: number, length: number): Promise<number> {
    const count = Math.min(length, this.size - this.#position);
    if (count <= 0) return 0;
    const bytesRead = await readAt(this.descriptor, into, at, count, this.#position);
    this.hash?.update(into.subarray(at, at + bytesRead));
    this.#position += bytesRead;
    this.onRead(this.#position);
    return bytesRead;
  }

  async skip(length: number): Promise<number> {
    if (!this.hash) {
      const count = Math.min(length, this.size - this.#position);
      this.#position += count;
      return count;
    }
    this.#scratch ??= Buffer.allocUnsafe(CHUNK);
    let left = length;
    while (left > 0) {
      const count = await this.read(this.#scratch, 0, Math.min(left, CHUNK));
      if (count === 0) break;
      left -= count;
    }
    return length - left;
  }

  /** Reads the rest, and returns the SHA-256 of the whole file as 64 hex digits; null if not asked for. */
  async digest(): Promise<string | null> {
    if (!this.hash) return null;
    await this.skip(this.size);
    return this.hash.digest('hex');
  }
}

/** A part of an open file, from an offset on: read beside others, and never hashed. */
export class FilePart implements Upstream {
  #position = 0;

  constructor(
    readonly descriptor: number,
    private readonly from: number,
    readonly size: number,
  ) {}

  async read(into: Buffer, at: number, length: number): Promise<number> {
    const count = Math.min(length, this.size - this.#position);
    if (count <= 0) return 0;
    const place = this.from + this.#position;
    const bytesRead = await readAt(this.descriptor, into, at, count, place);
    this.#position += bytesRead;
    return bytesRead;
  }

  async skip(length: number): Promise<number> {
    const count = Math.min(length, this.size - this.#position);
    this.#position += count;
    return count;
  }
}

/** Bytes from the start of a file that tell what it is. */
const START_LENGTH = 512;

/** The first bytes of an open file, at most {@link START_LENGTH}. */
export async function readStart(descriptor: number, size: number): Promise<Buffer> {
  const start = Buffer.alloc(START_LENGTH);
  const count = await new FileUpstream(descriptor, size, null).read(start, 0, start.length);
  return start.subarray(0, count);
}

const PATTERNS: readonly (readonly [NotAModel['found'], RegExp])[] = [
  ['git-lfs-pointer', /^version https:\/\/git-lfs\.github\.com\//],
  ['html', /^\s*<(?:!doctype html|html|head|body|\?xml)\b/i],
];

/**
 * What a file is that is no pickle, as far as its start tells.
 *
 * @param start the first bytes of the file: up to {@link START_LENGTH}
 * @returns null where the start tells nothing
 * @example otherContent(Buffer.from('<!doctype html>')) // 'html'
 */
export function otherContent(start: Buffer): NotAModel['found'] | null {
  if (start.length === 0) return 'empty';
  const text = start.toString('latin1');
  const matching = PATTERNS.find(([, pattern]) => pattern.test(text));
  if (matching) return matching[0];
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (start.every((byte) => byte === 0)) return 'zeros';
  // Text cannot start with 0x80, as pickles do.
  return start[0] !== 0x80 && start.every(isTextByte) ? 'text' : null;
}

/** Printable, of UTF-8, or a tab, line end or form feed. */
export function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte !== 0x7f) || (byte >= 0x09 && byte <= 0x0d);
}

/** Bytes that are read before the process's other work has a turn. */
const TURN = 1_048_576;
let sinceTurn = 0;

/**
 * Mostly the bytes are in the system's memory: to read them here is faster than to wake another thread. The price is
 * that a slow disk keeps this one waiting, for a MiB at most.
 */
async function readAt(
  descriptor: number,
  into: Buffer,
  at: number,
  count: number,
  position: number,
): Promise<number> {
  const bytesRead = readSync(descriptor, into, at, count, position);
  sinceTurn += bytesRead;
  if (sinceTurn >= TURN) {
    sinceTurn = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return bytesRead;
}
