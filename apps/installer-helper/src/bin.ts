#!/usr/bin/env node
import { escapeText } from '@org/model-registry-core';
import { linesOf, printRemark, printResult } from '@org/model-registry-selector';
import { statusOf } from './exit-status.js';
import { run } from './run.js';

process.on('uncaughtException', fail);

// A decision that cannot be handed over is none.
run(process.argv.slice(2), { say, show: printRemark }).then(printResult).catch(fail);

function fail(error: unknown): void {
  process.exitCode = statusOf(error);
  linesOf(error).forEach(say);
}

/** One remark on stderr; what a file or an argument brought into it cannot reach the terminal raw. */
function say(remark: string): void {
  printRemark(`model-registry-installer: ${escapeText(remark, 1000)}\n`);
}
