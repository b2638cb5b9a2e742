import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, read, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { readError } from '@org/model-registry-fs-scanner';
import type { Body, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';

const PIECE = 256 * 1024;
const readPiece = promisify(read);

/**
 * Writes a body to an open file, from its beginning.
 *
 * @throws StoreError of kind `damaged` where a file cannot be read, or is another by now than the one that
 *   was hashed; the signal's reason; the system's error, where it cannot be written
 */
export async function writeBody(
  descriptor: number,
  body: Body,
  { signal, onBytes }: RequestOptions,
): Promise<void> {
  if (body.kind === 'bytes') {
    writeFileSync(descriptor, body.bytes);
    onBytes?.(body.bytes.length);
    return;
  }
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of piecesOf(body.path)) {
    signal?.throwIfAborted();
    size += piece.length;
    if (size > body.size) break;
    hash.update(piece);
    writeFileSync(descriptor, piece);
    onBytes?.(piece.length);
  }
  if (size !== body.size || hash.digest('hex') !== body.sha256) throw fileChanged(body.path);
}

/** That a file was changed after it was hashed. */
export function fileChanged(path: string): StoreError {
  return new StoreError('damaged', `${path} was changed while it was sent: nothing was stored`);
}

async function* piecesOf(path: string): AsyncIterable<Uint8Array> {
  const descriptor = openBody(path);
  try {
    yield* piecesFrom(descriptor, 0);
  } finally {
    closeSync(descriptor);
  }
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
