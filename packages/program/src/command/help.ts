import { wrapSentence } from '@org/model-registry-core';
import type { Program } from '../program.js';
import type { Command, Option, OptionTable } from './command.js';
import { usageOf } from './parse.js';

/** What `--help` in place of a command prints. */
export function renderHelp(program: Program): string {
  const { name, help, commands, options, defaultCommand, exitStatus, groups } = program;
  const only = commands.get('');
  if (only) return renderCommandHelp(program, only);
  const version = {
    type: 'boolean',
    short: 'v',
    help: `show the version of ${name} (before any command)`,
  } as const;
  const common = options.version ? options : { ...options, version };
  const byDefault = commands.get(defaultCommand ?? '');
  return page([
    help,
    `Usage: ${name} ${byDefault ? '[COMMAND]' : 'COMMAND'} [options]`,
    Array.from(groups ?? new Map([['Commands', [...commands.keys()]]]), ([title, names]) =>
      renderGroup(title, names, commands),
    ).join('\n'),
    byDefault ? `Options of ${defaultCommand}:\n${renderOptions(byDefault.options)}` : '',
    groups ? nameOptions(program, common) : `Common options:\n${renderOptions(common)}`,
    exitStatus,
    byDefault ? renderExamples(byDefault) : '',
  ]);
}

function renderGroup(
  title: string,
  names: readonly string[],
  commands: Program['commands'],
): string {
  const width = Math.max(...[...commands.keys()].map((name) => name.length)) + 2;
  const list = names.map((name) => `  ${name.padEnd(width)}${commands.get(name)?.summary}`);
  return [`${title}:`, ...list].join('\n');
}

/** The common options by their names alone. */
function nameOptions({ name }: Program, common: OptionTable): string {
  const names = Object.keys(common).map((option) => `--${option}`);
  const text = `${names.join(', ')}; ${name} COMMAND --help explains them`;
  return wrapSentence('Common options: ', text).join('\n');
}

/** What `--help` behind a command prints; in a program without verbs there is no other help. */
export function renderCommandHelp(program: Program, command: Command): string {
  const { help, options, notes = '' } = command;
  if (program.commands.has('')) {
    const all = renderOptions({ ...options, ...program.options });
    return page([
      program.help,
      usageOf(program, command),
      help,
      all,
      notes,
      renderExamples(command),
      program.exitStatus,
    ]);
  }
  return page([
    usageOf(program, command),
    help,
    renderOptions(options),
    notes,
    renderExamples(command),
    `Common options:\n${renderOptions(program.options)}`,
  ]);
}

function page(paragraphs: readonly string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function renderExamples({ examples }: Command): string {
  const title = examples.length === 1 ? 'Example' : 'Examples';
  return `${title}:\n${examples.map((example) => indent(example, 2)).join('\n')}`;
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
