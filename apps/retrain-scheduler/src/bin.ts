#!/usr/bin/env node
import { statusOf } from './exit-status.js';
import { humanLog, jsonLog } from './log.js';
import { parseArguments, VERBS } from './parse-arguments.js';
import { run } from './run.js';

// The reader may go away (`| head`): that ends the work, quietly. Any other failure is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  const isForPeople = process.stderr.isTTY || !isRun(words);
  const log = isForPeople ? humanLog() : await jsonLog();
  const fail = (error: unknown) => {
    process.exitCode = statusOf(error);
    log('error', 'error', error instanceof Error ? error.message : String(error));
  };
  process.on('uncaughtException', fail);
  try {
    const { output, status } = await run(parseArguments(words), log);
    process.exitCode ??= status;
    process.stdout.write(output);
  } catch (error) {
    fail(error);
  }
}

/** Only a run is logged for programs; what a person asks is answered to one. */
function isRun(words: readonly string[]): boolean {
  return !VERBS.some((verb) => verb !== 'run' && words.includes(verb));
}
