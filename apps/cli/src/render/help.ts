import type { Command, Option, OptionTable } from '../command.js';
import { COMMANDS } from '../commands/index.js';
import { COMMON_OPTIONS } from '../common-options.js';

const VERSION: OptionTable = {
  version: { type: 'boolean', help: 'show the version of model-registry (before any command)' },
};

/** What `--help` prints. */
export function renderHelp(): string {
  const width = Math.max(...[...COMMANDS.keys()].map((name) => name.length)) + 2;
  const commands = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`);
  return `Find, select and explain trained model versions.

Usage: model-registry COMMAND [options]

Commands:
${commands.join('\n')}

Common options:
${renderOptions({ ...COMMON_OPTIONS, ...VERSION })}

Exit status: 0 done, 1 the answer is no, 2 usage or config error, 3 failure,
4 the training command failed, 5 another process holds the lock, 129, 130 and
143 interrupted.
`;
}

/** What `--help` behind a command prints. */
export function renderCommandHelp(command: Command): string {
  const { usage, help, options, remarks, examples } = command;
  const title = examples.length === 1 ? 'Example' : 'Examples';
  const paragraphs = [
    `Usage: model-registry ${usage}`,
    help,
    renderOptions(options),
    remarks ?? '',
    `${title}:\n${examples.map((example) => indent(example, 2)).join('\n')}`,
    `Common options:\n${renderOptions(COMMON_OPTIONS)}\n`,
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

/** The longest label of the common options; all lists of options begin their words there. */
const NARROWEST = '--models-dir DIR'.length;

function renderOptions(options: OptionTable): string {
  const lines = Object.entries(options).map(([name, option]) => [label(name, option), option.help]);
  const width = Math.max(NARROWEST, ...lines.map(([label = '']) => label.length)) + 3;
  return lines
    .map(([label = '', help = '']) => `  ${label.padEnd(width)}${indent(help, width + 2).trim()}`)
    .join('\n');
}

function label(name: string, option: Option): string {
  if (option.type === 'string') return `--${name} ${option.value}`;
  return option.short === undefined ? `--${name}` : `-${option.short}, --${name}`;
}

function indent(lines: string, width: number): string {
  return lines.replaceAll(/^/gm, ' '.repeat(width));
}
