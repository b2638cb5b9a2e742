import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { readError } from '@org/model-registry-fs-scanner';
import type { Body } from './object-store.js';
import { StoreError } from './store-error.js';

/** A file that is to be stored. */
export type FileBody = Extract<Body, { kind: 'file' }>;

const readPiece = promisify(read);

/**
 * Reads a file that is to be stored, in pieces of one length but for the last, each in memory of its own.
 * A file of no bytes has one piece of none. The last piece comes only where all of them together are what
 * was hashed, so what was not is never stored whole.
 *
 * @throws StoreError of kind `damaged` where the file cannot be read, or is another by now
 */
export async function* filePieces(body: FileBody, length: number): AsyncIterable<Uint8Array> {
  const descriptor = openBody(body.path);
  try {
    const hash = createHash('sha256');
    for (let position = 0; ; position += length) {
      const piece = await readWhole(descriptor, Math.min(length, body.size - position), position);
      hash.update(piece);
      const isLast = position + length >= body.size;
      if (
        isLast &&
        ((await hasMore(descriptor, body.size)) || hash.digest('hex') !== body.sha256)
      ) {
        throw fileChanged(body.path);
      }
      yield piece;
      if (isLast) return;
    }
  } finally {
    closeSync(descriptor);
  }

  async function readWhole(file: number, size: number, position: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(size);
    for (let filled = 0; filled < size; ) {
      const { bytesRead } = await readPiece(file, buffer, filled, size - filled, position + filled);
      if (bytesRead === 0) throw fileChanged(body.path);
      filled += bytesRead;
    }
    return buffer;
  }
}

async function hasMore(descriptor: number, size: number): Promise<boolean> {
  return (await readPiece(descriptor, Buffer.alloc(1), 0, 1, size)).bytesRead > 0;
}

function fileChanged(path: string): StoreError {
  return new StoreError('damaged', `${path} was changed while it was sent: nothing was stored`);
}

function openBody(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new StoreError('damaged', readError(path, error).message, { cause: error });
  }
}

/** The content of an open file from a byte on, in pieces of up to 256 KiB. */
export async function* piecesFrom(descriptor: number, from: number): AsyncIterable<Uint8Array> {
  for (let position = from; ; ) {
    const buffer = Buffer.allocUnsafeSlow(PIECE);
    const { bytesRead } = await readPiece(descriptor, buffer, 0, PIECE, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/** In bytes, where nothing else says how long a piece is. */
export const PIECE = 256 * 1024;
