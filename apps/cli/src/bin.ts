#!/usr/bin/env node
import { escapeText } from '@org/model-registry-core';
import { isReaderGone, linesOf, printRemark, printResult } from '@org/model-registry-selector';
import { InterruptedError } from '@org/model-registry-training-gate';
import { statusOf } from './exit-status.js';
import { run } from './run.js';

process.on('uncaughtException', fail);

run(process.argv.slice(2), sayMeanwhile, print)
  .then(({ output, notes, status }) => {
    for (const note of notes) printRemark(line(note));
    process.exitCode ??= status;
    printResult(output);
  })
  .catch(fail);

/** That the reader went away ends the work, quietly. Any other failure is one. */
function fail(error: unknown): void {
  if (isReaderGone(error)) return;
  process.exitCode = statusOf(error);
  for (const each of linesOf(error)) printRemark(line(each));
  // What a reader has not taken yet does not keep a program that was asked to end.
  if (error instanceof InterruptedError) process.exit();
}

/**
 * A remark while the work goes on. Through the stream, where what a reader does not take waits: the
 * work does not, and signals are heard. One that cannot be written is lost.
 */
function sayMeanwhile(remark: string): void {
  const { stderr } = process;
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => {});
  stderr.write(line(remark));
}

/** The same for a part of the result. */
function print(text: string): void {
  const { stdout } = process;
  if (stdout.listenerCount('error') === 0) stdout.on('error', fail);
  stdout.write(text);
}

/** What a file or an argument brought into a remark cannot reach the terminal raw. */
function line(remark: string): string {
  return `model-registry: ${escapeText(remark, 1000)}\n`;
}
