/** How a joblib file is stored. */
export type Storage = 'raw' | 'zlib' | 'gzip' | 'bz2' | 'lzma' | 'xz' | 'lz4' | 'legacy';

/** In joblib's own order: the first that fits is what it goes by. */
const MAGIC: readonly (readonly [Storage, readonly number[]])[] = [
  ['legacy', [0x5a, 0x46]],
  ['zlib', [0x78]],
  ['gzip', [0x1f, 0x8b]],
  ['bz2', [0x42, 0x5a]],
  ['lzma', [0x5d, 0x00]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
];

/** The longest magic, in bytes. */
export const MAGIC_LENGTH = 5;

/**
 * How a file that begins with these bytes is stored.
 *
 * @example detectStorage(Buffer.of(0x1f, 0x8b, 8)) // 'gzip'
 */
export function detectStorage(start: Uint8Array): Storage {
  const found = MAGIC.find(([, bytes]) => bytes.every((byte, at) => start[at] === byte));
  return found?.[0] ?? 'raw';
}
