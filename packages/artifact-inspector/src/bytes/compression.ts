import type { Readable } from 'node:stream';
import type { Gunzip, Inflate, InflateRaw } from 'node:zlib';
import { exceeds, refuse } from '../findings/refusal.js';
import { FREE_OUTPUT, LIMITS } from '../limits.js';
import type { Upstream } from './byte-source.js';

/** How a file is stored: as it is, compressed, or in joblib 0.9's own way. */
export type Storage = 'raw' | 'zlib' | 'gzip' | 'bz2' | 'lzma' | 'xz' | 'lz4' | 'legacy';

/** In the order in which joblib tries them: the first match wins. */
const MAGIC: readonly (readonly [Storage, readonly number[]])[] = [
  ['legacy', [0x5a, 0x46]],
  ['zlib', [0x78]],
  ['gzip', [0x1f, 0x8b]],
  ['bz2', [0x42, 0x5a]],
  ['lzma', [0x5d, 0x00]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
];

/**
 * How a file that starts with these bytes is stored.
 *
 * @example detectStorage(Buffer.of(0x1f, 0x8b, 8)) // 'gzip'
 */
export function detectStorage(start: Uint8Array): Storage {
  const found = MAGIC.find(([, bytes]) => bytes.every((byte, at) => start[at] === byte));
  return found?.[0] ?? 'raw';
}

const CHUNK = 128 * 1024;

/** Bytes of a compressed file up to which it is read and decompressed in one step: streams start slowly. */
const SMALL = 1024 * 1024;

/** The decompressed bytes of a zlib or gzip file. */
export interface Inflated extends Upstream {
  /** Whether the compressed data goes up to the end of the file. */
  readonly consumed: boolean;
  /** Stops, and waits for a pending read: afterwards the caller may close the file. */
  close(): Promise<void>;
}

/** What can be decompressed; `deflate` is zlib without a header, as archives have it. */
type Deflated = 'zlib' | 'gzip' | 'deflate';

/** Decompresses a file: in one step where it is small and sound, else chunk by chunk. */
export async function inflate(file: Compressed, format: Deflated): Promise<Inflated> {
  if (file.size > SMALL) return InflateStream.open(file.size, readChunks(file), format);
  const bytes = Buffer.alloc(file.size);
  const length = await readInto(bytes, file);
  const content = await inflateAtOnce(bytes.subarray(0, length), format);
  if (content === null) return InflateStream.open(file.size, [bytes.subarray(0, length)], format);
  return new InflatedBytes(content.buffer, content.engine.bytesWritten === file.size);
}

/** Compressed bytes of a known number. */
type Compressed = Upstream & { readonly size: number };

/** As much as there is. */
async function readInto(bytes: Buffer, file: Upstream): Promise<number> {
  let length = 0;
  for (let count = -1; count !== 0; length += count) {
    count = await file.read(bytes, length, bytes.length - length);
  }
  return length;
}

/** Null for what is damaged, or larger than what may be held: its start is to be seen all the same. */
async function inflateAtOnce(bytes: Buffer, format: Deflated): Promise<WithInfo | null> {
  // Loaded on demand: a program that reads no compressed file starts faster.
  const { gunzipSync, inflateRawSync, inflateSync } = await import('node:zlib');
  const unpack = { zlib: inflateSync, gzip: gunzipSync, deflate: inflateRawSync }[format];
  const options = { maxOutputLength: FREE_OUTPUT, info: true };
  try {
    return unpack(bytes, options) as Buffer | WithInfo as WithInfo;
  } catch {
    return null;
  }
}

/** What zlib gives with the option `info`. */
interface WithInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

class InflatedBytes implements Inflated {
  readonly size: number;
  #position = 0;

  constructor(
    private readonly bytes: Buffer,
    readonly consumed: boolean,
  ) {
    this.size = bytes.length;
  }

  async read(into: Buffer, at: number, length: number): Promise<number> {
    const count = this.bytes.copy(into, at, this.#position, this.#position + length);
    this.#position += count;
    return count;
  }

  async skip(length: number): Promise<number> {
    const count = Math.min(length, this.size - this.#position);
    this.#position += count;
    return count;
  }

  async close(): Promise<void> {}
}

type Unpacker = Inflate | Gunzip | InflateRaw;

class InflateStream implements Inflated {
  readonly #input: Readable;
  readonly #inflate: Unpacker;
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #produced = 0;

  static async open(
    size: number,
    chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
    format: Deflated,
  ): Promise<InflateStream> {
    const { createGunzip, createInflate, createInflateRaw } = await import('node:zlib');
    const { pipeline, Readable } = await import('node:stream');
    const options = { chunkSize: CHUNK };
    const make = { zlib: createInflate, gzip: createGunzip, deflate: createInflateRaw }[format];
    const inflate = make(options);
    const input = Readable.from(chunks, { objectMode: false, highWaterMark: CHUNK });
    // The iteration reports errors; without a listener, Node would throw them as well.
    input.on('error', () => {});
    pipeline(input, inflate, () => {});
    return new InflateStream(size, input, inflate);
  }

  private constructor(
    private readonly compressedSize: number,
    input: Readable,
    inflate: Unpacker,
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

  get consumed(): boolean {
    return this.#inflate.bytesWritten === this.compressedSize;
  }

  async close(): Promise<void> {
    this.#input.destroy();
    this.#inflate.destroy();
    // Not `once` of node:events: it rejects if the stream ends with an error.
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

/** Of the errors of zlib those mean damaged content; others, such as a lack of memory, do not. */
const DAMAGED: ReadonlySet<unknown> = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT']);

function failed(error: NodeJS.ErrnoException): never {
  if (DAMAGED.has(error.code)) refuse('compressed-data');
  throw error;
}

async function* readChunks(file: Upstream): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = await file.read(chunk, 0, CHUNK);
    if (count === 0) return;
    yield chunk.subarray(0, count);
  }
}
