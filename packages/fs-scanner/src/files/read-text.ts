import { isUtf8 } from 'node:buffer';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import {
  MAX_METADATA_BYTES,
  type MetadataUnreadable,
  type UnreadableFile,
} from '@org/model-registry-core';
import { blameFile, unreadableFile } from './read-error.js';

/** The text, or why there is none; null where there is no such file. */
export type TextRead = string | MetadataUnreadable | UnreadableText | null;

/** The system does not give the file. */
interface UnreadableText {
  readonly kind: 'unreadable-text';
  /** The system's error, for which the file is to blame. */
  readonly error: NodeJS.ErrnoException;
}

// Between the listing of a directory and this, anything may have taken the file's place: a symlink is
// not followed and a FIFO is not waited for.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * A buffer for {@link readText}, of one byte more than a file may have. To read many files, pass the
 * same one each time.
 *
 * @example textBuffer().length === MAX_METADATA_BYTES + 1
 */
export function textBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(MAX_METADATA_BYTES + 1);
}

/**
 * Reads a small text file (a model's config file, the pin), up to the buffer's length. One read is
 * enough: a regular file gives all that it has, as far as the buffer has room. That this file cannot be
 * read is a result.
 *
 * @param buffer what is read into; its content afterwards means nothing
 * @returns `too-large` for more than `MAX_METADATA_BYTES`; a smaller buffer cuts the text off
 * @throws Error with the system's error as `cause`, where the machine is to blame; see `blameFile`
 * @example readText('models/model_config_v1.0.json') // '{}'
 */
export function readText(file: string, buffer: Buffer = textBuffer()): TextRead {
  try {
    const descriptor = openSync(file, FLAGS);
    try {
      const length = readSync(descriptor, buffer, 0, buffer.length, null);
      if (length > MAX_METADATA_BYTES) return unreadable('too-large');
      return decodeUtf8(buffer, length) ?? unreadable('not-utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const isGone = blameFile(file, error) === 'ENOENT';
    return isGone ? null : { kind: 'unreadable-text', error: error as NodeJS.ErrnoException };
  }
}

/**
 * The same for a model's config file, as a problem where it cannot be read.
 *
 * @throws what readText throws
 * @example assembleModel(layout, '1.0', found, readConfigText(file) ?? '')
 */
export function readConfigText(
  file: string,
  buffer?: Buffer,
): string | MetadataUnreadable | UnreadableFile | null {
  const text = readText(file, buffer);
  if (typeof text !== 'object' || text?.kind !== 'unreadable-text') return text;
  return unreadableFile('config', file, text.error);
}

function unreadable(reason: MetadataUnreadable['reason']): MetadataUnreadable {
  return { kind: 'metadata-unreadable', reason, detail: '' };
}

/** The first bytes of a buffer as text; null where they are not UTF-8. */
export function decodeUtf8(buffer: Buffer, length: number): string | null {
  const text = buffer.toString('utf8', 0, length);
  // Invalid bytes decode to a replacement character. The text may hold one of its own, so only then
  // are the bytes checked: nearly every file is gone through once.
  return !text.includes('\ufffd') || isUtf8(buffer.subarray(0, length)) ? text : null;
}
