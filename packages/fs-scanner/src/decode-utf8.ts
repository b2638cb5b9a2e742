import { isUtf8 } from 'node:buffer';

/** The first bytes of a buffer as text; null where they are not UTF-8. */
export function decodeUtf8(buffer: Buffer, length: number): string | null {
  const text = buffer.toString('utf8', 0, length);
  // Invalid bytes leave a replacement character behind, which may be there in its own right: so
  // nearly every file is looked at once only.
  return !text.includes('\ufffd') || isUtf8(buffer.subarray(0, length)) ? text : null;
}
