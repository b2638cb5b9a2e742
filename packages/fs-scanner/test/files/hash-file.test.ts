import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hashFile } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

it.each([
  // FIPS 180-2, appendix B.1
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  // More than is read at once; by sha256sum.
  ['a'.repeat(1_048_577), '4a3f0c0c213adea174f9a3d4c13177315b588bdb2e9c1012d3d0bf0453ca0f6a'],
])('the bytes of %.10s', async (text, sha256) => {
  const file = join(directoryOf({ text }), 'text');
  expect(await hashFile(file)).toEqual({ size: text.length, sha256 });
});

it('a folder has no bytes, and a symlink is not followed', async () => {
  const folder = directoryOf({ file: 'abc' });
  symlinkSync('file', join(folder, 'link'));
  expect(await hashFile(folder)).toBeNull();
  await expect(hashFile(join(folder, 'link'))).rejects.toMatchObject({ code: 'ELOOP' });
  await expect(hashFile(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});
