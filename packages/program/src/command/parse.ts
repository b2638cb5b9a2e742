import { escapeText, nearest } from '@org/model-registry-core';
import { UsageError } from '../errors.js';
import type { Program } from '../program.js';
import type { Arguments, Command, CommandLine, Option, OptionTable } from './command.js';

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
    const end = what.endsWith('?') ? '' : ';';
    if (program.commands.has('')) return new UsageError(`${what}${end} --help lists the options`);
    return new UsageError(what, usageOf(program, command));
  };
  const read = readWords(words, { ...program.options, ...command.options });
  if (typeof read === 'string') {
    const isMissing = command.operands === 'command' && !words.includes('--');
    throw fail(isMissing ? `${read}; the command to run goes behind --` : read);
  }
  const wrong = read.options.help ? null : wrongOperands(command, read.operands);
  if (wrong !== null) throw fail(wrong);
  return read;
}

/**
 * Reads words as Node's `parseArgs` does, which takes longer than all else that is done to a command line.
 *
 * @returns what is wrong with them, in a sentence
 */
function readWords(words: readonly string[], table: OptionTable): Arguments | string {
  const options: Record<string, string | boolean | readonly string[]> = Object.create(null);
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
    } else if (!word.startsWith('--')) {
      for (const letter of word.slice(1)) {
        const name = Object.keys(table).find((each) => shortOf(table[each]) === letter);
        if (name === undefined) return `Unknown option '-${letter}'`;
        options[name] = true;
      }
    } else {
      const end = word.indexOf('=', 3);
      const name = word.slice(2, end === -1 ? undefined : end);
      const inline = end === -1 ? undefined : word.slice(end + 1);
      const option = Object.hasOwn(table, name) ? table[name] : undefined;
      if (!option) return `Unknown option '--${name}'${meant(name, table)}`;
      if (option.type === 'boolean') {
        if (inline !== undefined)
          return `Option '${formsOf(name, option)}' does not take an argument`;
        options[name] = true;
        continue;
      }
      if (inline === undefined) at += 1;
      const value = inline ?? words[at];
      if (value === undefined) return `Option '--${name} <value>' argument missing`;
      if (inline === undefined && value.length > 1 && value.startsWith('-'))
        return `Option '--${name}' lacks its value; a value that begins so is given as --${name}=${escapeText(value, 40)}`;
      options[name] = option.multiple ? [...((options[name] as string[]) ?? []), value] : value;
    }
  }
  return { options, operands };
}

function shortOf(option: Option | undefined): string | undefined {
  return option?.type === 'boolean' ? option.short : undefined;
}

function formsOf(name: string, option: Option): string {
  const short = shortOf(option);
  return short === undefined ? `--${name}` : `-${short}, --${name}`;
}

/** The option that was probably meant, as the end of a sentence; empty where none is near. */
function meant(name: string, table: OptionTable): string {
  const near = nearest(name, Object.keys(table));
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
