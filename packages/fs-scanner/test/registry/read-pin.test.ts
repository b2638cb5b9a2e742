import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PinError, readPin, registryAt } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

const read = (dir: string) => readPin(registryAt(dir));
const PIN = '.registry/pin.json';

describe('readPin', () => {
  it('gives the pin that is there', () => {
    const pin = { version: '1.4', at: '2026-01-01T00:00:00.000Z', reason: 'calm' };
    // One of an earlier release does not say by whom.
    expect(read(directoryOf({ [PIN]: JSON.stringify(pin) }))).toEqual({ ...pin, user: null });
  });

  it('there is no pin without a file, a folder or a models directory', () => {
    expect(read(directoryOf({ '.registry/journal.jsonl': '' }))).toBeNull();
    expect(read(directoryOf({}))).toBeNull();
    expect(read('/nonexistent/models')).toBeNull();
  });

  it.each([
    ['', 'not JSON'],
    ['{"version": "1.', 'not JSON'],
    ['{"version": 1.4}', 'names no version'],
    ['[]', 'names no version'],
    [Buffer.from([0xff]), 'not-utf8'],
    [`${' '.repeat(131_072)}{"version": "1.4"}`, 'not JSON'],
  ])('a file that gives no version is an error: %.20j', (content, reason) => {
    const dir = directoryOf({ [PIN]: content });
    expect(() => read(dir)).toThrow(PinError);
    expect(() => read(dir)).toThrow(join(dir, PIN));
    expect(() => read(dir)).toThrow(reason);
  });

  it.each([
    ['a directory', (file: string) => mkdirSync(file)],
    ['a symlink', (file: string) => symlinkSync('elsewhere.json', file)],
    ['a FIFO, which is not waited for', (file: string) => execFileSync('mkfifo', [file])],
  ])('%s is an error', (_, make) => {
    const dir = directoryOf({ '.registry/elsewhere.json': '{"version": "1.0"}' });
    make(join(dir, PIN));
    expect(() => read(dir)).toThrow(PinError);
  });
});
