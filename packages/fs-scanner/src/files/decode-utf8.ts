import { isUtf8 } from 'node:buffer';

/** The first bytes of a buffer as text; null where they are not UTF-8. */
export function decodeUtf8(buffer: Buffer, length: number): string | null {
  const text = buffer.toString('utf8', 0, length);
  // Invalid bytes decode to a replacement character. The text may hold one of its own, so only then
  // are the bytes checked: nearly every file is gone through once.
  return !text.includes('\ufffd') || isUtf8(buffer.subarray(0, length)) ? text : null;
}
