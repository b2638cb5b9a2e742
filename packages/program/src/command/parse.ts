import { parseArgs } from 'node:util';
import { UsageError } from '../errors.js';
import type { Program } from '../program.js';
import type { Arguments, Command, CommandLine } from './command.js';

/**
 * Finds the command that a command line names. It is the first word; in a program with a default
 * command it may stand behind options.
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

/** @returns null where the default command is meant, or the program has but one */
function placeOfCommand(program: Program, words: readonly string[]): number | null {
  if (program.commands.has('')) return null;
  if (program.defaultCommand === undefined) return 0;
  const tables = [...program.commands.values()].map(({ options }) => options);
  const options = Object.assign({}, program.options, ...tables);
  const { tokens } = parseArgs({ args: [...words], options, strict: false, tokens: true });
  return tokens.find(({ kind }) => kind === 'positional')?.index ?? null;
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
    const [what = ''] = (error as Error).message.split('. ');
    const isMissing = command.operands === 'command' && !words.includes('--');
    throw fail(isMissing ? `${what}; the command to run goes behind --` : what);
  }
}

function wrongOperands({ operands: expected }: Command, given: readonly string[]): string | null {
  if (expected === 'command') return given.length > 0 ? null : 'a command is missing behind --';
  const missing = expected[given.length];
  if (missing) return `${missing.name} is missing`;
  if (expected.at(-1)?.repeats) return null;
  const [unexpected] = given.slice(expected.length);
  return unexpected === undefined ? null : `unexpected argument ${unexpected}`;
}

/** How a command is called, in a line. */
export function usageOf({ name }: Program, { usage }: Command): string {
  return `Usage: ${name} ${usage}`;
}
