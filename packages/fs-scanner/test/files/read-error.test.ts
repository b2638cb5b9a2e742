import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blameFile, readText, unreadableFile } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

/** As Node makes it of what the system says. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: in the system's words, open '/m/f'`), {
    ...{ errno: -5, code, syscall: 'open', path: '/m/f' },
  });
}

it.each(['EACCES', 'EPERM', 'ENOENT', 'ELOOP'])('%s: the file is to blame', (code) => {
  expect(blameFile('/m/f', systemError(code))).toBe(code);
  expect(blameFile('/m/f', new Error('wrapped', { cause: systemError(code) }))).toBe(code);
});

it.each([
  ['EMFILE', 'pin file /m/f cannot be read: EMFILE: this process may open no more files; raise'],
  ['EIO', 'pin file /m/f cannot be read: EIO: the disk or file system failed; look at'],
  ['ESTALE', 'pin file /m/f cannot be read: ESTALE: the network file system has lost the file;'],
  ['EPROTO', 'pin file /m/f cannot be read: EPROTO: the system failed; look at the system log'],
])('%s: the machine is to blame, and the error names the file', (code, words) => {
  const error = systemError(code);
  expect(() => blameFile('pin file /m/f', error)).toThrow(words);
  expect(() => blameFile('/m/f', new Error('wrapped', { cause: error }))).toThrow(code);
});

it('the system says more than Node has names for', () => {
  const facts = { errno: -116, code: 'Unknown system error -116', syscall: 'read' };
  const error = Object.assign(new Error('Unknown system error -116: read'), facts);
  expect(() => blameFile('/m/f', error)).toThrow('/m/f cannot be read: ESTALE: the network file');
});

it('no file is to blame for an error of Node itself, though it has a code', async () => {
  const error = await import('node:no-such-module' as string).catch((reason: unknown) => reason);
  expect(error).toHaveProperty('code');
  expect(() => blameFile('/m/f', error)).toThrow('/m/f cannot be read: ');
  const accessLike = Object.assign(new Error('not of the system'), { code: 'EACCES' });
  expect(() => blameFile('/m/f', accessLike)).toThrow('not of the system');
});

it('the disk that fails while a file is read is no property of the file', () => {
  // The memory of this very process: it can be opened, and gives EIO where nothing is mapped.
  expect(() => readFileSync('/proc/self/mem')).toThrow('EIO');
  expect(() => readText('/proc/self/mem')).toThrow('/proc/self/mem cannot be read: EIO: the disk');
});

it('says whose a file is, its mode and who asked', () => {
  const file = join(directoryOf({ f: '' }), 'f');
  chmodSync(file, 0o640);
  const me = process.geteuid?.() === 0 ? 'root' : expect.any(String);
  const facts = { kind: 'unreadable-file', artifact: 'model', file, code: 'EACCES' };
  expect(unreadableFile('model', file, systemError('EACCES'))).toEqual({
    ...{ ...facts, owner: me, mode: '0640', user: me },
  });
  const gone = unreadableFile('model', '/nonexistent/f', systemError('EACCES'));
  expect(gone).toMatchObject({ owner: null, mode: null });
});
