import { refuse } from '../findings/refusal.js';

/** Where bytes come from: a file, or its decompressed content. */
export interface Upstream {
  /** Bytes in all; undefined where that shows only at the end. */
  readonly size?: number;
  /** Reads up to `length` bytes into a buffer. 0 means the end. */
  read(into: Buffer, at: number, length: number): Promise<number>;
  /** Skips up to `length` bytes, and returns how many there were. */
  skip(length: number): Promise<number>;
}

const FIRST_WINDOW = 256 * 1024;

/**
 * A window onto a stream. Bytes in the window are read synchronously, at `position`; only filling it
 * is asynchronous.
 */
export class ByteSource {
  window = Buffer.allocUnsafe(FIRST_WINDOW);
  position = 0;
  end = 0;
  /** Offset in the stream of the window's first byte. */
  #base = 0;

  constructor(readonly upstream: Upstream) {}

  /** Offset in the stream of the next byte. */
  get offset(): number {
    return this.#base + this.position;
  }

  /** Makes sure that `count` bytes from `position` on are in the window; false if the stream ends before. */
  async fill(count: number): Promise<boolean> {
    if (this.end - this.position >= count) return true;
    this.#moveToFront(count);
    while (this.end < count) {
      const read = await this.upstream.read(this.window, this.end, this.window.length - this.end);
      if (read === 0) return false;
      this.end += read;
    }
    return true;
  }

  /** Skips `count` bytes, without reading them if possible. */
  async skip(count: number): Promise<void> {
    const inside = Math.min(count, this.end - this.position);
    this.position += inside;
    if (inside === count) return;
    this.#base += this.end;
    this.position = 0;
    this.end = 0;
    const skipped = await this.upstream.skip(count - inside);
    this.#base += skipped;
    if (inside + skipped < count) refuse('array-size');
  }

  /** The next `count` bytes, copied. */
  async take(count: number): Promise<Buffer> {
    if (!(await this.fill(count))) refuse('array-size');
    this.position += count;
    return Buffer.from(this.window.subarray(this.position - count, this.position));
  }

  #moveToFront(count: number): void {
    const rest = this.window.subarray(this.position, this.end);
    if (count > this.window.length) {
      this.window = Buffer.allocUnsafe(Math.max(count, 2 * this.window.length));
    }
    rest.copy(this.window);
    this.#base += this.position;
    this.end = rest.length;
    this.position = 0;
  }
}
