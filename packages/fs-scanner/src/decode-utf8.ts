import { isUtf8 } from 'node:buffer';

/** The bytes as text; null where they are not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}
