import { toJson } from '@org/model-registry-core';
import { UsageError } from '@org/model-registry-selector';
import packageJson from '../package.json' with { type: 'json' };
import { flag } from './command.js';
import { COMMANDS } from './commands/index.js';
import { EXIT, type ExitStatus } from './exit-status.js';
import { parseArguments } from './parse-arguments.js';
import { renderCommandHelp, renderHelp } from './render/help.js';

/** What to print, and the exit status. */
export interface Printout {
  readonly output: string;
  readonly notes: readonly string[];
  readonly status: ExitStatus;
}

/**
 * Carries out one command line.
 *
 * @param words what stands behind the program's name
 * @param say tells a person something at once, on stderr
 * @param print puts a part of the result on stdout at once
 * @throws an error that `statusOf` gives an exit status
 */
export async function run(
  [name, ...words]: readonly string[],
  say: (remark: string) => void,
  print: (text: string) => void,
): Promise<Printout> {
  if (name === '--version') return done(`${packageJson.version}\n`);
  if (name === '--help' || name === '-h') return done(renderHelp());
  const command = COMMANDS.get(name ?? '');
  if (!command) {
    const wrong = name === undefined ? 'a command is missing' : `there is no command ${name}`;
    throw new UsageError(`${wrong}; model-registry --help lists the commands`);
  }
  const arguments_ = parseArguments(command, words);
  if (flag(arguments_, 'help')) return done(renderCommandHelp(command));
  const { text, json, notes, status } = await command.run(arguments_, say, print);
  const document = flag(arguments_, 'json') ? json() : null;
  const output = document ? `${toJson(document)}\n` : text();
  return { output, notes, status };
}

function done(output: string): Printout {
  return { output, notes: [], status: EXIT.done };
}
