import { constants, promises } from 'node:fs';
import type { Fingerprint } from '@org/model-registry-core';

const CHUNK_BYTES = 1_048_576;

/**
 * SHA-256 and size of a regular file, read in pieces.
 *
 * @returns null for anything but a regular file
 * @throws the system's error, where it is missing or cannot be read
 */
export async function hashFile(file: string): Promise<Fingerprint | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Loaded when needed: programs that hash nothing start faster.
  const { createHash } = await import('node:crypto');
  const handle = await promises.open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) return null;
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let size = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return { sha256: hash.digest('hex'), size };
      hash.update(chunk.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
