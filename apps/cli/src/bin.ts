#!/usr/bin/env node
import { escapeText } from '@org/model-registry-core';
import { isReaderGone, printRemark, printResult } from '@org/model-registry-selector';
import { statusOf } from './exit-status.js';
import { run } from './run.js';

process.on('uncaughtException', fail);

run(process.argv.slice(2), say, printResult)
  .then(({ output, notes, status }) => {
    for (const note of notes) say(note);
    process.exitCode ??= status;
    printResult(output);
  })
  .catch(fail);

/** That the reader went away ends the work, quietly. Any other failure is one. */
function fail(error: unknown): void {
  if (isReaderGone(error)) return;
  process.exitCode = statusOf(error);
  say(error instanceof Error ? error.message : String(error));
}

/** One remark on stderr; what a file or an argument brought into it cannot reach the terminal raw. */
function say(remark: string): void {
  for (const line of remark.split('\n')) {
    printRemark(`model-registry: ${escapeText(line, 1000)}\n`);
  }
}
