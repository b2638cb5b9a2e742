import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bot } from './support/bot.js';
import { CLI } from './support/cli.js';
import { checkDocuments } from './support/documents.js';
import { runSession, type SessionOptions } from './support/installer.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { itWithPython } from './support/python.js';
import { until } from './support/running.js';
import { whyNoStrace } from './support/strace.js';

const YELLOW = '\u001b[33mmodel-registry:\u001b[39m ';
const RED = '\u001b[31mmodel-registry:\u001b[39m ';
const ERASE = '\r\u001b[K';

/** What a person sees who runs this on a terminal, or reads in a pipe. */
function seen(
  python: string,
  cwd: string,
  words: readonly string[],
  options: SessionOptions = {},
): string {
  const { screen, stderr } = runSession(python, [NODE, CLI, ...words], { cwd, ...options });
  return screen + stderr;
}

describe('on a terminal', () => {
  const looks = (python: string, options: SessionOptions = {}) => {
    const own = bot(version('1.0'), 'model: {pin: "1.0", selction: {}}\n');
    return (
      seen(python, own.cwd, ['select', '--paths'], options) +
      seen(python, own.cwd, ['slect'], options)
    );
  };

  itWithPython('errors, warnings and remarks look different', [], (python) => {
    const output = looks(python);
    expect(output).toContain(`${YELLOW}config/config.yaml: not read`);
    expect(output).toContain(`${RED}there is no command slect`);
    expect(output).toMatch(/^model-registry: version 1\.0 is pinned/m);
  });

  for (const [name, options] of [
    ['with NO_COLOR', { env: { NO_COLOR: '1' } }],
    ['on a terminal that shows no colours', { env: { TERM: 'dumb' } }],
    ['in a pipe', { stderr: 'pipe' }],
  ] as const) {
    itWithPython(`they are plain ${name}`, [], (python) => {
      const output = looks(python, options);
      expect(output).toContain('there is no command slect');
      expect(output).not.toContain('\u001b');
    });
  }
});

/** The lines that were drawn and erased again: what, how far, how long. */
function drawn(output: string): string[] {
  const lines = output.split(ERASE).filter((line) => /\d:\d\d$/.test(line));
  for (const line of lines) expect(line.length).toBeLessThan(80);
  return lines;
}

/** The command on a disk that takes so long for each such call on these files. */
function slowly(calls: string, seconds: number, paths: readonly string[]): string[] {
  const inject = `inject=${calls}:delay_enter=${seconds}s`;
  const files = paths.flatMap((path) => ['-P', path]);
  return ['strace', '-f', '-qq', '-o', '/dev/null', ...files, '-e', `trace=${calls}`, '-e', inject];
}

describe('what takes longer than a second', () => {
  itWithPython('says that it waits for a lock, whose, and how long', [], async (python) => {
    const own = bot(version('1.0'));
    await own.run(['unpin']);
    const holder = spawn(
      'flock',
      [join(own.models, '.registry/store.lock'), 'sh', '-c', 'echo held; sleep 1000'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
      },
    );
    onTestFinished(() => void process.kill(-(holder.pid as number), 'SIGKILL'));
    let said = '';
    holder.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until('the lock', () => said === 'held\n');
    const output = seen(python, own.cwd, ['pin', '1.0', '--wait', '2.5']);
    expect(drawn(output)[0]).toBe('waiting up to 3 s for the lock of another process  0:01');
    expect(output).toContain(`${ERASE}${RED}`);
    expect(output).toMatch(/is\s+locked\s+by\s+another\s+process/);
    const pipe = seen(python, own.cwd, ['pin', '1.0', '--wait', '1.5'], { stderr: 'pipe' });
    expect(pipe).not.toContain('waiting');
  });

  const whyNot = whyNoStrace();
  const slow = whyNot === null ? itWithPython : (name: string) => it.skip(`${name} (${whyNot})`);

  slow('says which large file is hashed, and how much of it is done', [], (python) => {
    const own = bot();
    const large = join(own.models, 'meta_model_v1.0.joblib');
    const artifacts = { model: { sha256: '0'.repeat(64), size: 6_291_456 } };
    const { 'meta_model_v1.0.joblib': _, ...others } = version('1.0', { artifacts });
    writeFiles(own.models, others);
    writeZeros(large, 6_291_456);
    const argv = [
      ...slowly('read,pread64', 0.5, [large]),
      NODE,
      CLI,
      'list',
      '--verify',
      'checksum',
    ];
    const { screen } = runSession(python, argv, { cwd: own.cwd });
    expect(drawn(screen)[0]).toMatch(
      /^hashing meta_model_v1\.0\.joblib {2}\d+% of 6\.3 MB {2}0:01$/,
    );
    expect(screen).toContain('is refused by verification');
  });

  slow(
    'says how fast a file is hashed that is pushed; to a program by lines of JSON',
    [],
    (python) => {
      const store = temporaryFolder();
      const own = bot(version('1.0'), `model: {store: {url: "file://${store}"}}\n`);
      const large = join(own.models, 'meta_model_v1.0.joblib');
      writeZeros(large, 6_291_456);
      const argv = [...slowly('read,pread64', 0.5, [large]), NODE, CLI, 'push', '1.0', '--json'];
      const { screen } = runSession(python, argv, { cwd: own.cwd });
      expect(drawn(screen).join('\n')).toMatch(
        /^hashing meta_model_v1\.0\.joblib {2}\d+% of 6\.3 MB {2}[\d.]+ MB\/s {2}0:0\d$/m,
      );
      expect(screen).not.toContain('progress@1');
      rmSync(store, { recursive: true });
      mkdirSync(store);
      const { stderr } = runSession(python, argv, { cwd: own.cwd, stderr: 'pipe' });
      checkDocuments(stderr);
      const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
      expect(lines.map((line) => JSON.parse(line))).toContainEqual(
        expect.objectContaining({
          what: 'hashing meta_model_v1.0.joblib',
          all: 6_291_456,
          unit: 'bytes',
          per_second: expect.any(Number),
        }),
      );
    },
  );

  slow(
    'says that a directory is read, and how far that is, though nothing else can run',
    [],
    (python) => {
      const names = Array.from({ length: 30 }, (_, at) => `1.${at}`);
      const own = bot(Object.assign({}, ...names.map((name) => version(name))));
      const configs = names.map((name) => join(own.models, `model_config_v${name}.json`));
      const argv = [...slowly('openat', 0.1, configs), NODE, CLI, 'list', '--verify', 'off'];
      const { screen } = runSession(python, argv, { cwd: own.cwd });
      const lines = drawn(screen);
      expect(lines.length).toBeGreaterThan(2);
      expect(lines[0]).toMatch(/^reading the models in .*\d+% of 30 versions {2}0:01$/);
      const dumb = runSession(python, argv, { cwd: own.cwd, env: { TERM: 'dumb' } });
      expect(dumb.screen).not.toContain('reading the models');
    },
  );
});

/** So many zeros, which take no place on the disk. */
function writeZeros(file: string, size: number): void {
  const descriptor = openSync(file, 'w');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
}
