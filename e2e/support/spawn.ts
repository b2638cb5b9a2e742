import {
  type SpawnSyncOptionsWithStringEncoding,
  type SpawnSyncReturns,
  spawn,
  spawnSync,
} from 'node:child_process';
import { text } from 'node:stream/consumers';
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

/** The same while this process goes on: what the program asks may be answered by it. */
export async function runToEnd(
  program: string,
  words: readonly string[],
  { input = '', ...options }: SpawnOptions,
): Promise<Pick<SpawnSyncReturns<string>, 'status' | 'signal' | 'stdout' | 'stderr'>> {
  const child = spawn(program, words, options);
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, DEADLINE);
  child.stdin?.on('error', () => {}).end(input);
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (status, signal) => resolve([status, signal]));
  });
  const read = (stream: typeof child.stdout) => (stream ? text(stream) : '');
  try {
    const [stdout, stderr, [status, signal]] = await Promise.all([
      read(child.stdout),
      read(child.stderr),
      closed,
    ]);
    if (isLate) throw tooLong([program, ...words].join(' ').slice(0, 2000));
    return { status, signal, stdout, stderr };
  } finally {
    clearTimeout(deadline);
  }
}
