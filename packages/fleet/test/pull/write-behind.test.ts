import type { promises } from 'node:fs';
import { expect, it } from 'vitest';
import { WriteBehind } from '../../src/pull/write-behind.js';

const MIB = 1_048_576;

/** A file on a disk that fails to take what was written: none can be had. */
function failingDisk(error: Error): promises.FileHandle {
  const writev = async (chunks: readonly Uint8Array[]) => ({
    bytesWritten: chunks.reduce((sum, { length }) => sum + length, 0),
  });
  const datasync = () => Promise.reject(error);
  return { writev, datasync } as unknown as promises.FileHandle;
}

it('no more is written to a disk that fails, and it says why', async () => {
  const error = new Error('EIO');
  const behind = new WriteBehind(failingDisk(error));
  const chunk = Buffer.alloc(MIB);
  let written = 0;
  const writing = async () => {
    for (; written < 1024; written += 1) await behind.write(chunk);
  };
  await expect(writing()).rejects.toBe(error);
  expect(written).toBeLessThan(128);
});

it('tells at the end of what the disk did not take', async () => {
  const error = new Error('EIO');
  const behind = new WriteBehind(failingDisk(error));
  await behind.write(Buffer.alloc(64 * MIB));
  await expect(behind.end()).rejects.toBe(error);
});
