import type { ChildProcess } from 'node:child_process';
import { ownEnvironment } from './own-environment.js';

/** Runs util-linux `flock` on an open descriptor; the lock stays with whoever has it open. */
export async function runFlock(
  words: readonly string[],
  descriptor: number,
  signal?: AbortSignal,
): Promise<boolean> {
  signal?.throwIfAborted();
  // Loaded when it is needed: programs that lock nothing start faster.
  const { spawn } = await import('node:child_process');
  const child = spawn('flock', [...words, '3'], {
    // Ctrl-C in a terminal reaches us and not flock: an unlock that it ends is a run that fails.
    detached: true,
    env: ownEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
  });
  const abort = () => child.kill();
  signal?.addEventListener('abort', abort);
  try {
    return await outcome(child);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** What flock exits with where another has the lock. */
const CONFLICT = 1;

function outcome(child: ChildProcess): Promise<boolean> {
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 1_000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new Error(`flock cannot be run: ${hint(cause)}`, { cause })),
    );
    child.on('close', (status, signal) => {
      if (status === 0 || status === CONFLICT) resolve(status === 0);
      else reject(new Error(`flock ended with ${signal ?? status}: ${complaint.trim()}`));
    });
  });
}

function hint(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'there is no such program; install util-linux' : error.message;
}
