import { isUtf8 } from 'node:buffer';

/** The bytes as text; null where they are not UTF-8. */
export function decodeUtf8(buffer: Buffer, length: number): string | null {
  const text = buffer.toString('utf8', 0, length);
  // The replacement character is what invalid bytes leave behind, and may be there in its own right.
  return !text.includes('\ufffd') || isUtf8(buffer.subarray(0, length)) ? text : null;
}
