import {
  compareWritten,
  readVersion,
  type VersionScheme,
  type WrittenVersion,
} from '@org/model-registry-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VersionTable } from '../../src/models/version-table.js';

const written = (scheme: VersionScheme, version: string): WrittenVersion => {
  const numbers = readVersion(scheme, version);
  if (numbers === null) throw new Error(`no version: ${version}`);
  return { version, numbers };
};

const number = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 999_999_999 }),
  fc.constantFrom(0, 1024, 999_999_998, 999_999_999),
);
const pair = fc.tuple(number, number).map(([major, minor]) => `${major}.${minor}`);
const time = fc
  .tuple(
    fc.constantFrom('0001', '2025'),
    fc.constantFrom('', '_', 'T', '-'),
    fc.constantFrom('000000', '000001', '010203', '235959'),
  )
  .map(([year, separator, clock]) => `${year}1204${separator && separator + clock}`);

describe('a table of versions', () => {
  it.each([
    ['major.minor', pair],
    ['integer', number.map(String)],
    ['timestamp', time],
  ] as const)('finds each, and gives all in order: %s', (scheme, version) => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { maxLength: 60 }), (versions) => {
        const all = versions.map((each) => written(scheme, each));
        const table = new VersionTable<string>(scheme);
        for (const { version, numbers } of all) {
          expect(table.get(version, numbers)).toBeUndefined();
          table.set(version, numbers, 'other');
          table.set(version, numbers, `of ${version}`);
        }
        for (const { version, numbers } of all) {
          expect(table.get(version, numbers)).toBe(`of ${version}`);
        }
        expect(table.size).toBe(all.length);
        expect([...table.inOrder()]).toEqual(
          all.sort(compareWritten).map((each) => ({ ...each, value: `of ${each.version}` })),
        );
      }),
    );
  });

  it.each([
    ['each far into a row of its own', (at: number) => `${at}.1023`],
    ['each far behind the last', (at: number) => `0.${(at * 15) ** 2 % 999_999_999}`],
  ])('takes no room for versions that are not there: %s', (_, version) => {
    const table = new VersionTable<number>('major.minor');
    const entries = Array.from({ length: 5_000 }, (_, at) => written('major.minor', version(at)));
    const before = process.memoryUsage();
    for (const { version, numbers } of entries) table.set(version, numbers, 1);
    const { heapUsed } = process.memoryUsage();
    expect(heapUsed - before.heapUsed).toBeLessThan(20_000_000);
    expect(table.size).toBeGreaterThan(4_000);
  });

  it('takes no longer for versions whose numbers V8 would have in one place', () => {
    const chosen = inOnePlace(10_000);
    const spread = chosen.map((_, at) => at * 9_973);
    expect(shortest(chosen)).toBeLessThan(20 * shortest(spread));
  });
});

/** The shortest time of three, so that nothing else counts that the machine does. */
function shortest(numbers: readonly number[]): number {
  const times = [1, 2, 3].map(() => {
    const table = new VersionTable<number>('integer');
    const began = performance.now();
    for (const major of numbers) table.set(String(major), { major, minor: 0 }, 1);
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** Numbers of which V8's hash ends in the same 13 bits. */
function inOnePlace(count: number): number[] {
  const numbers: number[] = [];
  for (let number = 0; numbers.length < count; number += 1) {
    if ((hashOf(number) & 0x1fff) === 0) numbers.push(number);
  }
  return numbers;
}

/** V8's `ComputeUnseededHash`. */
function hashOf(number: number): number {
  let hash = (~number + (number << 15)) | 0;
  hash ^= hash >>> 12;
  hash = (hash + (hash << 2)) | 0;
  hash ^= hash >>> 4;
  hash = Math.imul(hash, 2057);
  return hash ^ (hash >>> 16);
}
