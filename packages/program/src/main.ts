import { fstatSync } from 'node:fs';
import { escapeText, jsonPieces, nearest, type Remark } from '@org/model-registry-core';
import { type Failure, flag, type Io } from './command/command.js';
import { renderCommandHelp, renderHelp } from './command/help.js';
import { findCommand, parseArguments, placeOfCommand } from './command/parse.js';
import { COMPLETE, complete } from './completion/complete.js';
import { linesOf, UsageError } from './errors.js';
import { EXIT, type ExitStatus, statusOfError } from './exit-status.js';
import type { Program } from './program.js';
import { mustNotBlock } from './signals.js';
import { type ActivityLine, showActivity } from './terminal/activity-line.js';
import { hintAt } from './terminal/hints.js';
import { sentenceText } from './terminal/render.js';
import { isReaderGone, writeAll } from './terminal/write.js';

/**
 * Runs a program as this process: with the process's words, streams and exit status.
 *
 * @example main(PROGRAM)
 */
export function main(program: Program): void {
  const words = process.argv.slice(2);
  const line = showActivity(isTerminal, (text) => writeAll(2, text));
  const io = processIo(program, fail, line);
  process.on('uncaughtException', fail);
  runProgram(program, words, io).then((status) => {
    line.stop();
    process.exitCode ??= status;
    // What a reader has not taken yet does not keep a program that was asked to end. Where all was written at
    // once nothing is left to wait for, and to end so is quicker than to take everything down.
    if (status >= EXIT.hangup || !isPending) process.exit();
  });

  /** That the reader went away ends the work, quietly. Any other failure is one. */
  function fail(error: unknown): void {
    if (isReaderGone(error) && !program.needsReader) return;
    isPending = true;
    process.exitCode = statusOfError(error, program.statusOf);
    void sayError(program, words, error, io);
  }
}

/**
 * Writes at once, and loads no streams. While signals are listened for, and after one, nothing may wait for a reader:
 * then the streams keep what is not taken yet. A remark that cannot be written is lost; the exit
 * status still tells what happened.
 */
function processIo(
  { name, needsReader }: Program,
  fail: (error: unknown) => void,
  line: ActivityLine,
): Io {
  const show = (text: string) => {
    line.erase();
    if (mustNotBlock()) return write(process.stderr, text, () => {});
    try {
      writeAll(2, text);
    } catch {}
  };
  return {
    show,
    // What a file or an argument brought into a remark cannot reach the terminal raw.
    say: (remark) => show(sentenceText(name, remark)),
    sayError: (error) => show(sentenceText(name, error, 'red')),
    print(text) {
      line.erase();
      if (mustNotBlock()) return write(process.stdout, text, fail);
      try {
        writeAll(1, text);
      } catch (error) {
        if (needsReader || !isReaderGone(error)) throw error;
      }
    },
    get isTerminal() {
      return isTerminal();
    },
  };
}

/** Asked of the kernel first: to load `process.stderr` takes long. */
function isTerminal(): boolean {
  return fstatSync(2).isCharacterDevice() && process.stderr.isTTY;
}

/** A text may still wait for its reader, or an error to be told. */
let isPending = false;

function write(stream: NodeJS.WriteStream, text: string, onError: (error: unknown) => void): void {
  isPending = true;
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
  else showError(error, io);
}

/** How a command line is to be written is shown as it is. */
function showError(error: unknown, io: Io): void {
  linesOf(error).forEach(io.sayError);
  if (!(error instanceof UsageError) || error.usage === null) return;
  for (const line of error.usage.split('\n')) io.show(`${escapeText(line)}\n`);
}

function tell(remark: Remark | Failure, io: Io): void {
  if (typeof remark === 'string' || 'warning' in remark) {
    io.say(remark);
    return;
  }
  io.sayError(remark.sentence);
  for (const line of remark.lines) io.show(`${line}\n`);
}

async function run(program: Program, words: readonly string[], io: Io): Promise<ExitStatus> {
  hintAt(null);
  const [first] = words;
  if (first === COMPLETE) {
    io.print(await complete(program, words.slice(1)));
    return EXIT.done;
  }
  if (first === undefined || !program.commands.has(first)) {
    const page = aboutProgram(program, words);
    if (page !== null) return print(page);
  }
  const found = findCommand(program, words);
  if (!found) throw noCommand(program, words);
  const arguments_ = parseArguments(program, found);
  hintAt(arguments_);
  if (flag(arguments_, 'help')) return print(renderCommandHelp(program, found.command));
  if (flag(arguments_, 'version')) return print(`${program.version}\n`);
  const outcome = await found.command.run(arguments_, io);
  const { text, json, remarks, status } = outcome;
  for (const remark of remarks) tell(remark, io);
  try {
    const document = flag(arguments_, 'json') ? json() : null;
    if (document === null) print(text());
    else printDocument(document, io);
  } finally {
    await outcome.afterwards?.(io);
  }
  return status;

  function print(output: string): ExitStatus {
    if (output !== '') io.print(output);
    return EXIT.done;
  }
}

/** Piece by piece: the whole may be larger than a text can be. */
function printDocument(document: object, io: Io): void {
  let last = '';
  for (const piece of jsonPieces(document)) {
    if (last !== '') io.print(last);
    last = piece;
  }
  io.print(`${last}\n`);
}

const HELP = new Set(['help', '--help', '-h']);
const VERSION = new Set(['version', '--version', '-v']);
/** Of these, what stands in place of a command and looks like an option. */
const LONG = ['--help', '--version'];

/**
 * What tells about the program in place of a command: its version, or the help of all or of one command.
 *
 * @returns null for any other command line
 */
function aboutProgram(program: Program, words: readonly string[]): string | null {
  const [first, second] = words;
  const hasDefault = program.commands.has(program.defaultCommand ?? '');
  if (first === undefined) return hasDefault ? null : renderHelp(program);
  if (VERSION.has(first) && words.length === 1) return `${program.version}\n`;
  if (!HELP.has(first)) return null;
  if (second === undefined || second.startsWith('-')) return renderHelp(program);
  const command = program.commands.get(second);
  if (!command) throw noCommand(program, [second]);
  return renderCommandHelp(program, command);
}

/** Names the nearest command. */
function noCommand(program: Program, words: readonly string[]): UsageError {
  const at = placeOfCommand(program, words);
  const lists = `${program.name} --help lists the commands`;
  const word = at === null ? undefined : words[at];
  if (word === undefined) {
    const option = nearest(words[0] ?? '', LONG);
    const what = option === null ? 'a command is missing; ' : `did you mean ${option}? `;
    return new UsageError(`${what}${lists}`);
  }
  const near = nearest(word.toLowerCase(), program.commands.keys());
  const meant = near === null ? '' : `: did you mean ${near}?`;
  return new UsageError(`there is no command ${word || "''"}${meant || ';'} ${lists}`);
}
