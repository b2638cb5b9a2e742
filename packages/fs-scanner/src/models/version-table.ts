import { compareWritten, type Version, type WrittenVersion } from '@org/model-registry-core';

/**
 * Versions of one scheme, each found by its numbers, and given in ascending order without sorting: they are indices, and
 * V8 keeps an array as a table where it is dense, and as one of hashes where it is not. A map by text takes three times as
 * long for 100,000 versions.
 *
 * @example table.add(one); table.get('1.10', { major: 1, minor: 10 }) === one
 */
export class VersionTable<T extends WrittenVersion> {
  readonly #rows: T[][] = [];
  /** Other spellings of a time that is in a row. */
  readonly #spellings = new Map<string, T>();

  get(version: string, { major, minor }: Version): T | undefined {
    const found = this.#rows[major]?.[minor];
    return found === undefined || found.version === version ? found : this.#spellings.get(version);
  }

  /** @param entry of a version that is not in the table */
  add(entry: T): void {
    const { version, numbers } = entry;
    this.#rows[numbers.major] ??= [];
    const row = this.#rows[numbers.major] as T[];
    if (row[numbers.minor] === undefined) row[numbers.minor] = entry;
    else this.#spellings.set(version, entry);
  }

  inOrder(): T[] {
    const entries = Object.values(this.#rows).flatMap((row) => Object.values(row));
    if (this.#spellings.size === 0) return entries;
    return [...entries, ...this.#spellings.values()].sort(compareWritten);
  }
}
