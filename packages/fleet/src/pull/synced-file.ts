import type { promises } from 'node:fs';

/** Bytes after which the disk is asked to take what was written, so that to wait for it at the end is short. */
const SYNCED_AT_ONCE = 64 * 1_048_576;

/**
 * Appends to a file, and has the disk take it while more comes.
 *
 * @example const file = new SyncedFile(handle); await file.append(piece); await file.end()
 */
export class SyncedFile {
  #unsynced = 0;
  #synced: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(private readonly handle: promises.FileHandle) {}

  /** @throws the system's error, also of what the disk was to take before */
  async append(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      at += (await this.handle.write(piece, at)).bytesWritten;
    }
    this.#unsynced += piece.length;
    if (this.#failure) throw this.#failure;
    if (this.#unsynced >= SYNCED_AT_ONCE && this.#synced === null) this.#sync();
  }

  /** Waits until the disk has what it was asked to take. @throws the system's error */
  async end(): Promise<void> {
    await this.#synced;
    if (this.#failure) throw this.#failure;
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
