import { remarkText } from '@org/model-registry-core';
import { type Command, EXIT, type Io, PLACE_OPTIONS, type Program, text } from '../src/index.js';

/** Keeps what a program tells its user. */
export interface Told extends Io {
  readonly printed: string[];
  readonly said: string[];
}

export function io(): Told {
  const printed: string[] = [];
  const said: string[] = [];
  return {
    printed,
    said,
    print: (text) => void printed.push(text),
    say: (remark) => void said.push(remarkText(remark)),
    sayError: (error) => void said.push(error),
    show: (text) => void said.push(text),
    isTerminal: false,
  };
}

/** A command that says what it was given. */
export const greet: Command = {
  usage: 'greet WHOM [--loud] [options]',
  summary: 'say hello',
  help: 'Says hello.',
  examples: ['hello greet world'],
  options: {
    loud: { type: 'boolean', help: 'louder' },
    language: { type: 'string', value: 'WORD', help: 'in this one', completion: ['en', 'de'] },
  },
  operands: [{ name: 'WHOM', completion: 'version' }],
  run: (arguments_) => ({
    text: () => `hello ${arguments_.operands[0]} ${text(arguments_, 'language') ?? ''}\n`,
    json: () => ({ schema: 'hello/greet@1', whom: arguments_.operands[0] }),
    remarks: ['said hello'],
    status: EXIT.no,
  }),
};

/** Runs what stands behind `--`. */
const start: Command = {
  ...greet,
  usage: 'start -- COMMAND',
  options: {},
  operands: 'command',
};

/** A program of these commands. */
export function program(more: Partial<Program> = {}): Program {
  return {
    name: 'hello',
    version: '1.2.3',
    help: 'Greets.',
    options: {
      ...PLACE_OPTIONS,
      json: { type: 'boolean', help: 'as JSON' },
      help: { type: 'boolean', short: 'h', help: 'this' },
    },
    commands: new Map([
      ['greet', greet],
      ['start', start],
    ]),
    exitStatus: 'Exit status: 0 done.',
    ...more,
  };
}
