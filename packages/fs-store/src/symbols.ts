import { writeFile } from './files/write-file.js';
import type { TrainingLock } from './locks/registry-locks.js';

/**
 * Writes the symbols of a training down for its command, a line each: a file holds more than a command
 * line. {@link endTraining} removes it.
 *
 * @returns the file, absolute
 * @throws Error with the system's error as `cause`
 * @example writeSymbols(lock, ['BTCUSDT', 'ETHUSDT']) // '/srv/bot/models/.registry/symbols.txt'
 */
export function writeSymbols({ registry }: TrainingLock, symbols: readonly string[]): string {
  writeFile(registry, registry.symbols, symbols.map((symbol) => `${symbol}\n`).join(''));
  return registry.symbols;
}
