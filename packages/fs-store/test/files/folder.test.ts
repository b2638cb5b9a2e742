import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatInstant, instantOf } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it, onTestFinished } from 'vitest';
import { inFolder, makeFolderAt, removeTree, shareTree } from '../../src/files/folder.js';
import { moveEntry } from '../../src/files/move.js';
import { writeFile } from '../../src/files/write-file.js';
import { appendJournal } from '../../src/records/journal.js';
import { createStaging, removeStaging } from '../../src/staging/staging.js';
import { directoryOf, filesIn, trainingOf } from '../support.js';

it.each(['.registry', '.registry/staging'])('%s that is a symlink is not entered', (name) => {
  const [dir, outside] = [directoryOf({}), directoryOf({ x: '' })];
  mkdirSync(join(dir, name, '..'), { recursive: true });
  symlinkSync(outside, join(dir, name));
  const look = () => inFolder(registryAt(dir), join(dir, name), () => 'inside');
  expect(look).toThrow(`${join(dir, name)} is no folder`);
  expect(() => makeFolderAt(registryAt(dir), join(dir, name))).toThrow('is no folder');
});

it('a models directory that is a symlink is entered, and one outside of it refused', () => {
  const dir = directoryOf({ '.registry/x': '' });
  const link = join(directoryOf({}), 'models');
  symlinkSync(dir, link);
  const registry = registryAt(link);
  expect(inFolder(registry, registry.root, (root) => readdirSync(root.at('.')))).toEqual(['x']);
  expect(() => inFolder(registry, join(link, '../x'), () => {})).toThrow(TypeError);
});

it('a folder gets the permissions of the directory, also one that was left half-made', () => {
  const dir = directoryOf({});
  chmodSync(dir, 0o775);
  const { root, staging } = registryAt(dir);
  mkdirSync(root, { mode: 0o700 });
  makeFolderAt(registryAt(dir), root);
  makeFolderAt(registryAt(dir), staging);
  for (const folder of [root, staging]) expect(statSync(folder).mode & 0o777).toBe(0o775);
});

it('a tree is removed without following its symlinks', () => {
  const [dir, outside] = [directoryOf({ 'a/b/c/d': 'x', 'a/e': '' }), directoryOf({ x: 'x' })];
  symlinkSync(outside, join(dir, 'a/link'));
  symlinkSync(join(outside, 'x'), join(dir, 'a/b/link'));
  removeTree(registryAt(dir), join(dir, 'a'));
  removeTree(registryAt(dir), join(dir, 'a'));
  expect(readdirSync(dir)).toEqual([]);
  expect(filesIn(outside)).toEqual({ x: 'x' });
});

it('what is set aside may be removed by all who may write', () => {
  const dir = directoryOf({ 'x/below/file': '', 'x/model': '' });
  chmodSync(dir, 0o775);
  chmodSync(join(dir, 'x'), 0o700);
  chmodSync(join(dir, 'x/model'), 0o600);
  shareTree(registryAt(dir), join(dir, 'x'));
  const modes = ['x', 'x/below', 'x/model'].map((name) => statSync(join(dir, name)).mode & 0o777);
  expect(modes).toEqual([0o775, 0o775, 0o644]);
});

/**
 * Swaps a folder for a symlink, and the folder staging in it for another, again and again, as fast as one
 * process can.
 */
const SWAPPER = `
import ctypes, os, sys
swap = ctypes.CDLL(None).renameat2
root, evil_root, evil_staging = [path.encode() for path in sys.argv[1:]]
inside = os.open(root, os.O_DIRECTORY)
print('swapping', flush=True)
while True:
    swap(-100, root, -100, evil_root, 2)
    swap(inside, b'staging', -100, evil_staging, 2)
`;
const ROUNDS = process.env.PROOFS === 'full' ? 5_000 : 300;

it(`nothing outside is touched while folders are swapped for symlinks, ${ROUNDS} times`, async (test) => {
  if (spawnSync('python3', ['--version']).status !== 0) return test.skip('no python3');
  const place = mkdtempSync(join(tmpdir(), 'race-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const [dir, victim] = [join(place, 'models'), join(place, 'victim')];
  const registry = registryAt(dir);
  // What the store would remove, write or share in its own folders is there as well.
  const names = ['staging/run-x/file', 'run-x/file', 'staging/keep', 'pin.json', 'journal.jsonl'];
  for (const name of names) {
    mkdirSync(join(victim, name, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(join(victim, name), 'precious', { mode: 0o600 });
  }
  chmodSync(victim, 0o500);
  const before = inventory(victim);
  mkdirSync(dir, { mode: 0o755 });
  makeFolderAt(registry, registry.root);
  makeFolderAt(registry, registry.staging);
  for (const name of ['evil-root', 'evil-staging']) symlinkSync(victim, join(place, name));
  const evil = ['evil-root', 'evil-staging'].map((name) => join(place, name));
  const swapper = spawn('python3', ['-c', SWAPPER, registry.root, ...evil]);
  onTestFinished(() => void swapper.kill('SIGKILL'));
  await once(swapper.stdout, 'data');
  const done = { ok: 0, refused: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const operation of OPERATIONS) {
      try {
        operation(dir);
        done.ok += 1;
      } catch {
        done.refused += 1;
      }
    }
  }
  swapper.kill('SIGKILL');
  await once(swapper, 'exit');
  expect(inventory(victim)).toEqual(before);
  // Both happened, so the race was one.
  expect(done).toEqual({ ok: expect.toSatisfy(isSome), refused: expect.toSatisfy(isSome) });
});

const isSome = (count: number) => count > 0;

const OPERATIONS: ((dir: string) => void)[] = [
  (dir) => makeFolderAt(registryAt(dir), registryAt(dir).root),
  (dir) => makeFolderAt(registryAt(dir), registryAt(dir).staging),
  (dir) => writeFile(registryAt(dir), registryAt(dir).pin, '{}'),
  (dir) => removeTree(registryAt(dir), join(registryAt(dir).staging, 'run-x')),
  (dir) => removeTree(registryAt(dir), registryAt(dir).pin),
  (dir) => shareTree(registryAt(dir), join(registryAt(dir).staging, 'run-x')),
  (dir) => {
    const { staging, root } = registryAt(dir);
    moveEntry(registryAt(dir), join(staging, 'keep'), join(root, 'kept'));
  },
  (dir) => {
    const at = formatInstant(instantOf('2026-01-02T03:04:05Z'));
    const entry = { event: 'unpinned', version: null, at, reason: 'a race' } as const;
    const store = { held: 'store', registry: registryAt(dir) } as const;
    appendJournal(store, { ...entry, previous_version: null, selected_version: null });
  },
  (dir) => {
    const lock = { ...trainingOf(dir), registry: registryAt(dir) };
    removeStaging(lock, createStaging(lock));
  },
];

/** Every path below a folder, and that itself, with its kind, permissions and content. */
function inventory(folder: string): Record<string, unknown> {
  const { mode, uid, gid } = lstatSync(folder);
  const below = readdirSync(folder, { recursive: true });
  const each = below.map((name) => {
    const stats = lstatSync(join(folder, String(name)));
    return [name, [stats.mode, stats.uid, stats.gid]];
  });
  return { folder: [mode, uid, gid], ...Object.fromEntries(each), files: filesIn(folder) };
}
