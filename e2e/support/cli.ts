import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { checkDocuments } from './documents.js';

/** The built command, as it is installed. */
export const CLI = fileURLToPath(
  new URL('../../apps/cli/dist/model-registry.cjs', import.meta.url),
);

/** What no output may hold: control characters other than the newline, and bidi overrides. */
export const RAW = /(?!\n)\p{Cc}|[\p{Bidi_Control}\u2028\u2029]/u;

/** Every test decides as if it were this moment. */
export const NOW = '2025-12-10T00:00:00Z';

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Milliseconds until the command counts as hanging, and is killed. */
  readonly timeout?: number;
  /** Without root's power to read everything; see `whyNotUnprivileged`. */
  readonly unprivileged?: boolean;
  /** Where the output goes instead of into the result: a descriptor, or nowhere. */
  readonly stdout?: number | 'ignore';
  readonly stderr?: number;
}

export interface CliResult {
  readonly status: number | null;
  /** Not null where the command was killed because it hung. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a process of its own and waits for its end. */
export function runCli(words: readonly string[], options: CliOptions = {}): CliResult {
  return runBuilt(CLI, words, options);
}

/** The same for any built program of ours. */
export function runBuilt(
  file: string,
  words: readonly string[],
  options: CliOptions = {},
): CliResult {
  const { MODEL_REGISTRY_MODELS_DIR: _, ...env } = process.env;
  const [program = '', ...prefix] =
    options.unprivileged && process.getuid?.() === 0
      ? [...AS_NOBODY, process.execPath]
      : [process.execPath];
  const { status, signal, stdout, stderr } = spawnSync(program, [...prefix, file, ...words], {
    cwd: options.cwd,
    env: { ...env, ...options.env },
    input: options.stdin ?? '',
    stdio: ['pipe', options.stdout ?? 'pipe', options.stderr ?? 'pipe'],
    timeout: options.timeout ?? 10_000,
    killSignal: 'SIGKILL',
    maxBuffer: 200_000_000,
    encoding: 'utf8',
  });
  checkDocuments(stdout ?? '');
  return { status, signal, stdout: stdout ?? '', stderr: stderr ?? '' };
}

const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** Why `unprivileged` cannot be had here; null where it can. */
export function whyNotUnprivileged(): string | null {
  if (process.getuid?.() !== 0) return null;
  const [program = '', ...words] = [...AS_NOBODY, 'true'];
  const { status } = spawnSync(program, words);
  return status === 0 ? null : 'root may read everything, and setpriv cannot drop that here';
}

/** The command ended by itself, with this status, and printed no control character. */
export function expectEnd({ stdout, stderr, ...end }: CliResult, status: number): void {
  expect(end, stderr.slice(0, 1000)).toEqual({ status, signal: null });
  expect(stdout).not.toMatch(RAW);
  expect(stderr).not.toMatch(RAW);
}
