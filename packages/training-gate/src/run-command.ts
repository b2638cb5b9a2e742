import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import type { Interruption } from './interruption.js';

/** What to run, and with what. */
export interface RunOptions {
  /** Program and arguments; no shell looks at them. */
  readonly command: readonly string[];
  /** Added to this process's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** A descriptor that the command inherits as its number 3: a lock that it shares. */
  readonly descriptor: number;
  /** Where its output goes. */
  readonly output: CommandOutput;
  /** When the command is ended, at most 24 days; null for never. */
  readonly timeoutSeconds: number | null;
  readonly interruption: Interruption;
}

/** Standard output to a descriptor and errors to ours, or both, piece by piece, to a function. */
export type CommandOutput = { readonly stdout: number } | ((piece: Buffer) => void);

/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'interrupted'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  /** The program could not be started; the system's code: `ENOENT`. */
  | { readonly kind: 'not-started'; readonly program: string; readonly code: string };

/** Milliseconds that a group has to end by itself after a timeout, before it is killed. */
const GRACE = 10_000;
/** Milliseconds that output may still take to arrive when the command has ended. */
const DRAIN = 1_000;
const POLL = 50;

/**
 * Runs a command as a process group of its own and waits for its end. The first signal that comes
 * meanwhile is passed on to the whole group, and the command may take its time to end; a second one
 * kills the group. At the timeout the group gets SIGTERM, and SIGKILL where it is still there after
 * 10 seconds. Other processes that the command leaves behind are left alone.
 *
 * @throws InterruptedError where a signal came before
 * @example await runCommand({ command: ['python3', 'train.py'], env, descriptor: lock.fd, … })
 */
export async function runCommand(options: RunOptions): Promise<CommandEnd> {
  const { command, env, descriptor, output, interruption } = options;
  const [program = '', ...words] = command;
  // Loaded when it is needed: programs that train nothing start faster.
  const { spawn } = await import('node:child_process');
  // From here to `onSignal` nothing waits, so that no signal is lost in between.
  interruption.aborted.throwIfAborted();
  const child = start(spawn, program, words, {
    detached: true,
    env: { ...process.env, ...env },
    stdio:
      typeof output === 'function'
        ? ['inherit', 'pipe', 'pipe', descriptor]
        : ['inherit', output.stdout, 'inherit', descriptor],
  });
  if ('kind' in child) return child;
  return watch(child, options);
}

async function watch(
  child: ChildProcess,
  { output, timeoutSeconds, interruption }: RunOptions,
): Promise<CommandEnd> {
  let cause: CommandEnd | null = null;
  const timers: NodeJS.Timeout[] = [];
  interruption.onSignal = (signal) => {
    const isFirst = cause === null;
    cause ??= { kind: 'interrupted', signal };
    killGroup(child.pid, isFirst ? signal : 'SIGKILL');
  };
  if (timeoutSeconds !== null) {
    const timeOut = () => {
      cause ??= { kind: 'timed-out', seconds: timeoutSeconds };
      killGroup(child.pid, 'SIGTERM');
      timers.push(setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE));
    };
    timers.push(setTimeout(timeOut, timeoutSeconds * 1_000));
  }
  const read = typeof output === 'function' ? [child.stdout, child.stderr] : [];
  for (const stream of read) stream?.on('data', output as (piece: Buffer) => void);
  try {
    const ended = await endOf(child);
    const end = cause ?? ended;
    timers.forEach(clearTimeout);
    await Promise.all(read.map(drain));
    if (end.kind === 'timed-out') await endGroup(child.pid);
    return end;
  } finally {
    interruption.onSignal = null;
  }
}

/** What was written before the end is still to come; what is left behind may write for ever. */
async function drain(stream: Readable | null): Promise<void> {
  if (stream === null || stream.closed) return;
  await Promise.race([once(stream, 'close'), after(DRAIN, undefined, { ref: false })]);
  stream.destroy();
}

/** What outlived the command itself gets the same time to end. */
async function endGroup(leader: number | undefined): Promise<void> {
  const until = performance.now() + GRACE;
  while (performance.now() < until && killGroup(leader, 0)) await after(POLL);
  killGroup(leader, 'SIGKILL');
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
    return notStarted(program, error as NodeJS.ErrnoException);
  }
}

function notStarted(program: string, error: NodeJS.ErrnoException): NotStarted {
  return { kind: 'not-started', program, code: error.code ?? 'unknown error' };
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(notStarted(child.spawnfile, error)));
    child.on('exit', (status, signal) => {
      resolve(signal ? { kind: 'killed', signal } : { kind: 'exited', status: status ?? 0 });
    });
  });
}

/**
 * A group that became another user's (through sudo) is left to that user.
 *
 * @returns whether there was anything in the group to get the signal
 */
function killGroup(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
