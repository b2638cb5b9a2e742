import { parseArgs } from 'node:util';
import { nearest } from '@org/model-registry-core';
import { UsageError } from '../errors.js';
import type { Program } from '../program.js';
import type { Arguments, Command, CommandLine, OptionTable } from './command.js';

/**
 * Finds the command that a command line names. It is the first word that is neither an option nor the
 * value of one; a program with a default command may go without.
 *
 * @param words what stands behind the program's name
 * @returns null where there is no such command
 */
export function findCommand(program: Program, words: readonly string[]): CommandLine | null {
  const at = placeOfCommand(program, words);
  const name = at === null ? program.defaultCommand : words[at];
  const command = program.commands.get(name ?? '');
  return command ? { command, words: words.filter((_, index) => index !== at) } : null;
}

/**
 * Where a command line names its command.
 *
 * @returns null where it names none, or the program has but one
 * @example placeOfCommand(program, ['--json', 'list']) // 1
 */
export function placeOfCommand(program: Program, words: readonly string[]): number | null {
  const { commands } = program;
  if (commands.has('')) return null;
  if (commands.has(words[0] ?? '')) return 0;
  const tables = [program.options, ...[...commands.values()].map(({ options }) => options)];
  const takesValue = (word: string) =>
    tables.some((options) => options[word.slice(2)]?.type === 'string');
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return null;
    if (!word.startsWith('-') || word === '-') return at;
    // `--version` takes a value in some commands, and `list` is none.
    if (takesValue(word) && !commands.has(words[at + 1] ?? '')) at += 1;
  }
  return null;
}

/**
 * Parses what a command line holds beside the command's name.
 *
 * @throws UsageError for an option or a word that the command does not take
 */
export function parseArguments(program: Program, { command, words }: CommandLine): Arguments {
  const fail = (what: string) => {
    if (program.commands.has('')) return new UsageError(`${what}; --help lists the options`);
    return new UsageError(what, usageOf(program, command));
  };
  const options = { ...program.options, ...command.options };
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
    });
    const wrong = values.help ? null : wrongOperands(command, positionals);
    if (wrong !== null) throw fail(wrong);
    return { options: values as Arguments['options'], operands: positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Node adds advice behind the first sentence that does not fit here.
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    const what = sentence + meant(sentence, options);
    const isMissing = command.operands === 'command' && !words.includes('--');
    throw fail(isMissing ? `${what}; the command to run goes behind --` : what);
  }
}

/** The option that was probably meant, as the end of a sentence; empty where none is near. */
function meant(sentence: string, options: OptionTable): string {
  const [, name] = /^Unknown option '--([^']+)'/.exec(sentence) ?? [];
  const near = name === undefined ? null : nearest(name, Object.keys(options));
  return near === null ? '' : `: did you mean --${near}?`;
}

function wrongOperands({ operands: expected }: Command, given: readonly string[]): string | null {
  if (expected === 'command') return given.length > 0 ? null : 'a command is missing behind --';
  const missing = expected[given.length];
  if (missing && !missing.optional) return `${missing.name} is missing`;
  if (expected.at(-1)?.repeats) return null;
  const [unexpected] = given.slice(expected.length);
  return unexpected === undefined ? null : `unexpected argument ${unexpected}`;
}

/** How a command is called, in a line. */
export function usageOf({ name }: Program, { usage }: Command): string {
  return `Usage: ${name} ${usage}`;
}
