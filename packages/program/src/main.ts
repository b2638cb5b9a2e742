import { fstatSync } from 'node:fs';
import { escapeText, toJson } from '@org/model-registry-core';
import { flag, type Io } from './command/command.js';
import { renderCommandHelp, renderHelp } from './command/help.js';
import { findCommand, parseArguments } from './command/parse.js';
import { COMPLETE, complete } from './completion/complete.js';
import { linesOf, UsageError } from './errors.js';
import { EXIT, type ExitStatus, statusOfError } from './exit-status.js';
import type { Program } from './program.js';
import { mustNotBlock } from './signals.js';
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
 * Writes at once, and loads no streams. While signals are listened for, and after one, nothing may wait for a reader:
 * then the streams keep what is not taken yet. A remark that cannot be written is lost; the exit
 * status still tells what happened.
 */
function processIo({ name, needsReader }: Program, fail: (error: unknown) => void): Io {
  const show = (text: string) => {
    if (mustNotBlock()) return write(process.stderr, text, () => {});
    try {
      writeAll(2, text);
    } catch {}
  };
  return {
    show,
    // What a file or an argument brought into a remark cannot reach the terminal raw.
    say: (remark) => show(`${name}: ${escapeText(remark, 1000)}\n`),
    print(text) {
      if (mustNotBlock()) return write(process.stdout, text, fail);
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

/**
 * Carries out one command line in this process, and prints what it gives. Reads the environment and
 * the current directory. Of the process it changes only whose it is, where root works on the models
 * directory of another user; no exit status is set.
 *
 * @param words what stands behind the program's name
 * @returns the exit status; errors are told and have one too
 * @example await runProgram(PROGRAM, ['list', '--json'], io) // 0
 */
export async function runProgram(
  program: Program,
  words: readonly string[],
  io: Io,
): Promise<ExitStatus> {
  try {
    return await run(program, words, io);
  } catch (error) {
    await sayError(program, words, error, io);
    return statusOfError(error, program.statusOf);
  }
}

/** Tells a person, or a log, about an error. */
async function sayError(
  program: Program,
  words: readonly string[],
  error: unknown,
  io: Io,
): Promise<void> {
  if (program.sayError) await program.sayError(error, findCommand(program, words), io);
  else linesOf(error).forEach(io.say);
}

async function run(program: Program, words: readonly string[], io: Io): Promise<ExitStatus> {
  const [first] = words;
  if (first === COMPLETE) {
    io.print(await complete(program, words.slice(1)));
    return EXIT.done;
  }
  if (first === '--version') return print(`${program.version}\n`);
  if (first === '--help' || first === '-h') return print(renderHelp(program));
  const found = findCommand(program, words);
  if (!found) {
    const wrong = first === undefined ? 'a command is missing' : `there is no command ${first}`;
    throw new UsageError(`${wrong}; ${program.name} --help lists the commands`);
  }
  const arguments_ = parseArguments(program, found);
  if (flag(arguments_, 'help')) return print(renderCommandHelp(program, found.command));
  if (flag(arguments_, 'version')) return print(`${program.version}\n`);
  const outcome = await found.command.run(arguments_, io);
  const { text, json, remarks, status } = outcome;
  for (const remark of remarks) io.say(remark);
  try {
    const document = flag(arguments_, 'json') ? json() : null;
    print(document ? `${toJson(document)}\n` : text());
  } finally {
    await outcome.afterwards?.(io);
  }
  return status;

  function print(output: string): ExitStatus {
    if (output !== '') io.print(output);
    return EXIT.done;
  }
}
