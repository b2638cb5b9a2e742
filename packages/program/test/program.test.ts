import { describe, expect, it } from 'vitest';
import {
  EXIT,
  InterruptedError,
  type Outcome,
  RefusedError,
  runProgram,
  UsageError,
} from '../src/index.js';
import { greet, io, program } from './support.js';

async function run(words: readonly string[], more = {}) {
  const told = io();
  const status = await runProgram(program(more), words, told);
  return { status, printed: told.printed.join(''), said: told.said };
}

/** A program whose only command fails. */
const failing = (error: unknown) => ({
  commands: new Map([['greet', { ...greet, run: () => Promise.reject(error) }]]),
});

describe('a command line', () => {
  it.each([
    [['greet', 'you'], 'hello you \n'],
    [['greet', '--language=de', 'you'], 'hello you de\n'],
    [['greet', '--json', 'you'], '{"schema":"hello/greet@1","whom":"you"}\n'],
    [['--json', 'greet', 'you'], '{"schema":"hello/greet@1","whom":"you"}\n'],
    [['--language', 'de', 'greet', 'you'], 'hello you de\n'],
    [['--loud', 'greet', '--language=de', 'you'], 'hello you de\n'],
  ])('%j prints %j', async (words, printed) => {
    expect(await run(words)).toEqual({ status: EXIT.no, printed, said: ['said hello'] });
  });

  it.each([
    [['--version'], /^1\.2\.3\n$/],
    [['-v'], /^1\.2\.3\n$/],
    [['version'], /^1\.2\.3\n$/],
    [[], /^Greets\.\n\nUsage: hello COMMAND/],
    [['help'], /^Greets\.\n\nUsage: hello COMMAND/],
    [['help', 'greet'], /^Usage: hello greet WHOM/],
    [['--help', 'greet'], /^Usage: hello greet WHOM/],
    [['--json', 'greet', '--help'], /^Usage: hello greet WHOM/],
    [['--help'], /^Greets\.\n\nUsage: hello COMMAND \[options\]\n\nCommands:\n {2}greet/],
    [['greet', '-h'], /^Usage: hello greet WHOM \[--loud\] \[options\]\n\nSays hello\.\n/],
  ])('%j tells about the program', async (words, printed) => {
    const result = await run(words);
    expect(result).toMatchObject({ status: EXIT.done, said: [] });
    expect(result.printed).toMatch(printed);
  });

  const usage = 'Usage: hello greet WHOM [--loud] [options]\n';
  it.each([
    [['--json'], ['a command is missing; hello --help lists the commands']],
    [['--versoin'], ['did you mean --version? hello --help lists the commands']],
    [['sing'], ['there is no command sing; hello --help lists the commands']],
    [['greed'], ['there is no command greed: did you mean greet? hello --help lists the commands']],
    [
      ['help', 'strat'],
      ['there is no command strat: did you mean start? hello --help lists the commands'],
    ],
    [
      ['--json', 'gret'],
      ['there is no command gret: did you mean greet? hello --help lists the commands'],
    ],
    [
      ['greet', 'you', '--lowd'],
      ["Unknown option '--lowd': did you mean --loud?", usage],
    ],
    [['greet'], ['WHOM is missing', usage]],
    [
      ['greet', 'you', 'me'],
      ['unexpected argument me', usage],
    ],
    [
      ['greet', 'you', '--quiet'],
      ["Unknown option '--quiet'", usage],
    ],
    [['start'], ['a command is missing behind --', 'Usage: hello start -- COMMAND\n']],
    [
      ['start', 'ls', '--all'],
      [
        "Unknown option '--all'; the command to run goes behind --",
        'Usage: hello start -- COMMAND\n',
      ],
    ],
  ])('%j is a usage error', async (words, said) => {
    expect(await run(words)).toEqual({ status: EXIT.usage, printed: '', said });
  });
});

describe('a command whose last word may be there several times', () => {
  const operands = [{ name: 'WHOM' }, { name: 'MORE', repeats: true }] as const;
  const commands = new Map([['greet', { ...greet, operands }]]);

  it.each([
    [['you', 'a'], EXIT.no],
    [['you', 'a', 'b', 'c'], EXIT.no],
    [['you'], EXIT.usage],
  ])('greet %j', async (words, status) => {
    const result = await run(['greet', ...words], { commands });
    expect(result.status).toBe(status);
    if (status === EXIT.usage) expect(result.said[0]).toBe('MORE is missing');
  });
});

describe('what is done afterwards', () => {
  const doing = (afterwards: NonNullable<Outcome['afterwards']>) => ({
    commands: new Map([
      [
        'greet',
        { ...greet, run: async () => ({ ...(await greet.run(NOBODY, io())), afterwards }) },
      ],
    ]),
  });
  const NOBODY = { options: {}, operands: ['you'] };

  it('comes behind the result, and changes no exit status', async () => {
    const told = io();
    const seen: string[] = [];
    const more = doing(async ({ say }) => {
      seen.push(...told.printed);
      say('no alert was sent');
    });
    expect(await runProgram(program(more), ['greet', 'you'], told)).toBe(EXIT.no);
    expect(seen).toEqual(['hello you \n']);
    expect(told.said).toEqual(['said hello', 'no alert was sent']);
  });

  it('is done where the result cannot be printed too', async () => {
    let isDone = false;
    const more = doing(async () => {
      isDone = true;
    });
    const broken = { ...io(), print: () => expect.fail('the disk is full') };
    expect(await runProgram(program(more), ['greet', 'you'], broken)).toBe(EXIT.failure);
    expect(isDone).toBe(true);
  });
});

describe('a program with a default command', () => {
  it.each([[['you']], [['--json', 'greet', 'you']], [['greet', 'you', '--json']]])(
    'finds the command in %j',
    async (words) => {
      const { status, said } = await run(words, { defaultCommand: 'greet' });
      // `you` stands where a command's name may stand.
      expect(said[0]).toMatch(words[0] === 'you' ? /no command you/ : /said hello/);
      expect(status).toBe(words[0] === 'you' ? EXIT.usage : EXIT.no);
    },
  );

  it('shows the options of that command in its help', async () => {
    const { printed } = await run(['--help'], { defaultCommand: 'greet' });
    expect(printed).toContain('Usage: hello [COMMAND] [options]');
    expect(printed).toMatch(/Options of greet:\n {2}--loud/);
  });
});

describe('a program without verbs', () => {
  const only = { commands: new Map([['', { ...greet, usage: 'WHOM [options]' }]]) };

  it('takes all words as those of its command', async () => {
    expect((await run(['you'], only)).printed).toBe('hello you \n');
    expect((await run(['--loud'], only)).said).toEqual([
      'WHOM is missing; --help lists the options',
    ]);
  });

  it('has one help', async () => {
    const { printed } = await run(['--help'], only);
    expect(printed).toMatch(/^Greets\.\n\nUsage: hello WHOM \[options\]\n\nSays hello\./);
    expect((await run(['you', '--help'], only)).printed).toBe(printed);
  });
});

describe('an error', () => {
  class OwnError extends Error {}
  it.each([
    [new UsageError('no such file'), EXIT.usage],
    [new RefusedError('it is taken'), EXIT.no],
    [new InterruptedError('SIGHUP'), 129],
    [new InterruptedError('SIGINT'), 130],
    [new InterruptedError('SIGTERM'), 143],
    [new OwnError('busy'), EXIT.busy],
    [new Error('disk full'), EXIT.failure],
    ['nonsense', EXIT.failure],
  ])('%s is told and gives status %i', async (error, status) => {
    const statusOf = (error: unknown) => (error instanceof OwnError ? EXIT.busy : null);
    const result = await run(['greet', 'you'], { ...failing(error), statusOf });
    const message = error instanceof Error ? error.message : error;
    expect(result).toEqual({ status, printed: '', said: [message] });
  });

  it('may be told in another way', async () => {
    const told: unknown[] = [];
    const sayError = async (error: unknown, line: unknown) => void told.push(error, line);
    const error = new Error('disk full');
    await run(['greet', 'you'], { ...failing(error), sayError });
    expect(told).toEqual([error, expect.objectContaining({ words: ['you'] })]);
  });
});
