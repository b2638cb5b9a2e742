import { fstatSync } from 'node:fs';

/**
 * Tells when nobody reads standard output any more. A write tells, but a program that waits
 * has nothing to write, and Node does not ask the kernel; `tail -f` of GNU does, and ends with
 * SIGPIPE. It holds the output open, so it is killed together with this process, by the kernel
 * (`setpriv` of util-linux), and where this process is gone before that could be asked for, it sees
 * so itself (`--pid`): else a reader would wait for ever for the end of a process that was killed.
 * Where these programs are missing, or the output is no pipe, the next write tells.
 *
 * @returns ends the looking
 */
export async function whenReaderGone(callback: () => void): Promise<() => void> {
  process.stdout.on('close', callback);
  if (!fstatSync(1).isFIFO()) return () => {};
  // Loaded when it is needed: commands that end by themselves start faster.
  const { spawn } = await import('node:child_process');
  const wait = ['tail', '--follow', `--pid=${process.pid}`, '/dev/null'];
  const tail = spawn('setpriv', ['--pdeathsig', 'KILL', ...wait], {
    stdio: ['ignore', 1, 'ignore'],
  });
  tail.on('error', () => {});
  tail.on('exit', (_, signal) => signal === 'SIGPIPE' && callback());
  return () => tail.kill();
}
