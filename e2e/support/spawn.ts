import {
  type SpawnSyncOptionsWithStringEncoding,
  type SpawnSyncReturns,
  spawnSync,
} from 'node:child_process';
import { DEADLINE, tooLong } from './deadline.js';

export type SpawnOptions = Omit<
  SpawnSyncOptionsWithStringEncoding,
  'encoding' | 'timeout' | 'killSignal'
>;

/**
 * Runs a program and waits for its end.
 *
 * @throws where it cannot be started, or does not end within the limit: with the command
 */
export function spawnToEnd(
  program: string,
  words: readonly string[],
  options: SpawnOptions = {},
): SpawnSyncReturns<string> {
  const result = spawnSync(program, words, {
    maxBuffer: 200_000_000,
    ...options,
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  const code = (result.error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ETIMEDOUT') throw tooLong([program, ...words].join(' ').slice(0, 2000));
  // A program that ends before it has read all of its input is none of our business.
  if (result.error && code !== 'EPIPE') throw result.error;
  return result;
}
