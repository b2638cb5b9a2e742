import type { NotAModel } from '../findings/finding.js';

/** Bytes from the start of a file that tell what it is. */
export const START_LENGTH = 512;

const PATTERNS: readonly (readonly [NotAModel['found'], RegExp])[] = [
  ['git-lfs-pointer', /^version https:\/\/git-lfs\.github\.com\//],
  ['html', /^\s*<(?:!doctype html|html|head|body|\?xml)\b/i],
];

/**
 * What a file is that is no pickle, as far as its start tells.
 *
 * @param start the first bytes of the file: up to {@link START_LENGTH}
 * @returns null where the start tells nothing
 * @example otherContent(Buffer.from('<!doctype html>')) // 'html'
 */
export function otherContent(start: Buffer): NotAModel['found'] | null {
  if (start.length === 0) return 'empty';
  const text = start.toString('latin1');
  const matching = PATTERNS.find(([, pattern]) => pattern.test(text));
  if (matching) return matching[0];
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (start.every((byte) => byte === 0)) return 'zeros';
  // Text cannot start with 0x80, as pickles do.
  return start[0] !== 0x80 && start.every(isTextByte) ? 'text' : null;
}

/** Printable, of UTF-8, or a tab, line end or form feed. */
function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte !== 0x7f) || (byte >= 0x09 && byte <= 0x0d);
}
