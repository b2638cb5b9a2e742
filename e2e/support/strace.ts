import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { limited } from './deadline.js';
import { environment } from './in-process.js';
import { NODE } from './node.js';

/** What may go wrong at a call: the process is killed before it, or it fails. */
type Wrong = 'KILL' | 'ENOSPC' | 'EIO' | 'EMFILE' | 'EACCES' | 'EDQUOT';

const NAMES: readonly Wrong[] = ['KILL', 'ENOSPC', 'EIO', 'EACCES', 'EDQUOT'];
const REMOVES: readonly Wrong[] = ['KILL', 'EIO', 'EACCES'];
const SYNCS: readonly Wrong[] = ['KILL', 'ENOSPC', 'EIO', 'EDQUOT'];

/** Calls of the system that open something or change something, and what may go wrong there. */
const CALLS: Readonly<Record<string, readonly Wrong[]>> = {
  openat: [...NAMES, 'EMFILE'],
  rename: NAMES,
  renameat2: NAMES,
  link: NAMES,
  linkat: NAMES,
  mkdir: NAMES,
  unlink: REMOVES,
  unlinkat: REMOVES,
  rmdir: REMOVES,
  write: SYNCS,
  pwrite64: SYNCS,
  ftruncate: SYNCS,
  fsync: SYNCS,
  fdatasync: SYNCS,
  fchmod: REMOVES,
  fchown: REMOVES,
};
/** To be killed before it reads is to be killed before the next change, and no disk is full then. */
const READS: readonly Wrong[] = ['EIO', 'EMFILE', 'EACCES'];

/** The n-th call of its name, and what goes wrong there. */
export interface Fault {
  readonly call: string;
  readonly nth: number;
  readonly fault: Wrong;
  /** The call opens something to read it. */
  readonly isRead: boolean;
}

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/** Why nothing can be traced here; null where it can. */
export function whyNoStrace(): string | null {
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true']);
  if (error) return 'there is no strace here';
  return status === 0 ? null : 'strace may not trace here';
}

/** Runs a program under strace; the calls of its main thread count, not those of its children. */
async function trace(
  words: readonly string[],
  program: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<Ended> {
  const child = spawn('strace', ['-qq', ...words, NODE, ...program], {
    cwd,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  // What strace traced would live on without it.
  const kill = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {}
  };
  onTestFinished(kill);
  signal?.addEventListener('abort', kill);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('exit', (status, signal) => setImmediate(() => resolve({ status, signal, said })));
  });
  return limited(program.join(' '), ended);
}

/**
 * All that may go wrong at the calls of a program that open or change something in its folder. The
 * program has to end well.
 */
export async function faultsOf(program: readonly string[], cwd: string): Promise<Fault[]> {
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-strace-'));
  try {
    const log = join(folder, 'log');
    const words = ['-y', '-s', '4096', '-o', log, '-e', `trace=${Object.keys(CALLS).join(',')}`];
    const { status, said } = await trace(words, program, cwd);
    if (status !== 0) throw new Error(`${program.join(' ')} ended with ${status}: ${said}`);
    const counts = new Map<string, number>();
    return readFileSync(log, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, call] = /^(\w+)\(/.exec(line) ?? [];
        if (call === undefined) return [];
        const nth = (counts.get(call) ?? 0) + 1;
        counts.set(call, nth);
        // A name, or a descriptor's: `openat(AT_FDCWD</the/folder>, "name"`, `fsync(17</the/folder/name>`.
        const [, named = ''] = /^\w+\((?:AT_FDCWD<[^>]*>, )?(.*)/.exec(line) ?? [];
        if (!/^(?:"|\d+<)/.test(named) || !named.includes(`${cwd}/`)) return [];
        const isRead = call === 'openat' && !/O_CREAT|O_WRONLY|O_RDWR/.test(line);
        return (isRead ? READS : (CALLS[call] ?? [])).map((fault) => ({
          call,
          nth,
          fault,
          isRead,
        }));
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs a program with a fault.
 *
 * @returns null where the fault met another call than was meant: Node writes to itself too, more or less
 *   often from one run to the next, and hangs where that fails
 */
export async function runWithFault(
  { call, nth, fault }: Fault,
  program: readonly string[],
  cwd: string,
): Promise<Ended | null> {
  const what = fault === 'KILL' ? 'signal=KILL' : `error=${fault}`;
  const inject = `inject=${call}:${what}:when=${nth}`;
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-strace-'));
  const log = join(folder, 'log');
  const words = ['-y', '-s', '4096', '-o', log, '-e', `trace=${call}`, '-e', inject];
  const stop = new AbortController();
  const look = setInterval(() => metOther(log, cwd) && stop.abort(), 200);
  try {
    const ended = await trace(words, program, cwd, stop.signal);
    return metOther(log, cwd) ? null : ended;
  } finally {
    clearInterval(look);
    rmSync(folder, { recursive: true });
  }
}

function metOther(log: string, cwd: string): boolean {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  const met = lines.find((line) => line.endsWith('(INJECTED)'));
  return met !== undefined && !met.includes(`${cwd}/`);
}
