import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepExtras } from '../../src/aside/extras.js';
import { directoryOf, filesIn, stage, storeOf, trio } from '../support.js';

const EXTRAS = '.registry/extras';

it('keeps files and folders that are beside the three, and leaves the three', () => {
  const dir = directoryOf({});
  const more = { 'label_encoder.joblib': 'e', 'plots/a/importance.png': 'p', ...trio('1.0') };
  const staging = stage(dir, { ...trio('1.1'), ...more });
  const extras = keepExtras(storeOf(dir), staging, '1.1');
  expect(extras).toEqual({
    action: 'kept',
    folder: join(dir, EXTRAS, '1.1'),
    names: [...Object.keys(trio('1.0')), 'label_encoder.joblib', 'plots/'].sort(),
    dropped: [],
    more: 0,
  });
  expect(filesIn(join(dir, EXTRAS, '1.1'))).toEqual(more);
  expect(filesIn(staging)).toEqual(trio('1.1'));
});

it('makes nothing where there is nothing', () => {
  const dir = directoryOf({});
  expect(keepExtras(storeOf(dir), stage(dir, '1.1'), '1.1')).toBeNull();
  expect(existsSync(join(dir, EXTRAS))).toBe(false);
});

it('names links and special files, keeps none and follows none, in folders neither', () => {
  const dir = directoryOf({});
  const elsewhere = directoryOf({ secret: 'x' });
  const staging = stage(dir, { ...trio('1.1'), 'plots/a.png': 'p' });
  symlinkSync(elsewhere, join(staging, 'folder'));
  symlinkSync(join(elsewhere, 'secret'), join(staging, 'plots/file'));
  symlinkSync(elsewhere, join(staging, 'plots/folder'));
  execFileSync('mkfifo', [join(staging, 'pipe')]);
  expect(keepExtras(storeOf(dir), staging, '1.1')).toMatchObject({
    names: ['plots/'],
    dropped: ['folder', 'pipe', 'plots/file', 'plots/folder'],
  });
  expect(filesIn(join(dir, EXTRAS, '1.1'))).toEqual({ 'plots/a.png': 'p' });
  expect(readdirSync(elsewhere)).toEqual(['secret']);
});

it('tells a hundred names, and counts the others', () => {
  const dir = directoryOf({});
  const many = Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`f${at}`, '']));
  const extras = keepExtras(storeOf(dir), stage(dir, { ...trio('1.1'), ...many }), '1.1');
  expect(extras?.names).toHaveLength(100);
  expect(extras?.more).toBe(30);
  expect(readdirSync(join(dir, EXTRAS, '1.1'))).toHaveLength(130);
});

it('keeps those of the last three versions, and replaces nothing of the same version', () => {
  const dir = directoryOf({});
  const keep = (version: string, content: string) =>
    keepExtras(storeOf(dir), stage(dir, { ...trio(version), 'a.txt': content }), version);
  for (const version of ['1.0', '1.1', '1.2', '1.3']) keep(version, version);
  expect(readdirSync(join(dir, EXTRAS))).toHaveLength(3);
  expect(readdirSync(join(dir, EXTRAS))).toContain('1.3');
  keep('1.3', 'again');
  expect(filesIn(join(dir, EXTRAS, '1.3'))).toEqual({ 'a.txt': '1.3', 'a.txt.2': 'again' });
});

it('puts nothing behind a symlink in the place of its folder', () => {
  const dir = directoryOf({ [`${EXTRAS}/1.0/x`]: '' });
  const elsewhere = directoryOf({});
  symlinkSync(elsewhere, join(dir, EXTRAS, '1.1'));
  const staging = stage(dir, { ...trio('1.1'), 'a.txt': 'x' });
  expect(() => keepExtras(storeOf(dir), staging, '1.1')).toThrow('cannot be kept');
  rmSync(join(dir, EXTRAS), { recursive: true });
  symlinkSync(elsewhere, join(dir, EXTRAS));
  expect(() => storeOf(dir)).toThrow('is no folder');
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(existsSync(join(staging, 'a.txt'))).toBe(true);
});

it('no race for a folder removes anything elsewhere', () => {
  const dir = directoryOf({});
  const elsewhere = directoryOf({});
  symlinkSync('/nowhere', join(elsewhere, 'link'));
  const staging = stage(dir, { ...trio('1.1'), 'plots/a.png': 'p' });
  mkdirSync(join(staging, 'plots/deep'));
  writeFileSync(join(staging, 'plots/deep/b'), '');
  // As if it had been swapped before it is opened: it is a link then, and no folder.
  renameSync(join(staging, 'plots/deep'), join(staging, 'plots/was-deep'));
  symlinkSync(elsewhere, join(staging, 'plots/deep'));
  keepExtras(storeOf(dir), staging, '1.1');
  expect(readdirSync(elsewhere)).toEqual(['link']);
});
