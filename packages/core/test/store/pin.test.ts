import { expect, it } from 'vitest';
import { parsePin } from '../../src/index.js';

it.each([
  [{ version: '1.4', at: '2026-01-01T00:00:00.000Z', reason: 'calm' }, 'the same'],
  [{ version: '1.4' }, { version: '1.4', at: null, reason: '' }],
  [
    { version: '1.4', at: 5, reason: null, more: 1 },
    { version: '1.4', at: null, reason: '' },
  ],
  [{ version: 1.4 }, null],
  [{ version: '01.4' }, null],
  [{}, null],
  [[], null],
  [null, null],
  ['1.4', null],
])('parsePin(%j)', (value, expected) => {
  expect(parsePin(value)).toEqual(expected === 'the same' ? value : expected);
});
