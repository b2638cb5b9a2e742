import { readdirSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareVersions, readVersion, versionOfEntry } from '@org/model-registry-core';
import type { Arguments, Command, Completion, OptionTable } from '../command/command.js';
import { findCommand } from '../command/parse.js';
import type { Program } from '../program.js';
import { readSurroundings } from '../surroundings/read-surroundings.js';

/** The word with which a shell asks what may be typed next; it stands in place of a command. */
export const COMPLETE = '__complete';

/** What may be typed next: words, and paths or a command line that the shell itself completes. */
interface Candidates {
  readonly shell?: 'files' | 'folders' | 'command';
  /** With what each means; empty for words that need no explanation. */
  readonly words?: readonly (readonly [word: string, meaning: string])[];
}

/**
 * Answers a shell's question what may be typed next. What does not begin as the current word is left
 * to the shell to drop. Never fails: where nothing can be said, nothing is.
 *
 * @param words what stands behind the program's name, up to the cursor; the last one may be empty
 * @returns a line that names what the shell completes by itself (`files`, `folders`, `command` or
 *   `nothing`), then a line for each word, its meaning behind a tab
 */
export async function complete(program: Program, words: readonly string[]): Promise<string> {
  const { shell = 'nothing', words: candidates = [] } = await candidatesFor(program, words);
  const lines = candidates.map(([word, meaning]) => (meaning ? `${word}\t${meaning}` : word));
  return `${[shell, ...lines].join('\n')}\n`;
}

function candidatesFor(
  program: Program,
  words: readonly string[],
): Candidates | Promise<Candidates> {
  const typed = joined(words);
  const current = typed.pop() ?? '';
  if (typed.length === 0 && !program.commands.has('')) return commands(program, current);
  const found = findCommand(program, typed);
  if (!found) return {};
  const { command } = found;
  const options = { ...program.options, ...command.options };
  const { values, positionals } = parseArgs({ args: [...found.words], options, strict: false });
  const isBehindDashes = typed.includes('--');
  if (isBehindDashes && command.operands === 'command') return { shell: 'command' };
  const given = { options: values as Arguments['options'], operands: positionals };
  const named = isBehindDashes ? null : optionToComplete(options, typed, current);
  if (named) return valuesOf(named.completion, given);
  const operand = command.operands === 'command' ? null : command.operands[positionals.length];
  if (operand && !current.startsWith('-')) return valuesOf(operand.completion, given);
  return { words: optionWords(options, command) };
}

/** bash takes `--option=value` apart into three words. */
function joined(words: readonly string[]): string[] {
  const whole: string[] = [];
  for (const [at, word] of words.entries()) {
    const isBehind = word === '=' || words[at - 1] === '=';
    if (isBehind && whole.length > 0) whole.push(`${whole.pop()}${word}`);
    else whole.push(word);
  }
  return whole;
}

function commands({ commands, defaultCommand, options }: Program, current: string): Candidates {
  if (current.startsWith('-')) {
    const byDefault = commands.get(defaultCommand ?? '');
    const version = ['--version', 'show the version'] as const;
    if (byDefault) {
      const words = optionWords({ ...options, ...byDefault.options }, byDefault);
      return { words: options.version ? words : [...words, version] };
    }
    return { words: [['--help', 'show the help'], version] };
  }
  return { words: [...commands].map(([name, { summary }]) => [name, summary]) };
}

/** The option whose value is being typed, joined with `=` or behind it. */
function optionToComplete(options: OptionTable, typed: readonly string[], current: string) {
  const [, word] = /^--([^=]+)=/.exec(current) ?? /^--([^=]+)$/.exec(typed.at(-1) ?? '') ?? [];
  const option = word !== undefined && Object.hasOwn(options, word) ? options[word] : undefined;
  return option?.type === 'string' ? option : null;
}

function optionWords(options: OptionTable, { operands }: Command): (readonly [string, string])[] {
  const words = Object.entries(options).map(
    ([name, { help }]) => [`--${name}`, help.replaceAll('\n', ' ')] as const,
  );
  return operands === 'command' ? [...words, ['--', 'the command to run follows']] : words;
}

async function valuesOf(completion: Completion | undefined, given: Arguments): Promise<Candidates> {
  switch (completion) {
    case undefined:
      return {};
    case 'file':
      return { shell: 'files' };
    case 'folder':
      return { shell: 'folders' };
    case 'version':
      return { words: await versions(given) };
    case 'archived-version':
      return { words: await versions(given, 'archive') };
    case 'version-or-file':
      return { shell: 'files', words: await versions(given) };
    default:
      return { words: completion.map((word) => [word, '']) };
  }
}

/** The versions of which a file is in the models directory, or in its archive; the newest first. */
async function versions(
  { options }: Arguments,
  place: 'modelsDir' | 'archive' = 'modelsDir',
): Promise<(readonly [string, string])[]> {
  const { config, 'models-dir': dir, set } = options;
  try {
    // A key that was pressed waits for nobody: neither for a terminal nor for a FIFO.
    if (typeof config === 'string' && !statSync(config).isFile()) return [];
    const named = { options: { config, 'models-dir': dir, set }, operands: [] };
    const { layout, ...registry } = (await readSurroundings(named)).registry;
    const found = readdirSync(registry[place]).flatMap(
      (name) => versionOfEntry(layout, name) ?? [],
    );
    const inOrder = [...new Set(found)].flatMap((version) => {
      const numbers = readVersion(layout.scheme, version);
      return numbers ? [{ version, numbers }] : [];
    });
    inOrder.sort((a, b) => compareVersions(b.numbers, a.numbers));
    return inOrder.map(({ version }) => [version, '']);
  } catch {
    return [];
  }
}
