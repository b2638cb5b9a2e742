import { refuse } from './refusal.js';

/** Where bytes come from: a file, or what a file decompresses to. */
export interface Upstream {
  /** Reads up to `length` bytes into a buffer. 0 means the end. */
  read(into: Buffer, at: number, length: number): Promise<number>;
  /** Passes over up to `length` bytes, and says how many were there. */
  skip(length: number): Promise<number>;
}

const FIRST_WINDOW = 256 * 1024;

/**
 * A window onto a stream. What is in the window is read synchronously, at `position`; only getting
 * more bytes waits.
 */
export class ByteSource {
  window = Buffer.allocUnsafe(FIRST_WINDOW);
  position = 0;
  end = 0;
  /** Offset in the stream of the window's first byte. */
  #base = 0;

  constructor(readonly upstream: Upstream) {}

  /** Offset in the stream of what is read next. */
  get offset(): number {
    return this.#base + this.position;
  }

  /** Sees to it that `count` bytes from `position` on are in the window; false where the stream ends before. */
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

  /** Passes over `count` bytes without reading them where that is possible. */
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
