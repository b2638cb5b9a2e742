import { spawn } from 'node:child_process';
import { StoreError } from '../store-error.js';
import type { FoundCredentials } from './credentials.js';
import { keysOfJson } from './read-keys.js';

const LIMIT_MS = 60_000;
const MAX_BYTES = 65_536;

/**
 * Runs a profile's `credential_process`, without a shell, and reads the keys that it prints. What it says
 * on stderr is dropped: there may be keys in it.
 *
 * @param profile named in errors
 * @throws StoreError of kind `no-credentials`
 */
export async function runCredentialProcess(
  command: string,
  profile: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundCredentials> {
  const what = `credential_process of profile ${profile}`;
  const [program = '', ...words] = wordsOf(command);
  const output = await outputOf(program, words, env).catch((error: NodeJS.ErrnoException) => {
    throw new StoreError('no-credentials', `${what} failed: ${error.message}`);
  });
  return keysOfJson(output, what, { token: 'SessionToken' });
}

/**
 * The words of a command: separated by spaces, and with double quotes around those that have spaces.
 *
 * @example wordsOf('"/opt/my tools/keys" --role bot') // ['/opt/my tools/keys', '--role', 'bot']
 */
export function wordsOf(command: string): string[] {
  const words = command.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

function outputOf(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (program === '') throw new Error('it is empty');
    const child = spawn(program, words, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // What it started itself may hold its output open: without a reader that ends too.
    let stopped: string | null = null;
    const stop = (why: string) => {
      stopped ??= why;
      child.stdout.destroy();
      child.kill('SIGKILL');
    };
    const timer = setTimeout(stop, LIMIT_MS, `it took longer than ${LIMIT_MS / 1000} s`);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_BYTES) stop('it printed too much');
    });
    child.once('error', ({ code }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new Error(`it cannot be started (${code})`));
    });
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      if (status === 0 && stopped === null) resolve(output);
      else reject(new Error(stopped ?? `it ended with ${signal ?? `status ${status}`}`));
    });
  });
}
