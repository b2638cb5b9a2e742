import { mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inWords } from '../src/system-words.js';

const dir = mkdtempSync(join(tmpdir(), 'system-words-'));

/** What the system says of an attempt. */
function errorOf(attempt: () => unknown): Error {
  try {
    attempt();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it went well');
}

describe('inWords', () => {
  it('puts the path before what the system says, and what to do behind it', () => {
    expect(inWords(errorOf(() => readFileSync(dir)))).toBe(
      'EISDIR: it is a directory; name a file, or move the directory away',
    );
    const missing = join(dir, 'none/pin.json');
    expect(inWords(errorOf(() => openSync(missing, 'r')))).toBe(
      `${missing}: ENOENT: there is no such file`,
    );
  });

  it('names no path twice, also in an error of our own around it', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const cause = errorOf(() => mkdirSync(file));
    const error = new Error(`${file} cannot be made: ${cause.message}`, { cause });
    expect(inWords(error)).toBe(
      `${file} cannot be made: EEXIST: something is there already; move it away`,
    );
  });

  it('says whose it is and who asked, of what nobody may do', () => {
    const cause = Object.assign(new Error("EACCES: permission denied, open '/etc/nowhere/x'"), {
      ...{ code: 'EACCES', syscall: 'open', path: '/etc/nowhere/x' },
    });
    expect(inWords(cause)).toMatch(
      /^\/etc\/nowhere\/x: EACCES: permission denied; correct the owner .*; \/etc belongs to root \(mode 0\d{3}\), asked by \S+/,
    );
  });

  it('leaves what is no error of the system as it is', () => {
    expect(inWords(new Error('the disk is full'))).toBe('the disk is full');
  });
});
