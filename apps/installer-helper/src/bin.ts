#!/usr/bin/env node
import { escapeText } from '@org/model-registry-core';
import { statusOf } from './exit-status.js';
import { run } from './run.js';

// A decision that cannot be handed over is none.
process.stdout.on('error', fail);
// A remark that nobody can read is lost; the exit status still tells.
process.stderr.on('error', () => {});
process.on('uncaughtException', fail);

run(process.argv.slice(2), { say, show }).then((output) => {
  process.stdout.write(output);
}, fail);

function fail(error: unknown): void {
  process.exitCode = statusOf(error);
  say(error instanceof Error ? error.message : String(error));
}

/** One remark on stderr; what a file or an argument brought into it cannot reach the terminal raw. */
function say(remark: string): void {
  for (const line of remark.split('\n')) {
    process.stderr.write(`model-registry-installer: ${escapeText(line, 1000)}\n`);
  }
}

/** Text for a person, on stderr; it is escaped already. */
function show(text: string): void {
  process.stderr.write(text);
}
