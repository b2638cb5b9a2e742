import type { MisplacedKey } from '../config/misplaced-keys.js';
import { type Warning, warning } from './remark.js';

/** Of more keys than this, the others are only counted. */
const MOST_KEYS = 5;

/**
 * Keys of a config that look like ours and that nobody reads; in one sentence, not escaped.
 *
 * @param file what the config is called
 * @returns empty where there are none
 * @example warningsOnKeys(config.misplacedKeys, 'config/config.yaml')
 */
export function warningsOnKeys(misplaced: readonly MisplacedKey[], file: string): Warning[] {
  if (misplaced.length === 0) return [];
  const keys = misplaced.slice(0, MOST_KEYS).map(({ key, expected }) => `${key} (${expected}?)`);
  const more = misplaced.length - keys.length;
  const others = more > 0 ? ` and ${more} more` : '';
  return [warning(`${file}: not read, since there is no such key: ${keys.join(', ')}${others}`)];
}
