import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { CommandEnd } from '@org/model-registry-core';
import type { TrainingLock } from '@org/model-registry-fs-store';
import type { Training } from './plan.js';

/** The command of a training, and how long it may take. */
export interface RunOptions {
  /** Program and arguments. `{version}`, `{out}`, `{symbols}` and `{symbols_file}` are replaced; no shell. */
  readonly command: readonly string[];
  /** Where its output goes. */
  readonly output: CommandOutput;
  /** When the command is ended, at most 24 days; null for never. */
  readonly timeoutSeconds: number | null;
  /** Ends the command with the signal that its reason has as `signal`, else SIGTERM; it may take its time. */
  readonly interrupt: AbortSignal;
  /** Kills what is left of the command. */
  readonly kill: AbortSignal;
}

/** Standard output to a descriptor and errors to ours, or both, piece by piece, to a function. */
export type CommandOutput = { readonly stdout: number } | ((piece: Buffer) => void);

/** Milliseconds that a group has to end by itself after a timeout, before it is killed. */
const GRACE = 10_000;
/** Milliseconds that output may still take to arrive when the command has ended. */
const DRAIN = 1_000;
const POLL = 50;

/**
 * Runs the command of a training, which inherits the training lock, and waits for its end. What it is
 * to make is in its words and in its environment (`MODEL_REGISTRY_VERSION`, `…_OUT`, `…_SYMBOLS`,
 * `…_SYMBOLS_FILE`). Symbols that no environment can hold are only in the file.
 *
 * It is a process group of its own. An interrupt passes its signal on to the whole group; a kill, or
 * an interrupt after the timeout, kills the group. At the timeout the group gets SIGTERM, and SIGKILL
 * where it is still there after 10 seconds. Other processes that the command leaves behind are left
 * alone.
 *
 * @throws the reason of the interrupt, where that came before
 * @example await runTraining(lock, training, { command: ['python3', 'train.py', '{out}'], output, … })
 */
export async function runTraining(
  lock: TrainingLock,
  training: Training,
  options: RunOptions,
): Promise<CommandEnd> {
  const { output, interrupt } = options;
  const variables = variablesOf(training);
  const [program = '', ...words] = options.command.map((word) => fill(word, variables));
  const env = Object.entries(variables).map(([name, value]) => [
    `MODEL_REGISTRY_${name.toUpperCase()}`,
    // Not even the one that this process may have inherited.
    name === 'symbols' && !fitEnvironment(training.symbols ?? []) ? undefined : value,
  ]);
  // Loaded when needed: programs that train nothing start faster.
  const { spawn } = await import('node:child_process');
  // From here until the signals are listened to, nothing waits, so that none is lost in between.
  interrupt.throwIfAborted();
  const child = start(spawn, program, words, {
    detached: true,
    env: { ...process.env, ...Object.fromEntries(env) },
    stdio:
      typeof output === 'function'
        ? ['inherit', 'pipe', 'pipe', lock.fd]
        : ['inherit', output.stdout, 'inherit', lock.fd],
  });
  if ('kind' in child) return child;
  return watch(child, options);
}

function variablesOf({ version, out, symbols, symbolsFile }: Training): Record<string, string> {
  const listed = symbols && { symbols: symbols.join(',') };
  return { version, out, ...listed, ...(symbolsFile && { symbols_file: symbolsFile }) };
}

/** Bytes of one word or variable, with its name and end, that Linux takes at most. */
const MAX_STRING_BYTES = 131_072;

/**
 * Whether symbols fit into the environment of a command; of more, `MODEL_REGISTRY_SYMBOLS` is not set.
 *
 * @example fitEnvironment(['BTCUSDT']) // true
 */
export function fitEnvironment(symbols: readonly string[]): boolean {
  const variable = `MODEL_REGISTRY_SYMBOLS=${symbols.join(',')}\0`;
  return Buffer.byteLength(variable) <= MAX_STRING_BYTES;
}

function fill(word: string, variables: Readonly<Record<string, string>>): string {
  return word.replaceAll(
    /\{(version|out|symbols|symbols_file)\}/g,
    (whole, name) => variables[name] ?? whole,
  );
}

async function watch(
  child: ChildProcess,
  { output, timeoutSeconds, interrupt, kill }: RunOptions,
): Promise<CommandEnd> {
  let cause: CommandEnd | null = null;
  const timers: NodeJS.Timeout[] = [];
  const onInterrupt = () => {
    const { signal = 'SIGTERM' } = interrupt.reason as { signal?: NodeJS.Signals };
    killGroup(child.pid, cause === null ? signal : 'SIGKILL');
    cause ??= { kind: 'interrupted', signal };
  };
  const onKill = () => killGroup(child.pid, 'SIGKILL');
  interrupt.addEventListener('abort', onInterrupt);
  kill.addEventListener('abort', onKill);
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
    interrupt.removeEventListener('abort', onInterrupt);
    kill.removeEventListener('abort', onKill);
  }
}

/** Waits for the output that was written before the end. What is left behind may write for ever. */
async function drain(stream: Readable | null): Promise<void> {
  if (stream === null || stream.closed) return;
  const { setTimeout: after } = await import('node:timers/promises');
  await Promise.race([once(stream, 'close'), after(DRAIN, undefined, { ref: false })]);
  stream.destroy();
}

/** Gives what outlived the command itself the same time to end. */
async function endGroup(leader: number | undefined): Promise<void> {
  const { setTimeout: after } = await import('node:timers/promises');
  const until = performance.now() + GRACE;
  while (performance.now() < until && killGroup(leader, 0)) await after(POLL);
  killGroup(leader, 'SIGKILL');
}

type NotStarted = Extract<CommandEnd, { kind: 'not-started' }>;

/** A command that spawn itself refuses (a NUL byte in a word) has not started either. */
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
