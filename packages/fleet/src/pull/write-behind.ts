import type { promises } from 'node:fs';

/** Bytes that are written at once, about. */
const PIECE = 4 * 1_048_576;

/**
 * Appends to a file while more comes over the line: a piece is on its way to the disk when the next is received,
 * and no more than two are in memory.
 *
 * @example const behind = new WriteBehind(handle); await behind.write(chunk); await behind.end()
 */
export class WriteBehind {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(private readonly handle: promises.FileHandle) {}

  /**
   * @param chunk nobody writes to it any more
   * @throws the system's error of what was written before
   */
  async write(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= PIECE) await this.#flush();
  }

  /** Waits until all of it is written. @throws the system's error */
  async end(): Promise<void> {
    await this.#flush();
    await this.#written;
  }

  async #flush(): Promise<void> {
    await this.#written;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    this.#written = writeAll(this.handle, chunks);
    // It is told by whoever waits for it next.
    this.#written.catch(() => {});
  }
}

async function writeAll(handle: promises.FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const all = chunks.reduce((sum, { length }) => sum + length, 0);
  if (all === 0) return;
  const { bytesWritten } = await handle.writev(chunks);
  // A disk that is nearly full takes a part, and says why with the next.
  if (bytesWritten < all) await handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}
