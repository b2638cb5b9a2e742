import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { StoreRefusal, withStoreLock } from '../../src/index.js';
import { directoryOf, QUICK, trio } from '../support.js';

const OTHER = 61_001;

it.each<[string, (dir: string) => void, string]>([
  ['of another user', (dir) => chownSync(dir, OTHER, OTHER), `sudo -u '#${OTHER}'`],
  ['that everybody may write to', (dir) => chmodSync(dir, 0o777), 'chmod go-w'],
  [
    'with a folder of another user in it',
    (dir) => {
      mkdirSync(join(dir, '.registry'));
      chownSync(join(dir, '.registry'), OTHER, OTHER);
    },
    'give all of it to one user',
  ],
])('root is refused in a directory %s, and nothing is made', async (_, arrange, says) => {
  if (process.getuid?.() !== 0) return;
  const dir = directoryOf(trio('1.0'));
  arrange(dir);
  const locked = withStoreLock(registryAt(dir), QUICK, () => 'held');
  await expect(locked).rejects.toThrow(StoreRefusal);
  await expect(locked).rejects.toThrow(says);
  expect(existsSync(join(dir, '.registry/store.lock'))).toBe(false);
});

it('a folder that was left half-made gets the permissions of the directory', async () => {
  const dir = directoryOf({ '.registry/x': '' });
  chmodSync(dir, 0o755);
  chmodSync(join(dir, '.registry'), 0o700);
  await withStoreLock(registryAt(dir), QUICK, () => {});
  expect(statSync(join(dir, '.registry')).mode & 0o777).toBe(0o755);
});
