import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { acquireLock } from '../../src/locks/lock.js';
import { directoryOf, QUICK } from '../support.js';

const OWN_ENVIRONMENT = '../../src/locks/own-environment.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock(OWN_ENVIRONMENT);
  vi.resetModules();
});

const lockFile = (dir = directoryOf({ '.registry/x': '' })) => join(dir, '.registry/training.lock');

describe('flock is found in the usual folders', () => {
  it.each([
    ['is an empty folder', 'empty'],
    ['is empty', ''],
    ['is missing', undefined],
  ])('where PATH %s', async (_, path) => {
    const dir = directoryOf({ '.registry/x': '' });
    mkdirSync(join(dir, 'empty'));
    vi.stubEnv('PATH', path === 'empty' ? join(dir, path) : path);
    const lock = await acquireLock(lockFile(dir), QUICK);
    await expect(acquireLock(lockFile(dir), QUICK)).rejects.toThrow('is locked by process');
    await lock.release();
    await (await acquireLock(lockFile(dir), QUICK)).release();
  });
});

/** The locks of a machine that has its programs in these folders only. */
async function locksWith(folders: { PATH?: string }) {
  vi.resetModules();
  vi.doMock(OWN_ENVIRONMENT, () => ({ ownEnvironment: () => ({ ...process.env, ...folders }) }));
  return import('../../src/locks/lock.js');
}

it('says what to install where there is no flock', async () => {
  const locks = await locksWith({ PATH: '/nonexistent' });
  await expect(locks.acquireLock(lockFile(), QUICK)).rejects.toThrow('install util-linux');
});

it('giving it up does not fail where there is no flock any more', async () => {
  const file = lockFile();
  const folders: { PATH?: string } = {};
  const locks = await locksWith(folders);
  const lock = await locks.acquireLock(file, QUICK);
  folders.PATH = '/nonexistent';
  await lock.release();
  await (await acquireLock(file, QUICK)).release();
});
