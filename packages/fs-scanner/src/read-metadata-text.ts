import { closeSync, constants, openSync, promises, readSync } from 'node:fs';
import { MAX_METADATA_BYTES, type MetadataUnreadable } from '@org/model-registry-core';
import { decodeUtf8 } from './decode-utf8.js';

/** The text, or why there is none; null where the file is gone since the directory was listed. */
export type MetadataText = string | MetadataUnreadable | null;

// What the directory called a regular file may be something else by now: a symlink is not followed
// and a FIFO is not waited for.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * A buffer that one reader after the other uses: one byte more than the largest file allowed.
 *
 * @example metadataBuffer().length === MAX_METADATA_BYTES + 1
 */
export function metadataBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(MAX_METADATA_BYTES + 1);
}

/**
 * Reads a model's config file; of one that is too large, not more than shows that it is. One read
 * is enough: a regular file gives all that it has and the buffer has room for. Failing IO is a
 * result and nothing is thrown for it.
 *
 * @param buffer that no other read is using; a file is read up to its length
 * @example await readMetadataText('models/model_config_v1.0.json', metadataBuffer()) // '{}'
 */
export async function readMetadataText(file: string, buffer: Buffer): Promise<MetadataText> {
  try {
    const handle = await promises.open(file, FLAGS);
    try {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      return textOf(buffer, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return failure(error);
  }
}

/** The same as {@link readMetadataText}, blocking. */
export function readMetadataTextSync(file: string, buffer: Buffer): MetadataText {
  try {
    const descriptor = openSync(file, FLAGS);
    try {
      return textOf(buffer, readSync(descriptor, buffer, 0, buffer.length, null));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return failure(error);
  }
}

function textOf(buffer: Buffer, length: number): MetadataText {
  if (length > MAX_METADATA_BYTES) return unreadable('too-large');
  return decodeUtf8(buffer, length) ?? unreadable('not-utf8');
}

function failure(error: unknown): MetadataText {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? null : unreadable('io-error', code);
}

function unreadable(reason: MetadataUnreadable['reason'], detail = ''): MetadataUnreadable {
  return { kind: 'metadata-unreadable', reason, detail };
}
