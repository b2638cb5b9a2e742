import type { promises } from 'node:fs';

/** Bytes that are written at once. */
const PIECE = 1_048_576;

/**
 * Appends to a file while more comes over the line: a piece is on its way to the disk when the next is received,
 * and no more than two are in memory.
 *
 * @example const behind = new WriteBehind(handle); await behind.write(chunk); await behind.end()
 */
export class WriteBehind {
  #filling = Buffer.allocUnsafe(PIECE);
  #spare = Buffer.allocUnsafe(PIECE);
  #filled = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(private readonly handle: promises.FileHandle) {}

  /** @throws the system's error of what was written before */
  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + PIECE - this.#filled);
      this.#filling.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled === PIECE) await this.#flush();
    }
  }

  /** Waits until all of it is written. @throws the system's error */
  async end(): Promise<void> {
    await this.#flush();
    await this.#written;
  }

  async #flush(): Promise<void> {
    await this.#written;
    const full = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#spare] = [this.#spare, this.#filling];
    this.#filled = 0;
    this.#written = this.handle.writeFile(full);
    // It is told by whoever waits for it next.
    this.#written.catch(() => {});
  }
}
