import { createHash } from 'node:crypto';
import { type BigIntStats, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { directoryOf } from '../../../fs-scanner/test/temporary.js';

/** On a file system with coarse times a second write shows in none of them, where it comes soon after the first. */
let shown: BigIntStats | null = null;
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const statSync = (path: string) => {
    shown ??= fs.statSync(path, { bigint: true });
    return shown;
  };
  return { ...fs, statSync };
});
// Files share a process: others have loaded these modules, and load them again.
vi.resetModules();
afterAll(() => vi.resetModules());
const { readArtifact } = await import('../../src/verify/read-artifact.js');

const WANTED = { inspect: false, fingerprint: true, trustedGlobals: [], ending: '.joblib' };
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

it.each([
  ['young when it was read: it is read again', 20, 'behind'],
  ['old when it was read: what is known of it holds', 10_000, 'before'],
])('a file that was %s', async (_, age, expected) => {
  shown = null;
  const file = join(directoryOf({ 'model.joblib': 'before' }), 'model.joblib');
  const changed = Number(statSync(file, { bigint: true }).ctimeMs);
  const now = vi.spyOn(Date, 'now').mockReturnValue(changed + age);
  try {
    const reading = readArtifact(file, WANTED);
    // The reading takes long.
    now.mockReturnValue(changed + 10_000);
    await reading;
    writeFileSync(file, 'behind');
    const { fingerprint } = await readArtifact(file, WANTED);
    expect(fingerprint?.sha256).toBe(hashOf(expected));
  } finally {
    now.mockRestore();
  }
});
