import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { during } from '@org/model-registry-fs-scanner';
import { type Folder, inFolder } from '../files/folder.js';
import { SHARED, share } from '../files/share.js';
import { runFlock } from './flock.js';
import { clearHolder, type LockHolder, readHolder, writeHolder } from './lock-holder.js';

/** How long to wait for a lock, and what for. */
export interface LockOptions {
  /** Seconds to wait while another process holds the lock; 0 does not wait. */
  readonly waitSeconds: number;
  /** What the lock is for, in a few words, for those who have to wait: `train 1.4`. */
  readonly purpose: string;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A lock of the kernel: it is free as soon as every process that has the descriptor is gone, however
 * it ended, and never before.
 */
export interface Lock {
  /**
   * A child that gets this descriptor (in `stdio`) holds the lock too, should it outlive its
   * parent. Other children do not get it.
   */
  readonly fd: number;
  /** Gives the lock up, although children may still have the descriptor. */
  release(): Promise<void>;
}

/** Another process holds the lock. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  constructor(
    /** The lock file. */
    readonly file: string,
    /** Null where the lock file does not say. */
    readonly holder: LockHolder | null,
  ) {
    super(`${file} is locked by ${holder ? describe(holder) : 'another process'}`);
  }
}

/**
 * Takes a lock, or waits for it. The lock is a `flock(2)` on the file, which is made where it is
 * missing and never deleted; its content says who holds it. Only who may write in its folder may open it.
 *
 * @param file in a folder of the models directory
 * @throws BusyError where another process still holds it after the time
 * @throws the reason of the signal, where that ends the waiting
 * @throws Error where the file cannot be opened, or there is no program `flock` (util-linux)
 * @example
 * const lock = await acquireLock('models/.registry/training.lock', { waitSeconds: 10, purpose: 'train' });
 * spawn('python3', ['train.py'], { stdio: ['inherit', 'inherit', 'inherit', lock.fd] });
 */
export async function acquireLock(file: string, options: LockOptions): Promise<Lock> {
  const until = performance.now() + options.waitSeconds * 1_000;
  for (;;) {
    const fd = openLockFile(file);
    try {
      await take(fd, file, until - performance.now(), options.signal);
      if (isStillThere(fd, file)) {
        writeHolder(fd, options.purpose);
        return lockOn(fd);
      }
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    closeSync(fd);
  }
}

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

function openLockFile(file: string): number {
  try {
    const folder = dirname(file);
    return inFolder({ modelsDir: dirname(folder) }, folder, (open) =>
      openOrMake(open, basename(file)),
    );
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`lock file ${file} cannot be opened: ${message}`, { cause: error });
  }
}

/** Whoever can open the file can hold the lock: one of ours that more may open is closed to them. */
function openOrMake(folder: Folder, name: string): number {
  const fd = openEither(folder.at(name));
  share(fd, folder.at('.'), SHARED.forWritersOnly);
  return fd;
}

function openEither(file: string): number {
  try {
    return openSync(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return openSync(file, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  }
}

async function take(
  fd: number,
  file: string,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await runFlock(['-x', '-n'], fd, signal)) return;
  const seconds = (milliseconds / 1_000).toFixed(3);
  const mayWait = Number(seconds) > 0;
  const wait = () => runFlock(['-x', '-w', seconds], fd, signal);
  if (mayWait && (await during(waitingFor(file, seconds), wait))) return;
  throw new BusyError(file, readHolder(file));
}

function waitingFor(file: string, seconds: string): string {
  const holder = readHolder(file);
  const who = holder ? `${holder.purpose}, process ${holder.pid}` : 'another process';
  return `waiting up to ${Math.ceil(Number(seconds))} s for the lock of ${who}`;
}

/** False where somebody deleted the file while we waited: others would lock a new one. */
function isStillThere(fd: number, file: string): boolean {
  const [ours, named] = [fstatSync(fd), statSync(file, { throwIfNoEntry: false })];
  return named?.ino === ours.ino && named.dev === ours.dev;
}

function lockOn(fd: number): Lock {
  let isHeld = true;
  let mayBeShared = false;
  return {
    get fd() {
      mayBeShared = true;
      return fd;
    },
    async release() {
      if (!isHeld) return;
      isHeld = false;
      clearHolder(fd);
      // Closing frees it too, children of ours aside. What was done under the lock is done.
      if (mayBeShared) await runFlock(['-u'], fd).catch(() => {});
      closeSync(fd);
    },
  };
}

function describe({ pid, purpose, since, host }: LockHolder): string {
  const ended = host === hostname() && !isRunning(pid);
  const remark = ended ? '; it has ended, and a process that it started still holds the lock' : '';
  return `process ${pid} on ${host} since ${since} (${purpose})${remark}`;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
