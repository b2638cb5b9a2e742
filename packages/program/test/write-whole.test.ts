import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeWhole } from '../src/index.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'write-whole-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

it('replaces a file by another, which everybody may read, and leaves nothing else behind', () => {
  const dir = folder();
  const file = join(dir, 'bot.prom');
  writeFileSync(file, 'old');
  const before = statSync(file).ino;
  writeWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).ino).not.toBe(before);
  expect(statSync(file).mode & 0o444).toBe(0o444 & ~process.umask());
  expect(readdirSync(dir)).toEqual(['bot.prom']);
});

it.each([
  ['a folder', (file: string) => mkdirSync(file)],
  ['a symlink', (file: string) => symlinkSync('/dev/null', file)],
])('replaces nothing else: %s', (_, make) => {
  const dir = folder();
  const file = join(dir, 'bot.prom');
  make(file);
  expect(() => writeWhole(file, 'new')).toThrow('something else than a regular file is there');
  expect(readdirSync(dir)).toEqual(['bot.prom']);
});

it('says what is wrong with the folder', () => {
  const file = join(folder(), 'nowhere/bot.prom');
  expect(() => writeWhole(file, 'new')).toThrow(`${file} cannot be written: there is no folder`);
});
