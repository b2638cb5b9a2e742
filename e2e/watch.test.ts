import { spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bot, bot, CONFIG, training } from './support/bot.js';
import { CLI } from './support/cli.js';
import { version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { type Running, until } from './support/running.js';
import { spawnToEnd } from './support/spawn.js';
import { makeFifo } from './support/special-files.js';

interface Line {
  readonly schema: string;
  readonly selected: { readonly version: string } | null;
  readonly reason: string;
}

function linesOf({ printed }: Running): Line[] {
  const whole = printed().split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line));
}

/** What was selected, and why, line by line. */
const story = (watcher: Running) =>
  linesOf(watcher).map(({ selected, reason }) => `${selected?.version ?? 'none'}: ${reason}`);

/** Waits until the last line says this. */
async function tells(watcher: Running, line: string): Promise<void> {
  await until(line, () => story(watcher).at(-1) === line).catch((cause: Error) => {
    throw new Error(`${story(watcher).join('; ')}; ${watcher.said()}`, { cause });
  });
}

async function watching(own: Bot, first: string, ...words: string[]): Promise<Running> {
  const watcher = own.start(['watch', ...words]);
  await tells(watcher, `${first}: started`);
  return watcher;
}

/** In one step, as careful programs do: a file that is emptied first is seen so. */
function replace(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

/** How much there is to read; 0 where nobody has the writing end any more, null for nothing yet. */
function readSome(descriptor: number): number | null {
  try {
    return readSync(descriptor, Buffer.alloc(65_536));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}

describe('watch', () => {
  it('follows what commands change, one line for each change', async () => {
    const own = bot(version('1.0'));
    const watcher = await watching(own, '1.0');
    await own.run(['train', '--force-train', ...training()]);
    await tells(watcher, '1.1: better-model');
    await own.run(['rollback']);
    await tells(watcher, '1.0: pin-changed');
    await own.run(['pin', '1.1']);
    await tells(watcher, '1.1: pin-changed');
    await own.run(['pin', '1.0']);
    await tells(watcher, '1.0: pin-changed');
    await own.run(['unpin']);
    await tells(watcher, '1.1: pin-changed');
    await own.run(['backfill', '1.0']);
    await own.run(['train', ...training()]);
    unlinkSync(join(own.models, 'meta_model_v1.1.joblib'));
    await tells(watcher, '1.0: model-gone');
    expect(story(watcher)).toHaveLength(7);
    const [first] = linesOf(watcher);
    expect(first).toEqual({
      schema: 'model-registry/watch@1',
      selected: ((await own.json(['select'])) as { selected: unknown }).selected,
      reason: 'started',
    });
  });

  it('follows the config file, and a mistake in it changes nothing', async () => {
    const own = bot({ ...version('1.0'), ...version('2.0', { trained_symbols: [] }) });
    const watcher = await watching(own, '2.0');
    const config = join(own.cwd, 'config/config.yaml');
    replace(config, `${CONFIG}  selection: {required_symbols: [BTCUSDT]}\n`);
    await tells(watcher, '1.0: config-changed');
    replace(config, 'model: {training_mode: both}\n');
    await until('an error', () => watcher.said().includes('training_mode: expected'));
    rmSync(config);
    await until('another', () => watcher.said().includes('there is no config/config.yaml'));
    expect(story(watcher)).toHaveLength(2);
    replace(config, CONFIG);
    await tells(watcher, '2.0: config-changed');
  });

  it('goes on, and hears a signal, where the config file becomes a FIFO', async () => {
    const own = bot(version('1.0'));
    const watcher = await watching(own, '1.0');
    const config = join(own.cwd, 'config/config.yaml');
    makeFifo(`${config}.new`);
    renameSync(`${config}.new`, config);
    await until('an error', () => watcher.said().includes('cannot be read: it is a FIFO'));
    replace(config, CONFIG);
    writeFiles(own.models, version('1.1'));
    await tells(watcher, '1.1: better-model');
    watcher.child.kill('SIGTERM');
    expect(await watcher.ended).toMatchObject({ status: 143 });
  });

  it.each([
    ['a pipe of the shell', '<(sleep 0.2; printf "$0")'],
    ['stdin', '/dev/stdin < <(sleep 0.2; printf "$0")'],
  ])('reads a config from %s once', async (_, words) => {
    const own = bot({ ...version('1.0'), ...version('2.0', { trained_symbols: [] }) });
    const config = `${CONFIG}  selection: {required_symbols: [BTCUSDT]}\n`;
    const script = `exec ${NODE} ${CLI} watch --config ${words}`;
    const child = spawn('bash', ['-c', script, config], { cwd: own.cwd });
    onTestFinished(() => void child.kill('SIGKILL'));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    const told = (text: string) => until(text, () => printed.includes(text));
    await told('1.0","');
    writeFiles(own.models, version('1.1'));
    await told('better-model');
    expect(printed.split('\n')[1]).toContain('"version":"1.1"');
  });

  it('keeps its model where the config file is gone, says so, and follows the one that is made', async () => {
    const own = bot({ ...version('1.0'), ...version('2.0', { trained_symbols: [] }) });
    const config = join(own.cwd, 'config/config.yaml');
    const watcher = await watching(own, '2.0');
    rmSync(config);
    await until('an error', () => watcher.said().includes('there is no config/config.yaml here'));
    replace(config, `${CONFIG}  selection: {required_symbols: [BTCUSDT]}\n`);
    await tells(watcher, '1.0: config-changed');
    expect(story(watcher)).toHaveLength(2);
  });

  it('follows a directory that is deleted and made again', async () => {
    const own = bot(version('1.0'));
    const watcher = await watching(own, '1.0');
    rmSync(own.models, { recursive: true });
    await until('it is said', () => watcher.said().includes('is empty or gone'));
    mkdirSync(own.models);
    writeFiles(own.models, version('1.1'));
    await tells(watcher, '1.1: model-gone');
    writeFiles(own.models, version('1.2'));
    await tells(watcher, '1.2: better-model');
  });

  it('follows a symlink that is switched', async () => {
    const own = bot();
    const link = join(own.cwd, 'live');
    for (const name of ['a', 'b']) mkdirSync(join(own.cwd, name));
    writeFiles(join(own.cwd, 'a'), version('1.0'));
    writeFiles(join(own.cwd, 'b'), version('2.0'));
    symlinkSync('a', link);
    const watcher = await watching(own, '1.0', '--models-dir', 'live');
    symlinkSync('b', `${link}.new`);
    renameSync(`${link}.new`, link);
    await tells(watcher, '2.0: model-gone');
    writeFiles(join(own.cwd, 'b'), version('2.1'));
    await tells(watcher, '2.1: better-model');
  });

  it('a version that verification refuses never appears', async () => {
    const own = bot(version('1.0'));
    const watcher = await watching(own, '1.0');
    const call = 'cbuiltins\nprint\n(Vhello\ntR.';
    writeFiles(own.models, { ...version('2.0'), 'meta_model_v2.0.joblib': call });
    writeFiles(own.models, version('1.1'));
    await tells(watcher, '1.1: better-model');
    replace(join(own.models, 'meta_model_v1.1.joblib'), call);
    await tells(watcher, '1.0: model-turned-down');
    expect(story(watcher).filter((line) => line.startsWith('2.0'))).toEqual([]);
  });

  it('files that are replaced under the same version are a change', async () => {
    const own = bot(version('1.0'));
    const watcher = await watching(own, '1.0');
    replace(join(own.models, 'meta_model_v1.0.joblib'), 'Vanother\n.');
    await tells(watcher, '1.0: files-changed');
  });

  it('reads a config from stdin once', async () => {
    const own = bot(version('1.0'));
    const child = spawn(NODE, [CLI, 'watch', '--config', '-'], { cwd: own.cwd });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdin.end(CONFIG);
    const line = await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(JSON.parse(String(line))).toMatchObject({ selected: { version: '1.0' } });
  });
});

describe('the end of watch', () => {
  it('comes quietly with the first line after the reader went away', async () => {
    const own = bot(version('1.0'));
    const script = `{ ${NODE} ${CLI} watch --no-config; echo $? >&2; } | head -1`;
    const child = spawn('sh', ['-c', script], { cwd: own.cwd });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    writeFiles(own.models, version('1.1'));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(said).toBe('0\n');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('by %s is exit status %i', async (signal, status) => {
    const watcher = await watching(bot(version('1.0')), '1.0');
    watcher.child.kill(signal);
    expect(await watcher.ended).toMatchObject({ status, signal: null });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('by %s comes although the reader is behind', async (signal, status) => {
    // A line that is longer than what is between the two can hold.
    const features = Array.from({ length: 45_000 }, (_, at) => `feature_${at}`);
    const own = bot(version('1.0', { features }));
    const child = spawn(NODE, [CLI, 'watch', '--no-config'], { cwd: own.cwd });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await new Promise((resolve) => child.stdout.once('readable', resolve));
    child.kill(signal);
    expect(await ended).toBe(status);
  });

  it('comes when the process that started it is killed, and nothing holds the output open', async () => {
    const own = bot(version('1.0'));
    const path = join(own.cwd, 'pipe');
    makeFifo(path);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(reader));
    const writer = openSync(path, 'w');
    const parent = spawn('sh', ['-c', `${NODE} ${CLI} watch --no-config; exit`], {
      cwd: own.cwd,
      stdio: ['ignore', writer, 'ignore'],
    });
    closeSync(writer);
    await until('a line', () => Boolean(readSome(reader)));
    parent.kill('SIGKILL');
    await until('the end of the output', () => readSome(reader) === 0);
  });

  it('does not come with the process that started it where the output is a file', async () => {
    const own = bot(version('1.0'));
    const output = join(own.cwd, 'output');
    const script = `${NODE} ${CLI} watch --no-config >output 2>&1 & echo $!`;
    const { stdout } = spawnToEnd('sh', ['-c', script], { cwd: own.cwd });
    const pid = Number(stdout);
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    const printed = () => readFileSync(output, 'utf8');
    await until('a line', () => printed() !== '');
    await after(1_000);
    writeFiles(own.models, version('1.1'));
    await until('another line', () => printed().includes('better-model'));
  });

  it('comes at once where nothing can be decided from', async () => {
    const own = bot(version('1.0'), 'model: {training_mode: both}');
    expect(await own.run(['watch'])).toMatchObject({ status: 2, stdout: '' });
    expect(await own.run(['watch', '--config', 'nowhere.yaml'])).toMatchObject({ status: 2 });
  });
});
