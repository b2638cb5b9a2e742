import { compareWritten, readAnyVersion, type WrittenVersion } from '@org/model-registry-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VersionTable } from '../../src/models/version-table.js';

const written = (version: string): WrittenVersion => {
  const numbers = readAnyVersion(version);
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
  .tuple(fc.constantFrom('', '_', 'T', '-'), fc.integer({ min: 0, max: 2 }))
  .map(([separator, hour]) => `20251204${separator && `${separator}0${hour}0000`}`);

describe('a table of versions', () => {
  it.each([
    ['pairs of numbers', pair],
    ['times in several spellings', time],
  ])('finds each, and gives all in order: %s', (_, version) => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { maxLength: 60 }), (versions) => {
        const entries = versions.map(written);
        const table = new VersionTable<WrittenVersion>();
        for (const entry of entries) {
          expect(table.get(entry.version, entry.numbers)).toBeUndefined();
          table.add(entry);
        }
        for (const entry of entries) {
          expect(table.get(entry.version, entry.numbers)).toBe(entry);
        }
        expect(table.inOrder()).toEqual([...entries].sort(compareWritten));
      }),
    );
  });

  it.each([
    ['each far into a row of its own', (at: number) => `${at}.1023`],
    ['each far behind the last', (at: number) => `0.${(at * 15) ** 2 % 999_999_999}`],
  ])('takes no room for versions that are not there: %s', (_, version) => {
    const table = new VersionTable<WrittenVersion>();
    const entries = Array.from({ length: 5_000 }, (_, at) => written(version(at)));
    const before = process.memoryUsage();
    for (const entry of entries) {
      if (table.get(entry.version, entry.numbers) === undefined) table.add(entry);
    }
    const { heapUsed } = process.memoryUsage();
    expect(heapUsed - before.heapUsed).toBeLessThan(20_000_000);
    expect(table.inOrder().length).toBeGreaterThan(4_000);
  });
});
