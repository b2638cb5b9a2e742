import { constants, promises } from 'node:fs';
import { basename } from 'node:path';
import type { Fingerprint } from '@org/model-registry-core';
import { during } from './activity.js';

const CHUNK_BYTES = 1_048_576;

/**
 * SHA-256 and size of a regular file, read in pieces. Whoever needs to know that nobody wrote to it meanwhile
 * compares its identity before and after.
 *
 * @param file absolute; a symlink is not followed
 * @returns null for anything but a regular file
 * @throws the system's error, where it is missing or cannot be read (`ELOOP` for a symlink)
 * @example (await hashFile('/srv/bot/models/meta_model_v1.4.joblib'))?.sha256
 */
export async function hashFile(file: string): Promise<Fingerprint | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Loaded when needed: programs that hash nothing start faster.
  const { createHash } = await import('node:crypto');
  const handle = await promises.open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return null;
    let size = 0;
    const work = async () => {
      const hash = createHash('sha256');
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
        if (bytesRead === 0) return { sha256: hash.digest('hex'), size };
        hash.update(chunk.subarray(0, bytesRead));
        size += bytesRead;
      }
    };
    return await during(`hashing ${basename(file)}`, work, () => ({
      done: size,
      all: stats.size,
      unit: 'bytes',
    }));
  } finally {
    await handle.close();
  }
}
