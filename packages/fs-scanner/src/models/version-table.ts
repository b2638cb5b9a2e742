import { compareWritten, type Version, type WrittenVersion } from '@org/model-registry-core';

/**
 * Added to each number. An array that has an index of 2^29 or more is a hash table to V8, with a seed, and never
 * anything else. With lower ones V8 may make room for each number between them, so that file names that are
 * chosen for it would fill the memory.
 */
const FAR = 2 ** 30;

/**
 * Versions of one scheme, each found by its numbers, and given in ascending order without sorting: they are
 * indices. A map by their texts, which then are sorted, takes longer.
 *
 * @example table.add(one); table.get('1.10', { major: 1, minor: 10 }) === one
 */
export class VersionTable<T extends WrittenVersion> {
  readonly #rows: T[][] = [];
  /** Other spellings of a time that is in a row. */
  readonly #spellings = new Map<string, T>();

  get(version: string, { major, minor }: Version): T | undefined {
    const found = this.#rows[FAR + major]?.[FAR + minor];
    return found === undefined || found.version === version ? found : this.#spellings.get(version);
  }

  /** @param entry of a version that is not in the table */
  add(entry: T): void {
    const { version, numbers } = entry;
    this.#rows[FAR + numbers.major] ??= [];
    const row = this.#rows[FAR + numbers.major] as T[];
    if (row[FAR + numbers.minor] === undefined) row[FAR + numbers.minor] = entry;
    else this.#spellings.set(version, entry);
  }

  inOrder(): T[] {
    const entries = Object.values(this.#rows).flatMap((row) => Object.values(row));
    if (this.#spellings.size === 0) return entries;
    return [...entries, ...this.#spellings.values()].sort(compareWritten);
  }
}
