import type { Command } from '../command/command.js';
import { EXIT } from '../exit-status.js';
import { completionScript, SHELLS } from './scripts.js';

/**
 * The command `completion`, which prints a script for a shell.
 *
 * @param program the program's name
 */
export function completionCommand(program: string): Command {
  return {
    usage: `completion ${SHELLS.join('|')} [options]`,
    summary: 'print a script that completes commands and options in a shell',
    help: `Prints a script with which the Tab key completes commands, options, versions and
paths. At each Tab it asks ${program} what may stand there.`,
    examples: [
      `echo 'source <(${program} completion bash)' >> ~/.bashrc`,
      `${program} completion zsh > ~/.zfunc/_${program}`,
      `${program} completion fish | source`,
    ],
    options: {},
    operands: [{ name: 'SHELL', completion: SHELLS }],
    run({ operands: [shell = ''] }) {
      const script = completionScript(program, shell);
      return {
        text: () => script,
        json: () => ({ schema: 'model-registry/completion@1', shell, script }),
        remarks: [],
        status: EXIT.done,
      };
    },
  };
}
