import packageJson from '../package.json' with { type: 'json' };
import { flag, type Outcome } from './command.js';
import { COMMANDS } from './commands/index.js';
import { EXIT, UsageError } from './exit-status.js';
import { parseArguments } from './parse-arguments.js';
import { renderCommandHelp, renderHelp } from './render/help.js';

/**
 * Carries out one command line.
 *
 * @param words what stands behind the program's name
 * @throws an error that `statusOf` gives an exit status
 */
export async function run([name, ...words]: readonly string[]): Promise<Outcome> {
  if (name === '--version') return done(`${packageJson.version}\n`);
  if (name === '--help' || name === '-h') return done(renderHelp());
  const command = COMMANDS.get(name ?? '');
  if (!command) {
    const wrong = name === undefined ? 'a command is missing' : `there is no command ${name}`;
    throw new UsageError(`${wrong}; model-registry --help lists the commands`);
  }
  const arguments_ = parseArguments(command, words);
  return flag(arguments_, 'help') ? done(renderCommandHelp(command)) : command.run(arguments_);
}

function done(output: string): Outcome {
  return { output, notes: [], status: EXIT.done };
}
