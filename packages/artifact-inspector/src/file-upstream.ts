import type { Hash } from 'node:crypto';
import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { Upstream } from './byte-source.js';

const readAsync = promisify(read);
const CHUNK = 1024 * 1024;

/**
 * The bytes of an open file from its beginning up to `size`, and their SHA-256 where that is asked
 * for. Without it, bytes that are passed over are not read.
 */
export class FileUpstream implements Upstream {
  #position = 0;
  #scratch: Buffer | null = null;

  constructor(
    readonly descriptor: number,
    readonly size: number,
    /** Null where no SHA-256 is asked for. */
    private readonly hash: Hash | null,
  ) {}

  async read(into: Buffer, at: number, length: number): Promise<number> {
    const count = Math.min(length, this.size - this.#position);
    if (count <= 0) return 0;
    const { bytesRead } = await readAsync(this.descriptor, into, at, count, this.#position);
    this.hash?.update(into.subarray(at, at + bytesRead));
    this.#position += bytesRead;
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

  /** Reads what is left, and gives the SHA-256 of the whole file as 64 hex digits; null where it was not asked for. */
  async digest(): Promise<string | null> {
    if (!this.hash) return null;
    await this.skip(this.size);
    return this.hash.digest('hex');
  }
}
