import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  checkNotLost,
  LostRegistryError,
  marksLeft,
  registryAt,
} from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { trainingLock, withStoreLock } from '../../src/index.js';
import { startAnew } from '../../src/locks/marks.js';
import { directoryOf, QUICK } from '../support.js';

function bot() {
  const folder = directoryOf({ 'config/config.yaml': '' });
  const dir = join(folder, 'models');
  mkdirSync(dir, { mode: 0o755 });
  const registry = registryAt(dir, { configFile: join(folder, 'config/config.yaml') });
  return { folder, dir, registry };
}

const write = (registry: ReturnType<typeof registryAt>) => withStoreLock(registry, QUICK, () => 1);

it('every writer leaves marks, which whoever may read the models may see', async () => {
  const { registry } = bot();
  await write(registry);
  expect(marksLeft(registry)).toEqual(registry.marks);
  for (const mark of registry.marks) {
    expect(statSync(dirname(mark)).mode & 0o777).toBe(0o755);
    expect(statSync(mark).mode & 0o777).toBe(0o644);
  }
});

it('no writer makes a new registry where one is lost, until it is to start anew', async () => {
  const { registry, dir } = bot();
  await write(registry);
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  await expect(write(registry)).rejects.toThrow(LostRegistryError);
  await expect(trainingLock(registry, QUICK)).rejects.toThrow(LostRegistryError);
  expect(readdirSync(dir)).toEqual([]);
  startAnew(registry);
  await write(registry);
  expect(marksLeft(registry)).toEqual(registry.marks);
});

it('a directory that is in use keeps its marks', async () => {
  const { registry } = bot();
  await write(registry);
  startAnew(registry);
  expect(marksLeft(registry)).toEqual(registry.marks);
});

it('a mark that cannot be left fails nothing; a symlink in its place is not followed', async () => {
  const { registry, folder } = bot();
  const elsewhere = directoryOf({});
  for (const mark of registry.marks) symlinkSync(elsewhere, dirname(mark));
  await write(registry);
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(existsSync(join(folder, 'models/.registry'))).toBe(true);
});

it('git passes by what is kept beside the models', async () => {
  const { registry, folder, dir } = bot();
  const git = (...words: string[]) =>
    spawnSync('git', words, { cwd: folder, encoding: 'utf8' }).stdout;
  git('init', '-q');
  await write(registry);
  const untracked = git('status', '--porcelain', '--untracked-files=all');
  expect(untracked).toBe('?? config/config.yaml\n');
  expect(() => checkNotLost(registry)).not.toThrow();
  expect(readdirSync(dir)).toEqual(['.registry']);
});
