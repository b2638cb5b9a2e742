import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/store/credentials/aws-files.js';
import { storeFolder } from '../../support.js';

const KEYS = '[default]\naws_access_key_id = ID\n';

/** The default profile of a home whose file of keys was made so. */
function profileOf(make: (file: string) => void) {
  const home = storeFolder();
  const file = join(home, '.aws/credentials');
  mkdirSync(dirname(file));
  make(file);
  return readProfile(undefined, { env: {}, home });
}

describe('the files of AWS', () => {
  it.each<[name: string, make: (file: string) => void]>([
    ['a file', (file) => writeFileSync(file, KEYS)],
    [
      'a symlink, as a secret is mounted',
      (file) => {
        writeFileSync(`${file}-1`, KEYS);
        symlinkSync(`${file}-1`, file);
      },
    ],
  ])('are read: %s', (_, make) => {
    expect(profileOf(make)?.values.get('aws_access_key_id')).toBe('ID');
  });

  it('are empty where they are /dev/null', () => {
    expect(profileOf((file) => symlinkSync('/dev/null', file))).toBeNull();
  });

  it.each<[name: string, make: (file: string) => void, says: string]>([
    ['a FIFO', (file) => void execFileSync('mkfifo', [file]), 'it is a FIFO'],
    ['a device without an end', (file) => symlinkSync('/dev/zero', file), 'more than 1 MiB'],
    ['a folder', (file) => mkdirSync(file), 'EISDIR'],
    ['too long', (file) => writeFileSync(file, KEYS + '#'.repeat(1_048_576)), 'more than 1 MiB'],
  ])('are not waited for, and not read without an end: %s', (_, make, says) => {
    expect(() => profileOf(make)).toThrow(says);
  });
});
