import { fstatSync } from 'node:fs';
import { escapeText } from '@org/model-registry-core';
import type { Io } from './command/command.js';
import { EXIT, statusOfError } from './exit-status.js';
import { type Program, runProgram, sayError } from './program.js';
import { isListeningForSignals } from './signals.js';
import { isReaderGone, writeAll } from './terminal/write.js';

/**
 * Runs a program as this process: with the process's words, streams and exit status.
 *
 * @example main(PROGRAM)
 */
export function main(program: Program): void {
  const words = process.argv.slice(2);
  const io = processIo(program, fail);
  process.on('uncaughtException', fail);
  runProgram(program, words, io).then((status) => {
    process.exitCode ??= status;
    // What a reader has not taken yet does not keep a program that was asked to end.
    if (status >= EXIT.hangup) process.exit();
  });

  /** That the reader went away ends the work, quietly. Any other failure is one. */
  function fail(error: unknown): void {
    if (isReaderGone(error) && !program.needsReader) return;
    process.exitCode = statusOfError(error, program.statusOf);
    void sayError(program, words, error, io);
  }
}

/**
 * Writes at once, and loads no streams. While signals are listened for nothing may wait for a reader:
 * then the streams keep what is not taken yet. A remark that cannot be written is lost; the exit
 * status still tells what happened.
 */
function processIo({ name, needsReader }: Program, fail: (error: unknown) => void): Io {
  const show = (text: string) => {
    if (isListeningForSignals()) return write(process.stderr, text, () => {});
    try {
      writeAll(2, text);
    } catch {}
  };
  return {
    show,
    // What a file or an argument brought into a remark cannot reach the terminal raw.
    say: (remark) => show(`${name}: ${escapeText(remark, 1000)}\n`),
    print(text) {
      if (isListeningForSignals()) return write(process.stdout, text, fail);
      try {
        writeAll(1, text);
      } catch (error) {
        if (needsReader || !isReaderGone(error)) throw error;
      }
    },
    get isTerminal() {
      return fstatSync(2).isCharacterDevice() && process.stderr.isTTY;
    },
  };
}

function write(stream: NodeJS.WriteStream, text: string, onError: (error: unknown) => void): void {
  if (stream.listenerCount('error') === 0) stream.on('error', onError);
  stream.write(text);
}
