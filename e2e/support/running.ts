import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { CLI, type CliResult } from './cli.js';
import { DEADLINE, tooLong } from './deadline.js';
import { checkDocuments } from './documents.js';
import { environment, unwrapped } from './in-process.js';
import { NODE } from './node.js';
import { makeFifo } from './special-files.js';

/** A command that runs while the test goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<CliResult>;
  /** What it has printed on stdout so far, and said on stderr. */
  readonly printed: () => string;
  readonly said: () => string;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the command; it is killed when the test ends. */
export function startCli(words: readonly string[], options: StartOptions): Running {
  return startProgram(NODE, [CLI, ...words], options);
}

/** The same for any program. */
export function startProgram(
  program: string,
  words: readonly string[],
  { cwd, env }: StartOptions,
): Running {
  const child = spawn(program, words, {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Not `close`: what it started may live on, with its stdout and stderr.
  const exited = new Promise<CliResult>((resolve) => {
    child.on('exit', (status, signal) => {
      setImmediate(() => resolve({ status, signal, stdout, stderr: unwrapped(stderr) }));
    });
  });
  const ended = exited.then((result) => {
    checkDocuments(result.stdout);
    return result;
  });
  return {
    child,
    pid: child.pid as number,
    ended,
    printed: () => stdout,
    said: () => unwrapped(stderr),
  };
}

/** Waits for something that is sure to come. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE;
  while (!holds()) {
    if (performance.now() > deadline) throw tooLong(what);
    await setTimeout(2);
  }
}

/** Waits for a whole line in a file, such as a command writes about itself. */
export async function lineIn(file: string): Promise<string> {
  await until(`a line in ${file}`, () => existsSync(file) && text(file).endsWith('\n'));
  return text(file).trim();
}

function text(file: string): string {
  return readFileSync(file, 'utf8');
}

/** A FIFO that a command stops at, with `read _ < path`, until it is let through, or the test ends. */
export function gate(path: string): { open(): void } {
  makeFifo(path);
  const descriptor = openSync(path, 'r+');
  onTestFinished(() => closeSync(descriptor));
  return { open: () => void writeSync(descriptor, 'go\n') };
}

/** Whether a process is there and is not a zombie. */
export function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  try {
    return !/\) [ZX]/.test(text(file));
  } catch {
    return false;
  }
}

/** A process that a test left behind is ended with it. */
export function endAtLast(pid: number): void {
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
}
