import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

export function makeFifo(path: string): void {
  make('mkfifo', path);
}

/** The device behind `/dev/null`; only for root, see {@link whyNoDevice}. */
export function makeDevice(path: string): void {
  make('mknod', path, 'c', '1', '3');
}

/** A socket that somebody listens on until the test ends. */
export async function makeSocket(path: string): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
}

/** Why no device can be made here; null where one can. */
export function whyNoDevice(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-'));
  try {
    makeDevice(join(folder, 'device'));
    return null;
  } catch (error) {
    return `no device can be made here (${(error as Error).message})`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function make(program: string, ...words: string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim());
}

/** Skips the test where there is a reason to, and prints it. */
export function skipBecause({ skip, task }: TestContext, reason: string | null): void {
  if (reason === null) return;
  console.warn(`skipped: ${task.name}: ${reason}`);
  skip(reason);
}
