import { toJson } from '@org/model-registry-core';
import { type Command, flag, type Io, type OptionTable } from './command/command.js';
import { renderCommandHelp, renderHelp } from './command/help.js';
import { type CommandLine, findCommand, parseArguments } from './command/parse.js';
import { COMPLETE, complete } from './completion/complete.js';
import { linesOf, UsageError } from './errors.js';
import { EXIT, type ExitStatus, statusOfError } from './exit-status.js';

/** One executable: all that its command line takes. */
export interface Program {
  /** As it is called. */
  readonly name: string;
  readonly version: string;
  /** What it is for, at the top of its help. */
  readonly help: string;
  /** Options that all commands take: `help`, and `version` unless it has to stand before any command. */
  readonly options: OptionTable;
  /**
   * Commands by their names, in the order of the help. A program without verbs has one, and its name
   * is empty.
   */
  readonly commands: ReadonlyMap<string, Command>;
  /** The command where none is named. */
  readonly defaultCommand?: string;
  /** The paragraph of the help that begins with `Exit status:`. */
  readonly exitStatus: string;
  /** Whether a result that nobody reads is a failure; else the reader may go away at any time. */
  readonly needsReader?: boolean;
  /** The exit status for an error that only this program knows; null for others. */
  statusOf?(error: unknown): ExitStatus | null;
  /** Tells an error in another way than by lines on stderr. */
  sayError?(error: unknown, commandLine: CommandLine | null, io: Io): Promise<void>;
}

/**
 * Carries out one command line in this process, and prints what it gives. Reads the environment and
 * the current directory, and changes nothing of the process: no exit status is set.
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
export async function sayError(
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
  const { text, json, remarks, status } = await found.command.run(arguments_, io);
  for (const remark of remarks) io.say(remark);
  const document = flag(arguments_, 'json') ? json() : null;
  print(document ? `${toJson(document)}\n` : text());
  return status;

  function print(output: string): ExitStatus {
    if (output !== '') io.print(output);
    return EXIT.done;
  }
}
