import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { bot } from './support/bot.js';
import { CLI } from './support/cli.js';
import { limited } from './support/deadline.js';
import { version } from './support/models.js';
import { NODE } from './support/node.js';
import { makeFifo } from './support/special-files.js';

/** A FIFO that nobody but this process reads, and only when asked to. */
function fifo(folder: string) {
  const path = join(folder, 'pipe');
  makeFifo(path);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(descriptor));
  return {
    descriptor,
    async firstLine(): Promise<void> {
      for (let text = ''; !text.includes('\n'); await setTimeout(5)) {
        const buffer = Buffer.alloc(65_536);
        try {
          text += buffer.toString('utf8', 0, readSync(descriptor, buffer));
        } catch (error) {
          expect(error).toMatchObject({ code: 'EAGAIN' });
        }
      }
    },
    fill(): void {
      for (const bytes of [4_096, 1]) {
        try {
          for (;;) writeSync(descriptor, Buffer.alloc(bytes, 'x'));
        } catch (error) {
          expect(error).toMatchObject({ code: 'EAGAIN' });
        }
      }
    },
  };
}

it.each([
  ['standard output', 'ignore'],
  ['standard output and errors', 'pipe'],
])('with %s on a full pipe, watch ends when it is asked to', async (_, errors) => {
  const own = bot(version('1.0'));
  const pipe = fifo(own.cwd);
  const child = spawn(NODE, [CLI, 'watch'], {
    cwd: own.cwd,
    stdio: ['ignore', pipe.descriptor, errors === 'pipe' ? pipe.descriptor : 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await limited('the first line', pipe.firstLine());
  pipe.fill();
  child.kill('SIGTERM');
  expect(await limited('watch to end', ended)).toEqual([143, null]);
});
