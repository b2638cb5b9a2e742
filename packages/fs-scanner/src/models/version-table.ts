import {
  type Version,
  type VersionScheme,
  versionText,
  type WrittenVersion,
} from '@org/model-registry-core';

/** A version, and what is kept of it. */
export interface KeptVersion<T> extends WrittenVersion {
  readonly value: T;
}

/**
 * What is kept of each version of one scheme, found by its numbers, and given in ascending order: the numbers are
 * sorted apart from what they stand for, and no object is made of a version before it is asked for. A map by the
 * texts, of which then all are sorted, takes twice as long.
 *
 * @example table.set('1.10', { major: 1, minor: 10 }, 'file')
 */
export class VersionTable<T> {
  readonly #byFirst = new NumberMap<NumberMap<T>>();

  constructor(readonly scheme: VersionScheme) {}

  get(version: string, numbers: Version): T | undefined {
    const [first, second] = keysOf(this.scheme, version, numbers);
    return this.#byFirst.get(first)?.get(second);
  }

  set(version: string, numbers: Version, value: T): void {
    const [first, second] = keysOf(this.scheme, version, numbers);
    let bySecond = this.#byFirst.get(first);
    if (bySecond === undefined) {
      bySecond = new NumberMap();
      this.#byFirst.set(first, bySecond);
    }
    bySecond.set(second, value);
  }

  get size(): number {
    let size = 0;
    for (const bySecond of this.#byFirst.values()) size += bySecond.size;
    return size;
  }

  *inOrder(): Iterable<KeptVersion<T>> {
    for (const [first, bySecond] of this.#byFirst.inOrder()) {
      for (const [second, value] of bySecond.inOrder()) {
        const { version, numbers } = versionAt(this.scheme, first, second);
        yield { version, numbers, value };
      }
    }
  }
}

/** What may stand between the date and the time of a version, in the order in which such versions are. */
const SEPARATORS = '-T_';

/** Two whole numbers from 0 to below 2^30, which order as the versions of the scheme do, and tell them apart. */
function keysOf(
  scheme: VersionScheme,
  version: string,
  { major, minor }: Version,
): readonly [number, number] {
  switch (scheme) {
    case 'major.minor':
      return [major, minor];
    case 'integer':
      return [0, major];
    case 'timestamp':
      // A date alone has no separator, and that is found at 0.
      return [major, 4 * minor + SEPARATORS.indexOf(version.charAt(8))];
  }
}

/** The version that has these keys. */
function versionAt(scheme: VersionScheme, first: number, second: number): WrittenVersion {
  switch (scheme) {
    case 'major.minor': {
      const numbers = { major: first, minor: second };
      return { version: versionText(scheme, numbers), numbers };
    }
    case 'integer': {
      const numbers = { major: second, minor: 0 };
      return { version: versionText(scheme, numbers), numbers };
    }
    case 'timestamp': {
      const numbers = { major: first, minor: second >> 2 };
      const separator = SEPARATORS.charAt(second & 3);
      return { version: versionText(scheme, numbers).replace('_', separator), numbers };
    }
  }
}

/**
 * V8 hashes numbers without a seed: 30,000 versions could be chosen that all fall into one bucket, and then take
 * seconds. Of numbers that differ from them by a random one, nobody knows which do.
 */
const SECRET = Math.floor(Math.random() * 2 ** 30);

/** A map by whole numbers from 0 to below 2^30. */
class NumberMap<T> {
  readonly #values = new Map<number, T>();

  get(number: number): T | undefined {
    return this.#values.get(number ^ SECRET);
  }

  set(number: number, value: T): void {
    this.#values.set(number ^ SECRET, value);
  }

  get size(): number {
    return this.#values.size;
  }

  values(): Iterable<T> {
    return this.#values.values();
  }

  *inOrder(): Iterable<[number, T]> {
    const numbers = Int32Array.from(this.#values.keys(), (key) => key ^ SECRET).sort();
    for (const number of numbers) yield [number, this.get(number) as T];
  }
}
