import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { limited } from '../deadline.js';

/** Whether a program is installed. */
export function has(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;
}

/** Below those that the system gives to whoever asks for any: a daemon takes seconds to listen on its own. */
const PORTS = { first: 15_000, count: 15_000 };

/** A port of this machine that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return freePort();
  }
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a program that goes on until it is stopped, or this process ends, however it does. */
export function startDaemon(
  words: readonly string[],
  log: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const output = openSync(log, 'a');
  const daemon = spawn('setpriv', ['--pdeathsig', 'KILL', ...words], {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
  });
  closeSync(output);
  return daemon;
}

/** Stops what was started, the last first, and removes its folder. */
export async function stopDaemons(daemons: readonly ChildProcess[], folder: string): Promise<void> {
  for (const daemon of [...daemons].reverse()) {
    if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
    daemon.kill('SIGKILL');
    await once(daemon, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Waits until something is so that another process brings about. */
export function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  return limited(
    what,
    (async () => {
      while (!(await isSo())) await setTimeout(50);
    })(),
  );
}

/** Whether an HTTP server answers at all. */
export function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, (answer) => {
      answer.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
