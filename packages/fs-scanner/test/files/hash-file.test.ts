import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hashFile } from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'hash-file-'));
const at = (name: string) => join(folder, name);
writeFileSync(at('abc'), 'abc');
writeFileSync(at('large'), Buffer.alloc(1_048_577, 'a'));
mkdirSync(at('folder'));
symlinkSync('abc', at('link'));

it.each([
  // FIPS 180-2, appendix B.1
  ['abc', 3, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  // By sha256sum.
  ['large', 1_048_577, '4a3f0c0c213adea174f9a3d4c13177315b588bdb2e9c1012d3d0bf0453ca0f6a'],
])('the bytes of %s', async (name, size, sha256) => {
  expect(await hashFile(at(name))).toEqual({ size, sha256 });
});

it('no file, no bytes: a folder has none, and a symlink is not followed', async () => {
  expect(await hashFile(at('folder'))).toBeNull();
  await expect(hashFile(at('link'))).rejects.toMatchObject({ code: 'ELOOP' });
  await expect(hashFile(at('missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});
