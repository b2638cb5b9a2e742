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
  readonly #byFirst = new Map<number, Map<number, T>>();

  constructor(readonly scheme: VersionScheme) {}

  get(version: string, numbers: Version): T | undefined {
    const [first, second] = keysOf(this.scheme, version, numbers);
    return this.#byFirst.get(first ^ SECRET)?.get(second ^ SECRET);
  }

  set(version: string, numbers: Version, value: T): void {
    const [first, second] = keysOf(this.scheme, version, numbers);
    const bySecond = this.#byFirst.get(first ^ SECRET) ?? new Map<number, T>();
    this.#byFirst.set(first ^ SECRET, bySecond.set(second ^ SECRET, value));
  }

  get size(): number {
    return [...this.#byFirst.values()].reduce((sum, { size }) => sum + size, 0);
  }

  *inOrder(): Iterable<KeptVersion<T>> {
    for (const first of keysIn(this.#byFirst)) {
      const bySecond = this.#byFirst.get(first ^ SECRET) as Map<number, T>;
      for (const second of keysIn(bySecond)) {
        const value = bySecond.get(second ^ SECRET) as T;
        const { version, numbers } = versionAt(this.scheme, first, second);
        yield { version, numbers, value };
      }
    }
  }
}

/**
 * V8 hashes numbers without a seed: 30,000 versions could be chosen that all fall into one bucket, and then take
 * seconds. Of numbers that differ from them by a random one, nobody knows which do.
 */
const SECRET = Math.floor(Math.random() * 2 ** 30);

/** The keys of a map, without the secret in them, in ascending order. */
function keysIn(map: ReadonlyMap<number, unknown>): Int32Array {
  return Int32Array.from(map.keys(), (key) => key ^ SECRET).sort();
}

/** What may stand between the date and the time of a version, in the order in which such versions are. */
const SEPARATORS = '-T_';

/** Two whole numbers from 0 to below 2^30, which order as the versions of the scheme do, and tell them apart. */
function keysOf(
  scheme: VersionScheme,
  version: string,
  { major, minor }: Version,
): readonly [number, number] {
  if (scheme === 'integer') return [0, major];
  if (scheme === 'major.minor') return [major, minor];
  // A date alone has no separator, and that is found at 0.
  return [major, 4 * minor + SEPARATORS.indexOf(version.charAt(8))];
}

/** The version that has these keys. */
function versionAt(scheme: VersionScheme, first: number, second: number): WrittenVersion {
  const [major, minor] =
    scheme === 'integer' ? [second, 0] : [first, scheme === 'timestamp' ? second >> 2 : second];
  const numbers = { major, minor };
  // Only times have a `_`.
  const version = versionText(scheme, numbers).replace('_', SEPARATORS.charAt(second & 3));
  return { version, numbers };
}
