import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { isOfTheFile, systemErrorText } from '../../src/index.js';

const OF_THE_FILE = [
  ...['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'ENAMETOOLONG'],
  ...['ENXIO', 'EFBIG', 'EOVERFLOW'],
];

it('a file is to blame for these errors of the system and for no other', () => {
  const codes = Object.keys(constants.errno);
  expect(codes.filter(isOfTheFile).sort()).toEqual(OF_THE_FILE.sort());
});

it.each([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'EIO',
  'ESTALE',
  'ETIMEDOUT',
  'EINTR',
  'ENOTCONN',
  'EUCLEAN',
])('%s is of the machine, and has words of its own with what to do', (code) => {
  expect(isOfTheFile(code)).toBe(false);
  expect(systemErrorText(code)).toMatch(new RegExp(`^${code}: (?!the system failed).+; .+`));
});

it.each([undefined, 'ERR_MODULE_NOT_FOUND', 'Z_MEM_ERROR', 'EWHATEVER', ''])(
  '%j, which the system does not say of a file, is nothing that a file is to blame for',
  (code) => expect(isOfTheFile(code)).toBe(false),
);

it('a code without words of its own says where to look', () => {
  expect(systemErrorText('EPROTO')).toBe(
    'EPROTO: the system failed; look at the system log (dmesg)',
  );
});
