#!/usr/bin/env node
import { escapeText } from '@org/model-registry-core';
import { statusOf } from './exit-status.js';
import { run } from './run.js';

// The reader may go away (`| head`): that ends the work, quietly. Any other failure is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') fail(error);
});
// A remark that nobody can read is lost; the exit status still tells.
process.stderr.on('error', () => {});
process.on('uncaughtException', fail);

run(process.argv.slice(2), say, (text) => process.stdout.write(text)).then(
  ({ output, notes, status }) => {
    for (const note of notes) say(note);
    process.exitCode ??= status;
    // A watch has printed its lines: to write nothing would only repeat what failed.
    if (output !== '') process.stdout.write(output);
  },
  fail,
);

function fail(error: unknown): void {
  process.exitCode = statusOf(error);
  say(error instanceof Error ? error.message : String(error));
}

/** One remark on stderr; what a file or an argument brought into it cannot reach the terminal raw. */
function say(remark: string): void {
  for (const line of remark.split('\n')) {
    process.stderr.write(`model-registry: ${escapeText(line, 1000)}\n`);
  }
}
