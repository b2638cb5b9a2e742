import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it, onTestFinished } from 'vitest';
import { BusyError, trainingLock, withStoreLock } from '../../src/index.js';
import { acquireLock } from '../../src/locks/lock.js';
import { directoryOf, killed, QUICK, startChild } from '../support.js';

const PATIENT = { waitSeconds: 10, purpose: 'patience' };

function lockFile(): string {
  return join(directoryOf({ '.registry/x': '' }), '.registry/training.lock');
}

/** A process that holds the lock; an heir of its gets the descriptor. */
const startHolder = (file: string, ...heir: string[]) =>
  startChild('hold', join(file, '../..'), ...heir);

async function refusal(file: string): Promise<BusyError> {
  const error = await acquireLock(file, QUICK).catch((error) => error);
  expect(error).toBeInstanceOf(BusyError);
  return error;
}

it('excludes other processes, and tells who holds it', async () => {
  const file = lockFile();
  const { child } = await startHolder(file);
  const { holder, message } = await refusal(file);
  expect(holder).toEqual({
    pid: child.pid,
    purpose: 'a child',
    since: expect.stringMatching(/^20.*Z$/),
    host: hostname(),
  });
  expect(message).toMatch(`is locked by process ${child.pid} on ${hostname()} since 20`);
  expect(message).toMatch(/\(a child\)$/);
});

it('is free as soon as its holder is killed, for one who waits too', async () => {
  const file = lockFile();
  const { child } = await startHolder(file);
  const waiting = acquireLock(file, PATIENT);
  await killed(child);
  await (await waiting).release();
  await (await acquireLock(file, QUICK)).release();
});

it('is still held by a child that outlives its parent', async () => {
  const file = lockFile();
  const { child, line } = await startHolder(file, 'heir');
  const heir = Number(line);
  onTestFinished(() => void process.kill(heir, 'SIGKILL'));
  await killed(child);
  expect((await refusal(file)).message).toContain('it has ended, and a process that it started');
  onTestFinished(() => {});
  process.kill(heir, 'SIGSTOP');
  await refusal(file);
});

it('is free when the child that outlived its parent is gone', async () => {
  const file = lockFile();
  const { child, line } = await startHolder(file, 'heir');
  await killed(child);
  const waiting = acquireLock(file, PATIENT);
  process.kill(Number(line), 'SIGKILL');
  await (await waiting).release();
});

it('is not taken from a holder that is stopped', async () => {
  const file = lockFile();
  const { child } = await startHolder(file);
  child.kill('SIGSTOP');
  await refusal(file);
  await expect(acquireLock(file, { ...QUICK, waitSeconds: 0.3 })).rejects.toThrow(BusyError);
});

it('can be given up although a background child still has the descriptor', async () => {
  const file = lockFile();
  const { child, line } = await startHolder(file, 'heir');
  onTestFinished(() => void process.kill(Number(line), 'SIGKILL'));
  await refusal(file);
  const released = new Promise((resolve) => child.stdout?.once('data', resolve));
  child.stdin?.end();
  await released;
  await (await acquireLock(file, QUICK)).release();
});

it('is exclusive within a process, and can be given up twice', async () => {
  const file = lockFile();
  const lock = await acquireLock(file, QUICK);
  await refusal(file);
  await lock.release();
  await lock.release();
  await (await acquireLock(file, QUICK)).release();
});

it('one of many who wait has it at a time', async () => {
  const dir = join(directoryOf({}), 'models');
  let inside = 0;
  const visits = Array.from({ length: 8 }, () =>
    withStoreLock(registryAt(dir), PATIENT, async () => {
      inside += 1;
      await new Promise(setImmediate);
      expect(inside).toBe(1);
      inside -= 1;
    }),
  );
  await Promise.all(visits);
});

it('is given up when what was done under it fails', async () => {
  const dir = directoryOf({});
  const failing = withStoreLock(registryAt(dir), QUICK, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withStoreLock(registryAt(dir), QUICK, () => 'done')).toBe('done');
});

it('the training lock and the store lock are two', async () => {
  const dir = directoryOf({});
  const lock = await trainingLock(registryAt(dir), QUICK);
  expect(await withStoreLock(registryAt(dir), QUICK, () => 'done')).toBe('done');
  await expect(trainingLock(registryAt(dir), QUICK)).rejects.toThrow(BusyError);
  await lock.release();
});

it('stops waiting when it is told to', async () => {
  const file = lockFile();
  const lock = await acquireLock(file, QUICK);
  const controller = new AbortController();
  const waiting = acquireLock(file, { ...PATIENT, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await lock.release();
});

it('Ctrl-C in a terminal does not reach what it waits with', async () => {
  const file = lockFile();
  const lock = await acquireLock(file, QUICK);
  const waiting = acquireLock(file, PATIENT);
  const words = ['-o', 'pid=,pgid=,args=', '--ppid', String(process.pid)];
  let flock: string | undefined;
  while (flock === undefined) {
    const { stdout } = spawnSync('ps', words, { encoding: 'utf8' });
    flock = stdout.split('\n').find((line) => line.includes('flock -x -w'));
    await new Promise(setImmediate);
  }
  const [pid, group] = flock.trim().split(/\s+/);
  expect(group).toBe(pid);
  await lock.release();
  await (await waiting).release();
});

it('a file that was deleted while we waited is not what we lock', async () => {
  const file = lockFile();
  const first = await acquireLock(file, QUICK);
  const waiting = acquireLock(file, PATIENT);
  unlinkSync(file);
  await first.release();
  const second = await waiting;
  expect(statSync(file).isFile()).toBe(true);
  await refusal(file);
  await second.release();
});

it.each([
  [''],
  ['\0'.repeat(10_000)],
  ['{"pid": 1'],
  ['{"pid": -1, "purpose": "", "since": "2026-01-01", "host": ""}'],
  ['{"pid": 1, "purpose": "", "since": "\u001b[2J", "host": ""}'],
  ['[]'],
])('what a lock file says need not make sense: %.30j', async (content) => {
  const file = lockFile();
  const lock = await acquireLock(file, QUICK);
  writeFileSync(file, content);
  expect((await refusal(file)).message).toBe(`${file} is locked by another process`);
  await lock.release();
});

it('a free lock names no past holder, and one who wrote nothing is another process', async () => {
  const file = lockFile();
  await (await acquireLock(file, { ...QUICK, purpose: 'pin 1.0' })).release();
  expect(readFileSync(file, 'utf8')).toBe('');
  const other = spawn('flock', [file, 'sh', '-c', 'echo; read x'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void other.stdin.end());
  await new Promise((resolve) => other.stdout.once('data', resolve));
  expect(await refusal(file)).toMatchObject({
    holder: null,
    message: `${file} is locked by another process`,
  });
});

it('what a lock file says is safe to print', async () => {
  const file = lockFile();
  const lock = await acquireLock(file, { ...QUICK, purpose: `\u001b[2J${'x'.repeat(5_00)}` });
  const { holder } = await refusal(file);
  expect(holder?.purpose).toMatch(/^\\u001b\[2Jx{196}…$/);
  await lock.release();
});

it('a lock file that is no file is an error that names it', async () => {
  const dir = directoryOf({ 'lock/x': '' });
  const file = join(dir, 'lock');
  await expect(acquireLock(file, QUICK)).rejects.toThrow(`lock file ${file} cannot be opened`);
});

it.each([
  [0o755, 0o600],
  [0o775, 0o660],
  [0o700, 0o600],
])('in a folder of mode %o only who may write may open it', async (folder, file) => {
  const dir = directoryOf({});
  chmodSync(dir, folder);
  await withStoreLock(registryAt(dir), QUICK, () => {});
  expect(statSync(registryAt(dir).storeLock).mode & 0o777).toBe(file);
});

it('one of ours that all may open is closed to them by the next who takes it', async () => {
  const file = lockFile();
  writeFileSync(file, '');
  chmodSync(join(file, '../..'), 0o755);
  chmodSync(join(file, '..'), 0o755);
  chmodSync(file, 0o666);
  await (await acquireLock(file, QUICK)).release();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
