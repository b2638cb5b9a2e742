import { UsageError } from '@org/model-registry-selector';
import type { Command } from '../command.js';
import { EXIT } from '../exit-status.js';
import { bashCompletion } from '../render/completion-bash.js';
import { zshCompletion } from '../render/completion-zsh.js';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion } as const;

/**
 * @param commands all commands, this one too: they are not there yet when it is made
 */
export function completion(commands: () => ReadonlyMap<string, Command>): Command {
  return {
    usage: 'completion bash|zsh [options]',
    summary: 'print a script that completes commands and options in a shell',
    help: `Prints a script with which the Tab key completes commands, options and paths.
It is made from what this version takes, and runs nothing. The common options
change nothing here.`,
    examples: [
      `echo 'source <(model-registry completion bash)' >> ~/.bashrc`,
      'model-registry completion zsh > ~/.zfunc/_model-registry',
    ],
    options: {},
    operands: [{ name: 'SHELL', completion: Object.keys(SHELLS) }],
    run({ operands: [shell] }) {
      const render = Object.entries(SHELLS).find(([name]) => name === shell)?.[1];
      if (!render)
        throw new UsageError(`there is no completion for ${shell}: expected bash or zsh`);
      const script = render(commands());
      return {
        text: () => script,
        json: () => ({ schema: 'model-registry/completion@1', shell, script }),
        notes: [],
        status: EXIT.done,
      };
    },
  };
}
