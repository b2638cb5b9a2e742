import type { promises } from 'node:fs';
import { expect, it } from 'vitest';
import { SyncedFile } from '../../src/pull/synced-file.js';

const MIB = 1_048_576;

/** A file on a disk that fails to take what was written: none can be had. */
function failingDisk(error: Error): promises.FileHandle {
  const datasync = () => Promise.reject(error);
  const write = async (piece: Uint8Array) => ({ bytesWritten: piece.length });
  return { write, datasync } as unknown as promises.FileHandle;
}

it('no more is written to a disk that fails, and it says why', async () => {
  const error = new Error('EIO');
  const file = new SyncedFile(failingDisk(error));
  const piece = Buffer.alloc(MIB);
  let written = 0;
  const writing = async () => {
    for (; written < 1024; written += 1) await file.append(piece);
  };
  await expect(writing()).rejects.toBe(error);
  expect(written).toBeLessThan(128);
});

it('tells at the end of what the disk did not take', async () => {
  const error = new Error('EIO');
  const file = new SyncedFile(failingDisk(error));
  await file.append(Buffer.alloc(64 * MIB));
  await expect(file.end()).rejects.toBe(error);
});
