import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseArguments } from '../src/command/parse.js';
import { UsageError } from '../src/errors.js';
import type { Command, OptionTable, Program } from '../src/index.js';

const OPTIONS: OptionTable = {
  json: { type: 'boolean', help: '' },
  help: { type: 'boolean', short: 'h', help: '' },
  version: { type: 'boolean', short: 'v', help: '' },
  config: { type: 'string', value: 'FILE', help: '' },
  set: { type: 'string', value: 'NAME=VALUE', multiple: true, help: '' },
};

const COMMAND: Command = {
  ...{ usage: '', summary: '', help: '', examples: ['x'], options: {} },
  operands: [{ name: 'WORD', optional: true, repeats: true }],
  run: () => Promise.reject(new Error('not to be run')),
};

const PROGRAM: Program = {
  ...{ name: 'x', version: '1', help: '', options: OPTIONS, exitStatus: '' },
  commands: new Map([['', COMMAND]]),
};

/** What one of the two read, or the first sentence of what is wrong. */
function outcomeOf(read: () => { options: object; operands: readonly string[] }) {
  try {
    const { options, operands } = read();
    return { options: { ...options }, operands };
  } catch (error) {
    const { message } = error as Error;
    const [sentence = ''] = message.split(/\.\s|; --help lists|: did you mean/);
    // Where Node says that a value which begins like an option is ambiguous, ours says how to give it.
    return sentence.replace(/ lacks its value; .*$/s, ' argument is ambiguous');
  }
}

const word = fc.oneof(
  fc.constantFrom('--', '-', '-h', '-hv', '-x', '-hx', '--json', '--json=', '--json=1', '--help=x'),
  fc.constantFrom('--config', '--config=', '--config=a=b', '--config=-x', '--set', '--set=1'),
  fc.constantFrom('--foo', '--foo=1', '--jsn', '-1', 'a', '', '--=x', '--__proto__', '-\u00e9'),
  fc.string({ maxLength: 4 }),
);

it('reads every command line as parseArgs of Node does, and says the same of a wrong one', () => {
  const isSame = (words: readonly string[]) => {
    const theirs = outcomeOf(() => {
      const asked = { args: [...words], options: OPTIONS, allowPositionals: true };
      const { values, positionals } = parseArgs(asked);
      return { options: values, operands: positionals };
    });
    expect(outcomeOf(() => parseArguments(PROGRAM, { command: COMMAND, words }))).toEqual(theirs);
  };
  fc.assert(fc.property(fc.array(word, { maxLength: 6 }), isSame), { numRuns: 5_000 });
});

it('says which option was probably meant', () => {
  const parse = (...words: string[]) => parseArguments(PROGRAM, { command: COMMAND, words });
  expect(() => parse('--jsn')).toThrow(
    new UsageError("Unknown option '--jsn': did you mean --json? --help lists the options"),
  );
});
