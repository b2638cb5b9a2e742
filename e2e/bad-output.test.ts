import { spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bot, training } from './support/bot.js';
import { CLI, expectEnd, runCli } from './support/cli.js';
import { modelsFolder, temporaryFolder, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { itWithPython } from './support/python.js';
import { until } from './support/running.js';
import { spawnToEnd } from './support/spawn.js';
import { makeFifo, skipBecause } from './support/special-files.js';

const whyNoFullDevice = () => (existsSync('/dev/full') ? null : 'there is no /dev/full here');

function fullDisk(): number {
  return opened('/dev/full', 'w');
}

/** The writing end of a pipe that nobody reads any more. */
function closedPipe(): number {
  const path = join(temporaryFolder(), 'pipe');
  makeFifo(path);
  const reader = openSync(path, 'r+');
  const writer = opened(path, 'w');
  closeSync(reader);
  return writer;
}

function opened(path: string, flags: string): number {
  const descriptor = openSync(path, flags);
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

interface Row {
  readonly name: string;
  readonly stdout?: () => number;
  readonly stderr?: () => number;
  readonly words: readonly string[];
  /** The exit status, and what is on stdout and stderr, as far as these can be read. */
  readonly gives: {
    readonly status: number;
    readonly stdout?: RegExp;
    readonly stderr?: RegExp;
  };
}

const NOTE = 'model-registry: there is no config/config\\.yaml here: .*\n';
const FULL = 'model-registry: standard output: ENOSPC: the disk is full; free some space\n';

const ROWS: Row[] = [
  {
    name: 'a full disk behind stdout',
    stdout: fullDisk,
    words: ['list'],
    gives: { status: 3, stderr: new RegExp(`^${NOTE}${FULL}$`, 'i') },
  },
  {
    name: 'a full disk behind stdout, with --json',
    stdout: fullDisk,
    words: ['list', '--json'],
    gives: { status: 3, stderr: new RegExp(`^${NOTE}${FULL}$`, 'i') },
  },
  {
    name: 'a full disk behind stdout, and a watch',
    stdout: fullDisk,
    words: ['watch', '--no-config'],
    gives: { status: 3, stderr: new RegExp(`^${FULL.replace('standard output: ', '')}$`, 'i') },
  },
  {
    name: 'a full disk behind stderr',
    stderr: fullDisk,
    words: ['list'],
    gives: { status: 0, stdout: /^Version: 1\.0$/m },
  },
  {
    name: 'a full disk behind both',
    stdout: fullDisk,
    stderr: fullDisk,
    words: ['list'],
    gives: { status: 3 },
  },
  {
    name: 'a full disk behind stderr, and a usage error',
    stderr: fullDisk,
    words: ['list', '--what'],
    gives: { status: 2, stdout: /^$/ },
  },
  {
    name: 'a full disk behind stderr, and a failure',
    stderr: fullDisk,
    words: ['list', '--models-dir', 'models/model_config_v1.0.json'],
    gives: { status: 3, stdout: /^$/ },
  },
  {
    name: 'no reader behind stdout',
    stdout: closedPipe,
    words: ['list'],
    gives: { status: 0, stderr: new RegExp(`^${NOTE}$`) },
  },
  {
    name: 'no reader behind stdout, and the answer no',
    stdout: closedPipe,
    words: ['select', '--no-config', '--json', '--models-dir', 'missing'],
    gives: { status: 1 },
  },
  {
    name: 'no reader behind stderr',
    stderr: closedPipe,
    words: ['list'],
    gives: { status: 0, stdout: /^Version: 1\.0$/m },
  },
  {
    name: 'no reader behind both',
    stdout: closedPipe,
    stderr: closedPipe,
    words: ['list'],
    gives: { status: 0 },
  },
  {
    name: 'no reader behind stderr, and a usage error',
    stderr: closedPipe,
    words: ['list', '--what'],
    gives: { status: 2, stdout: /^$/ },
  },
];

describe('with', () => {
  it.for(ROWS)('$name: exit $gives.status', async ({ stdout, stderr, words, gives }, test) => {
    if (stdout === fullDisk || stderr === fullDisk) skipBecause(test, whyNoFullDevice());
    const cwd = temporaryFolder();
    writeFiles(join(cwd, 'models'), version('1.0'));
    const options = {
      cwd,
      ...(stdout && { stdout: stdout() }),
      ...(stderr && { stderr: stderr() }),
    };
    const result = await runCli(words, options);
    expectEnd(result, gives.status);
    expect(result.stdout).toMatch(gives.stdout ?? /^/);
    expect(result.stderr).toMatch(gives.stderr ?? /^/);
    expect(result.stderr).not.toMatch(/^ +at |node:/m);
  });

  it('head, which goes away after two characters: no stack trace', () => {
    const symbols = Array.from({ length: 50_000 }, (_, at) => `SYMBOL${at}`);
    const folder = modelsFolder(version('1.0', { trained_symbols: symbols }));
    const command = `'${NODE}' '${CLI}' list --json --config - --models-dir '${folder}'`;
    const script = `{ echo '{}' | ${command}; echo "exit $?" >&2; } | head -c 2`;
    const result = spawnToEnd('sh', ['-c', script]);
    expect(result).toMatchObject({ stdout: '{"', stderr: 'exit 0\n', signal: null });
  });
});

/** Becomes a command whose standard output does not wait for its reader. */
const UNBLOCKED = 'import os, sys; os.set_blocking(1, False); os.execv(sys.argv[1], sys.argv[1:])';

const SLOW = 'a reader that is slow, behind a pipe that does not wait, gets all of it';
itWithPython(SLOW, [], async (python) => {
  const features = Array.from({ length: 20_000 }, (_, at) => `feature_${at}`);
  const folder = modelsFolder(version('1.0', { features }));
  const path = join(temporaryFolder(), 'pipe');
  makeFifo(path);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, 'w');
  const command = [NODE, CLI, 'list', '--json', '--models-dir', folder];
  const child = spawn(python, ['-c', UNBLOCKED, ...command], {
    stdio: ['ignore', writer, 'ignore'],
  });
  closeSync(writer);
  const ended = new Promise((resolve) => child.on('close', resolve));
  expect(JSON.parse(await readSlowly(reader)).models[0].metadata.features).toEqual(features);
  expect(await ended).toBe(0);
});

/** All that is written to a pipe, in small pieces and with pauses. */
async function readSlowly(descriptor: number): Promise<string> {
  const buffer = Buffer.alloc(16_384);
  const parts: string[] = [];
  for (;;) {
    await after(5);
    try {
      const length = readSync(descriptor, buffer);
      if (length === 0) break;
      parts.push(buffer.toString('latin1', 0, length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
  closeSync(descriptor);
  return parts.join('');
}

/** Becomes a command whose standard error is full, and does not wait. */
const FULL_STDERR = `import os, sys
os.set_blocking(2, False)
try:
    while True: os.write(2, b'x' * 4096)
except BlockingIOError: os.execv(sys.argv[1], sys.argv[1:])`;

itWithPython('a train whose remarks nobody reads trains all the same', [], async (python) => {
  const own = bot();
  const command = [NODE, CLI, 'train', ...training()];
  const child = spawn(python, ['-c', FULL_STDERR, ...command], { cwd: own.cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  await until('a model', () => existsSync(join(own.models, 'model_config_v1.0.json')));
});

it.each([
  ['list', '--models-dir', 'no\nmodel-registry: all is well'],
  ['list', '--config', 'no\nmodel-registry: all is well'],
  ['list\nmodel-registry: all is well'],
  ['list', '--no\nmodel-registry: all is well'],
])('a line break in %j makes no line that looks like one of ours', async (...words) => {
  const { stderr } = await runCli(words, { cwd: temporaryFolder() });
  expect(stderr).toContain('\\u000amodel-registry: all is well');
  expect(stderr).not.toContain('\nmodel-registry: all is well');
});

const WRONG: { words: string[]; says: RegExp }[] = [
  { words: ['--json'], says: /^model-registry: a command is missing; .*\n$/ },
  { words: ['lst'], says: /^model-registry: there is no command lst: did you mean list\? .*\n$/ },
  { words: [''], says: /^model-registry: there is no command ''; .*\n$/ },
  { words: ['constructor'], says: /there is no command constructor; / },
  { words: ['__proto__'], says: /there is no command __proto__; / },
  {
    words: ['--models-dir', 'models', 'lists'],
    says: /there is no command lists: did you mean list\?/,
  },
  { words: ['list', '--what'], says: /Unknown option '--what'/ },
  { words: ['list', '-x'], says: /Unknown option '-x'/ },
  { words: ['list', '--paths'], says: /Unknown option '--paths'/ },
  { words: ['list', '--__proto__=x'], says: /Unknown option '--__proto__'/ },
  { words: ['list', 'more'], says: /unexpected argument more\n/ },
  { words: ['list', '--json=yes'], says: /'--json' does not take an argument\n/ },
  { words: ['list', '--models-dir'], says: /'--models-dir <value>' argument missing\n/ },
  { words: ['list', '--models-dir', ''], says: /--models-dir: expected a path, found nothing\n/ },
  { words: ['list', '--config', ''], says: /--config: expected a path, found nothing\n/ },
  { words: ['list', '--config', ''], says: /--config/ },
  { words: ['select', '--paths', '--json'], says: /--paths and --json cannot be combined\n/ },
  {
    words: ['train', 'python3', 'train.py', '--out', '{out}'],
    says: /Unknown option '--out'; the command to run goes behind --\n/,
  },
  {
    words: ['train', '--forse', '--', 'true'],
    says: /Unknown option '--forse': did you mean --force-train|Unknown option '--forse'\n/,
  },
  { words: ['backfill'], says: /VERSION is missing\n/ },
  { words: ['backfill', '6.6'], says: /there is no version 6\.6 in / },
  { words: ['backfill', '01.0'], says: /01\.0 is no version: expected MAJOR\.MINOR/ },
  { words: ['backfill', '1.0', '--training-mode', 'x'], says: /--training-mode x: expected/ },
  { words: ['backfill', '1.0', '--training-days', '-1'], says: /--training-days/ },
  { words: ['backfill', '1.0', '--training-days', '1e3'], says: /--training-days 1e3: expected/ },
  {
    words: ['backfill', '1.0', '--training-end', '2025-02-30'],
    says: /--training-end 2025-02-30: /,
  },
  { words: ['backfill', '1.0', '--trained-symbols', 'A,,B'], says: /--trained-symbols A,,B: / },
  { words: ['next-version', '--version', '1'], says: /--version 1: expected MAJOR\.MINOR/ },
  ...[
    'garbage',
    '',
    'now',
    '0',
    '2025-02-30',
    '2025-12-10T24:00:00Z',
    '2025-12-10T23:59:60Z',
    '0000-01-01',
    '2025-12-10T00:00:00Z ',
    '2025-12-10 UTC',
  ].map((time) => ({
    words: ['list', '--as-of', time],
    says: new RegExp(`--as-of ${time}: expected an ISO 8601 time, such as `),
  })),
];

describe('on a wrong command line', () => {
  it.each(WRONG)('$words: exit 2, and nothing on stdout', async ({ words, says }) => {
    const cwd = temporaryFolder();
    writeFiles(join(cwd, 'models'), version('1.0'));
    const result = await runCli(words, { cwd });
    expectEnd(result, 2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(says);
    expect(result.stderr).toMatch(/^(?:model-registry: [^\n]+\n)+(?:Usage: [^\n]+\n)?$/);
  });
});
