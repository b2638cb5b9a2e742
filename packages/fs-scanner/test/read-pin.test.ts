import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PinError, readPin, readPinSync } from '../src/index.js';
import { directoryOf } from './temporary.js';

const READ = { async: readPin, sync: async (dir: string) => readPinSync(dir) };
const PIN = '.registry/pin.json';

describe.each(Object.entries(READ))('readPin, %s', (_, read) => {
  it('gives the pin that is there', async () => {
    const pin = { version: '1.4', at: '2026-01-01T00:00:00.000Z', reason: 'calm' };
    expect(await read(directoryOf({ [PIN]: JSON.stringify(pin) }))).toEqual(pin);
  });

  it('there is no pin without a file, a folder or a models directory', async () => {
    expect(await read(directoryOf({ '.registry/journal.jsonl': '' }))).toBeNull();
    expect(await read(directoryOf({}))).toBeNull();
    expect(await read('/nonexistent/models')).toBeNull();
  });

  it.each([
    ['', 'not JSON'],
    ['{"version": "1.', 'not JSON'],
    ['{"version": 1.4}', 'names no version'],
    ['[]', 'names no version'],
    [Buffer.from([0xff]), 'not-utf8'],
    [`${' '.repeat(16_384)}{"version": "1.4"}`, 'not JSON'],
  ])('a file that gives no version is an error: %.20j', async (content, reason) => {
    const dir = directoryOf({ [PIN]: content });
    await expect(read(dir)).rejects.toThrow(PinError);
    await expect(read(dir)).rejects.toThrow(join(dir, PIN));
    await expect(read(dir)).rejects.toThrow(reason);
  });

  it.each([
    ['a directory', (file: string) => mkdirSync(file)],
    ['a symlink', (file: string) => symlinkSync('elsewhere.json', file)],
    ['a FIFO, which is not waited for', (file: string) => execFileSync('mkfifo', [file])],
  ])('%s is an error', async (_, make) => {
    const dir = directoryOf({ '.registry/elsewhere.json': '{"version": "1.0"}' });
    make(join(dir, PIN));
    await expect(read(dir)).rejects.toThrow(PinError);
  });
});
