import { type FileBody, filePieces } from '../file-body.js';
import { checkKey, checkPrefix } from '../keys.js';
import type {
  Body,
  Created,
  Entry,
  ObjectStore,
  ReadOptions,
  RequestOptions,
} from '../object-store.js';
import { StoreError } from '../store-error.js';
import { isPage, otherService } from './answer-error.js';
import { type ClientParts, S3Client } from './client.js';
import { readBody } from './http.js';
import { listBucket } from './list.js';
import { createInParts } from './multipart.js';
import { headObject, readObject } from './read.js';

/** A file of more is sent in parts: what is sent at once is in memory, and sent anew where the line is cut. */
const AT_ONCE_BYTES = 32 * 1024 * 1024;

/**
 * A store in a bucket, over the S3 API.
 *
 * @example s3Store({ location: locate({ url: 's3://models/bot', region: 'auto' }), credentials, clock, onRemark })
 */
export function s3Store(parts: ClientParts): ObjectStore {
  return new S3Store(new S3Client(parts));
}

class S3Store implements ObjectStore {
  readonly name: string;
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
    this.name = client.location.name;
  }

  async create(key: string, body: Body, options: RequestOptions = {}): Promise<Created> {
    const path = this.#pathOf(key);
    if (body.kind === 'bytes') return this.#put(path, body.bytes, options);
    // A store may say only after the whole body that the key is there.
    if (await headObject(this.#client, path, options)) return 'exists';
    if (body.size > AT_ONCE_BYTES)
      return createInParts(this.#client, path, body, this.#createOnly(), options);
    return this.#put(path, await bytesOf(body), options, body.sha256);
  }

  async replace(key: string, bytes: Uint8Array, options: RequestOptions = {}): Promise<void> {
    const call = { method: 'PUT', path: this.#pathOf(key), body: bytes } as const;
    await this.#client.request(call, ({ message }) => void message.resume(), options);
  }

  async get(key: string, limit: number, options: RequestOptions = {}): Promise<Uint8Array | null> {
    return this.#client.request(
      { method: 'GET', path: this.#pathOf(key) },
      async ({ status, message }) => {
        if (status === 404) return null;
        if (isPage(message.headers)) {
          message.destroy();
          throw otherService(this.#client.location);
        }
        const bytes = await readBody(message, limit, options.onBytes);
        if (bytes !== null) return bytes;
        throw new StoreError('too-large', `${key} in ${this.name} has more than ${limit} bytes`);
      },
      options,
      ['NoSuchKey'],
    );
  }

  async read(
    key: string,
    from: number,
    options: ReadOptions = {},
  ): Promise<{ readonly size: number; readonly bytes: AsyncIterable<Uint8Array> } | null> {
    return readObject(this.#client, this.#pathOf(key), from, options);
  }

  async head(key: string, options: RequestOptions = {}): Promise<Entry | null> {
    const head = await headObject(this.#client, this.#pathOf(key), options);
    return head && { key, size: head.size, modified: head.modified };
  }

  list(prefix: string, after?: string, options: RequestOptions = {}): AsyncIterable<Entry> {
    return listBucket(this.#client, checkPrefix(prefix), after, options);
  }

  async delete(key: string, options: RequestOptions = {}): Promise<void> {
    const call = { method: 'DELETE', path: this.#pathOf(key) } as const;
    await this.#client.request(call, ({ message }) => void message.resume(), options, [
      'NoSuchKey',
    ]);
  }

  #put(path: string, body: Uint8Array, options: RequestOptions, sha256?: string): Promise<Created> {
    return this.#client.request<Created>(
      { method: 'PUT', path, body, headers: this.#createOnly(), ...(sha256 && { sha256 }) },
      ({ status, message }) => {
        message.resume();
        return status === 412 ? 'exists' : 'created';
      },
      options,
      [412],
    );
  }

  #createOnly(): Readonly<Record<string, string>> {
    return this.#client.location.isGoogle
      ? { 'X-Goog-If-Generation-Match': '0' }
      : { 'If-None-Match': '*' };
  }

  #pathOf(key: string): string {
    return this.#client.location.prefix + checkKey(key);
  }
}

/** All of a file, as it was hashed. */
async function bytesOf(body: FileBody): Promise<Uint8Array> {
  for await (const bytes of filePieces(body, Math.max(1, body.size))) return bytes;
  return new Uint8Array();
}
