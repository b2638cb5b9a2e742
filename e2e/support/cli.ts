import { expect } from 'vitest';
import { PROGRAM } from '../../apps/cli/src/program.js';
import { checkDocuments } from './documents.js';
import {
  type CliOptions,
  type CliResult,
  environment,
  runInProcess,
  unwrapped,
} from './in-process.js';
import { MAY_RUN_HERE, NODE } from './node.js';
import { programFile } from './programs.js';
import { runToEnd, type SpawnOptions, spawnToEnd } from './spawn.js';
import { asNobody, readableByAll } from './unprivileged.js';

export type { CliOptions, CliResult } from './in-process.js';

/** The built command, as it is installed. */
export const CLI = programFile('cli', 'model-registry');

/** What no output may hold: control characters other than the newline, and bidi overrides. */
export const RAW = /(?!\n)\p{Cc}|[\p{Bidi_Control}\u2028\u2029]/u;

/** Every test decides as if it were this moment. */
export const NOW = '2025-12-10T00:00:00Z';

/**
 * Runs one command line and waits for its end: from source and in this process, which is much faster
 * than to start one, unless it takes a process of its own.
 */
export async function runCli(
  words: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  if (!MAY_RUN_HERE || needsProcess(words, options))
    return resultOf(await runToEnd(...commandOf(CLI, words, options)), options);
  return runInProcess(PROGRAM, words, options);
}

/** A user and streams are a process's own, and a training command writes to the streams. */
function needsProcess(words: readonly string[], options: CliOptions): boolean {
  const { unprivileged = false, isSilent = false, stdout, stderr } = options;
  const trains = words[0] === 'train' && words.includes('--') && !isSilent;
  return trains || unprivileged || stdout !== undefined || stderr !== undefined;
}

/** Runs the built command in a process of its own and waits for its end. */
export function spawnCli(words: readonly string[], options: CliOptions = {}): CliResult {
  return spawnBuilt(CLI, words, options);
}

/** The same for any built program of ours. */
export function spawnBuilt(
  file: string,
  words: readonly string[],
  options: CliOptions = {},
): CliResult {
  return resultOf(spawnToEnd(...commandOf(file, words, options)), options);
}

function commandOf(
  file: string,
  words: readonly string[],
  options: CliOptions,
): [program: string, words: string[], SpawnOptions] {
  const command = options.unprivileged ? asNobody(readableByAll(file)) : [NODE, file];
  const [program = '', ...prefix] = command;
  const spawned: SpawnOptions = {
    cwd: options.cwd,
    env: environment(options.env),
    input: options.stdin ?? '',
    stdio: ['pipe', options.stdout ?? 'pipe', options.stderr ?? 'pipe'],
  };
  return [program, [...prefix, ...words], spawned];
}

function resultOf(
  { status, signal, stdout, stderr }: Awaited<ReturnType<typeof runToEnd>>,
  { asShown }: CliOptions,
): CliResult {
  checkDocuments(stdout ?? '');
  const told = asShown ? (stderr ?? '') : unwrapped(stderr ?? '');
  return { status, signal, stdout: stdout ?? '', stderr: told };
}

/** The command ended by itself, with this status, and printed no control character. */
export function expectEnd({ stdout, stderr, ...end }: CliResult, status: number): void {
  expect(end, stderr.slice(0, 1000)).toEqual({ status, signal: null });
  expect(stdout).not.toMatch(RAW);
  expect(stderr).not.toMatch(RAW);
}
