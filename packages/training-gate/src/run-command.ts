import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Interruption } from './interruption.js';

export interface RunOptions {
  /** Program and arguments; no shell looks at them. */
  readonly command: readonly string[];
  /** Added to this process's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** A descriptor that the command inherits as its number 3: a lock that it shares. */
  readonly descriptor: number;
  /** The descriptor that its standard output goes to. */
  readonly stdout: number;
  readonly interruption: Interruption;
}

/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'interrupted'; readonly signal: NodeJS.Signals }
  /** It could not be started; the system's code: `ENOENT`. */
  | { readonly kind: 'not-started'; readonly code: string };

/**
 * Runs a command as a process group of its own and waits for its end. The first signal that comes
 * meanwhile is passed on to the whole group, and the command may take its time to end; a second one
 * kills the group. Processes that the command leaves behind are left alone.
 *
 * @throws InterruptedError where a signal came before
 * @example await runCommand({ command: ['python3', 'train.py'], env, descriptor: lock.fd, stdout: 1, interruption })
 */
export async function runCommand(options: RunOptions): Promise<CommandEnd> {
  const { command, env, descriptor, stdout, interruption } = options;
  const [program = '', ...words] = command;
  let interruptedBy: NodeJS.Signals | null = null;
  // Loaded when it is needed: programs that train nothing start faster.
  const { spawn } = await import('node:child_process');
  // From here to `onSignal` nothing waits, so that no signal is lost in between.
  interruption.aborted.throwIfAborted();
  const child = start(spawn, program, words, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['inherit', stdout, 'inherit', descriptor],
  });
  if ('kind' in child) return child;
  interruption.onSignal = (signal) => {
    killGroup(child.pid, interruptedBy ? 'SIGKILL' : signal);
    interruptedBy ??= signal;
  };
  try {
    const end = await endOf(child);
    return interruptedBy ? { kind: 'interrupted', signal: interruptedBy } : end;
  } finally {
    interruption.onSignal = null;
  }
}

type NotStarted = Extract<CommandEnd, { kind: 'not-started' }>;

/** What spawn refuses before it starts anything (a NUL byte in a word) is told in the same way. */
function start(
  spawn: (program: string, words: readonly string[], options: SpawnOptions) => ChildProcess,
  program: string,
  words: readonly string[],
  options: SpawnOptions,
): ChildProcess | NotStarted {
  try {
    return spawn(program, words, options);
  } catch (error) {
    return notStarted(error as NodeJS.ErrnoException);
  }
}

function notStarted({ code = 'unknown error' }: NodeJS.ErrnoException): NotStarted {
  return { kind: 'not-started', code };
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(notStarted(error)));
    child.on('exit', (status, signal) => {
      resolve(signal ? { kind: 'killed', signal } : { kind: 'exited', status: status ?? 0 });
    });
  });
}

function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
