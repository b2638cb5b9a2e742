import { isMap } from '../text/is-map.js';
import { nearest } from '../text/nearest.js';
import type { KeyMap } from './keys.js';
import { CONFIG_KEYS } from './schema.js';

/** A key that is not ours, and looks like one of ours. */
export interface MisplacedKey {
  /** As it stands in the file: `model.pinn`. */
  readonly key: string;
  /** The one that is probably meant: `model.pin`. */
  readonly expected: string;
}

/**
 * The keys of a config that nobody reads and that look like one of ours: misspelt, or ours at a wrong
 * level. Looks where other keys pass: at the top, and in `model`, `trading` and `operations`. Keys that
 * bots have of their own are none.
 *
 * @example misplacedKeys({ model: { pinn: '1.4' } }) // [{ key: 'model.pinn', expected: 'model.pin' }]
 */
export function misplacedKeys(value: unknown): MisplacedKey[] {
  return isMap(value) ? misplacedIn(CONFIG_KEYS, value, '') : [];
}

function misplacedIn(
  { keys }: KeyMap,
  value: Readonly<Record<string, unknown>>,
  prefix: string,
): MisplacedKey[] {
  return Object.entries(value).flatMap(([name, inner]): MisplacedKey[] => {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key?.map) {
      const isOpen = key.map.others === 'pass' && isMap(inner);
      return isOpen ? misplacedIn(key.map, inner, `${prefix}${name}.`) : [];
    }
    if (key || isOfBot(prefix, name, inner)) return [];
    const expected = expectedFor(prefix, name, keys, value);
    return expected === null ? [] : [{ key: prefix + name, expected }];
  });
}

function expectedFor(
  prefix: string,
  name: string,
  keys: KeyMap['keys'],
  value: Readonly<Record<string, unknown>>,
): string | null {
  // At the top a section of the bot's own may stand beside ours: `models` beside `model`.
  const isFree = (each: string) => prefix !== '' || !Object.hasOwn(value, each);
  const here = nearest(name, Object.keys(keys).filter(isFree));
  if (here !== null) return prefix + here;
  elsewheres ??= new Map(pathsIn(CONFIG_KEYS, ''));
  const elsewhere = elsewheres.get(name);
  return elsewhere === undefined || elsewhere === prefix + name ? null : elsewhere;
}

/** The names that other programs give to things of their own. */
const COMMON_NAMES = new Set([
  ...['command', 'config', 'enabled', 'layout', 'metric', 'model', 'path', 'performance'],
  ...['scaler', 'symbols', 'trading', 'values', 'verify', 'version', 'weight'],
]);

/** The keys whose name says which one is meant, wherever it stands: their whole keys. */
let elsewheres: ReadonlyMap<string, string> | undefined;

function pathsIn({ keys }: KeyMap, prefix: string): [string, string][] {
  return Object.entries(keys).flatMap(([name, { map }]) => [
    ...(COMMON_NAMES.has(name) ? [] : [[name, prefix + name] as [string, string]]),
    ...(map ? pathsIn(map, `${prefix}${name}.`) : []),
  ]);
}

/** Keys of bots that only look like ours. */
const OF_BOTS = new Set(['mode', 'modes', 'training', 'model.mode', 'model.versioned']);

function isOfBot(prefix: string, name: string, value: unknown): boolean {
  // A bot of one symbol.
  if (prefix === 'trading.' && name === 'symbol') return typeof value === 'string';
  return OF_BOTS.has(prefix + name);
}
