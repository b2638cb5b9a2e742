import { expect, it } from 'vitest';
import { isSilent } from '../../src/index.js';
import { at } from '../fixtures.js';

const NOW = at('2026-03-31T12:00:00Z');

it.each([
  ['2026-03-30T12:00:00Z', 1, false],
  ['2026-03-30T11:59:59Z', 1, true],
  ['2026-03-31T12:00:01Z', 1, false],
  ['2026-03-31T06:00:00Z', 0.25, false],
  ['2026-03-31T05:59:59Z', 0.25, true],
  ['2026-03-31T12:00:00Z', 0, false],
  ['nonsense', 1_000_000, true],
])('a machine that last pulled at %s, by %d days: silent %s', (lastPull, days, isExpected) => {
  expect(isSilent({ lastPull }, NOW, days)).toBe(isExpected);
  if (days === 1) expect(isSilent({ lastPull }, NOW)).toBe(isExpected);
});
