import type { Readable } from 'node:stream';
import type { Gunzip, Inflate } from 'node:zlib';
import type { Upstream } from './byte-source.js';
import type { FileUpstream } from './file-upstream.js';
import { FREE_OUTPUT, LIMITS } from './limits.js';
import { exceeds, refuse } from './refusal.js';

const CHUNK = 128 * 1024;

/** What a zlib or gzip file decompresses to, chunk by chunk. */
export class InflateUpstream implements Upstream {
  readonly #input: Readable;
  readonly #inflate: Inflate | Gunzip;
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #produced = 0;

  static async open(file: FileUpstream, format: 'zlib' | 'gzip'): Promise<InflateUpstream> {
    // Loaded when it is needed: programs that read no compressed file start faster.
    const { createGunzip, createInflate } = await import('node:zlib');
    const { pipeline, Readable } = await import('node:stream');
    const options = { chunkSize: CHUNK };
    const inflate = format === 'zlib' ? createInflate(options) : createGunzip(options);
    const input = Readable.from(readChunks(file), { objectMode: false, highWaterMark: CHUNK });
    // Errors come out of the iteration; here they only have to be heard by someone.
    input.on('error', () => {});
    pipeline(input, inflate, () => {});
    return new InflateUpstream(file, input, inflate);
  }

  private constructor(
    readonly file: FileUpstream,
    input: Readable,
    inflate: Inflate | Gunzip,
  ) {
    this.#input = input;
    this.#inflate = inflate;
    this.#chunks = this.#inflate[Symbol.asyncIterator]();
  }

  async read(into: Buffer, at: number, length: number): Promise<number> {
    if (!(await this.#next())) return 0;
    const count = this.#chunk.copy(into, at, 0, length);
    this.#chunk = this.#chunk.subarray(count);
    return count;
  }

  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0 && (await this.#next())) {
      const count = Math.min(left, this.#chunk.length);
      this.#chunk = this.#chunk.subarray(count);
      left -= count;
    }
    return length - left;
  }

  /** Whether all bytes of the file were part of the compressed data. */
  get consumed(): boolean {
    return this.#inflate.bytesWritten === this.file.size;
  }

  /** Stops, and waits for a read that is under way: the file is its caller's again afterwards. */
  async close(): Promise<void> {
    this.#input.destroy();
    this.#inflate.destroy();
    // Not `once` of node:events, which rejects when the stream ends with an error.
    if (!this.#input.closed) await new Promise((resolve) => this.#input.once('close', resolve));
  }

  async #next(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next().catch(failed);
      if (next.done) return false;
      this.#chunk = next.value;
      this.#produced += next.value.length;
      if (this.#produced > LIMITS.decompressed) exceeds('decompressed');
      const most = FREE_OUTPUT + LIMITS.ratio * this.#inflate.bytesWritten;
      if (this.#produced > most) exceeds('ratio');
    }
    return true;
  }
}

/** zlib's own errors are about the content; others, as of reading, are not. */
function failed(error: NodeJS.ErrnoException): never {
  if (error.code?.startsWith('Z_')) refuse('compressed-data');
  throw error;
}

async function* readChunks(file: FileUpstream): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = await file.read(chunk, 0, CHUNK);
    if (count === 0) return;
    yield chunk.subarray(0, count);
  }
}
