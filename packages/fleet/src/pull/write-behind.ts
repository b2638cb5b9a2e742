import type { promises } from 'node:fs';

/** Bytes that are written at once, about. */
const PIECE = 4 * 1_048_576;
/** Bytes after which the disk is asked to take what was written, so that to wait for it at the end is short. */
const SYNCED_AT_ONCE = 64 * 1_048_576;

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
  #unsynced = 0;
  #synced: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(private readonly handle: promises.FileHandle) {}

  /**
   * @param chunk nobody writes to it any more
   * @throws the system's error of what was written before, or was to be on the disk
   */
  async write(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= PIECE) await this.#flush();
  }

  /** Waits until all of it is written, and until the disk has what it was asked to take. @throws the system's error */
  async end(): Promise<void> {
    await this.#flush();
    await this.#written;
    await this.#synced;
    if (this.#failure) throw this.#failure;
  }

  async #flush(): Promise<void> {
    await this.#written;
    if (this.#failure) throw this.#failure;
    const chunks = this.#chunks;
    this.#unsynced += this.#bytes;
    this.#chunks = [];
    this.#bytes = 0;
    this.#written = writeAll(this.handle, chunks);
    // What fails is told to whoever waits for it next.
    this.#written.catch(() => {});
    if (this.#unsynced >= SYNCED_AT_ONCE && this.#synced === null) this.#sync();
  }

  /** Of what is written by now, while more is: only `fsync` at the end says that all is on the disk. */
  #sync(): void {
    this.#unsynced = 0;
    this.#synced = this.handle
      .datasync()
      .catch((error) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#synced = null;
      });
  }
}

async function writeAll(handle: promises.FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const all = chunks.reduce((sum, { length }) => sum + length, 0);
  if (all === 0) return;
  const { bytesWritten } = await handle.writev(chunks);
  // A disk that is nearly full takes a part, and says why with the next.
  if (bytesWritten < all) await handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}
