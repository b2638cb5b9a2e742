import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment, unwrapped } from './in-process.js';
import { NODE } from './node.js';
import { type SpawnOptions, spawnToEnd } from './spawn.js';

/** What a program reads a file with. */
const READS = 'openat,read,pread64,readlink,statx,getdents64';

export interface FaultResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a built program while every read of one file, or every listing of one folder, fails. */
export function runWithFault(
  command: readonly string[],
  fault: { readonly path: string; readonly code: string; readonly calls?: string },
  options: SpawnOptions = {},
): FaultResult {
  const { path, code, calls = READS } = fault;
  const strace = [
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-o',
    '/dev/null',
    '-P',
    path,
    '-e',
    `trace=${calls}`,
  ];
  const inject = ['-e', `inject=${calls}:error=${code}`];
  return run('strace', [...strace, ...inject, NODE, ...command], options);
}

const LEAVE_FILES = fileURLToPath(new URL('leave-files.cjs', import.meta.url));

/** Runs a built program that may open so many files more at a time than those that it has. */
export function runWithFiles(
  left: number,
  command: readonly string[],
  options: SpawnOptions = {},
): FaultResult {
  const env = { ...environment(), LEAVE_FILES: String(left) };
  const words = ['--nofile=256:', NODE, '--require', LEAVE_FILES, ...command];
  return run('prlimit', words, { env, ...options });
}

function run(program: string, words: readonly string[], options: SpawnOptions): FaultResult {
  const { status, stdout, stderr } = spawnToEnd(program, words, { env: environment(), ...options });
  return { status, stdout, stderr: unwrapped(stderr) };
}

/** Lowers how many files a running process may have open, or raises it again. */
export function limitFiles(pid: number, most: number): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${most}:`]);
  if (status !== 0) throw new Error(String(stderr));
}

/** Why no fault can be injected here; null where one can. */
export function whyNoFaults(): string | null {
  const { error, status } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']);
  if (error) return 'there is no strace';
  return status === 0 ? null : 'strace may trace nothing here';
}
