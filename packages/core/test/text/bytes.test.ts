import { expect, it } from 'vitest';
import { bytesText } from '../../src/index.js';

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [12_345_678, '12.3 MB'],
  [5e15, '5.0 PB'],
  [5e18, '5000.0 PB'],
])('%i', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
