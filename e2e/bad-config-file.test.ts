import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { makeFifo, skipBecause } from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

function botWith(config: string): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, { 'bot.yaml': config });
  writeFiles(join(cwd, 'models'), version('1.0'));
  return cwd;
}

const SECRETS = [
  { place: 'a key of the bot', yaml: 'exchange: {api_key: "${SECRET}"}' },
  { place: 'a key of the bot, without quotes', yaml: 'exchange:\n  api_key: ${SECRET}' },
  { place: 'the name of a key of the bot', yaml: '"${SECRET}": 1' },
  { place: 'a map as a key', yaml: '? {api_key: "${SECRET}"}\n: 1' },
  { place: 'braces as a template has them', yaml: 'api_key: {{ SECRET }}' },
  { place: 'a path', yaml: 'model: {path: "${SECRET}/meta_model_v6.6.joblib"}' },
  { place: 'models_dir', yaml: 'model: {models_dir: "${SECRET}/models"}' },
  { place: 'training_mode', yaml: 'model: {training_mode: "${SECRET}"}' },
  { place: 'version', yaml: 'model: {version: "${SECRET}"}' },
  {
    place: 'training_mode, behind much text',
    yaml: `model: {training_mode: "SECRET${'x'.repeat(80)}$\{A}"}`,
  },
  { place: 'a map in place of a value', yaml: 'model: {pin: {a: "${SECRET}"}}' },
  { place: 'an unknown key', yaml: 'model: {selection: {x: "${SECRET}"}}' },
  { place: 'the name of an unknown key', yaml: 'model: {selection: {"${SECRET}": 1}}' },
  { place: 'a required symbol', yaml: 'model: {selection: {required_symbols: ["${SECRET}"]}}' },
  {
    place: 'a trading symbol',
    yaml: 'trading: {symbols: ["${SECRET}"]}\nmodel: {selection: {min_symbol_coverage: 1}}',
  },
  { place: 'a metric', yaml: 'model: {selection: {min_performance: {"${SECRET}": 1}}}' },
  { place: 'the command', yaml: 'operations: {model_rotation: {command: [a, "${SECRET}"]}}' },
  { place: 'what is no YAML', yaml: 'model: {}\nkey: "a" "${SECRET}"' },
  { place: 'a line of its own', yaml: 'model: {}\n${SECRET}\n' },
  { place: 'an alias', yaml: 'model: {}\nkey: *SECRET${SECRET}\n' },
];

describe('a placeholder', () => {
  it.each(SECRETS)('in $place: never printed, never expanded', async ({ yaml }) => {
    const cwd = botWith(yaml);
    for (const words of [['explain'], ['doctor', '--json']]) {
      const options = { cwd, env: { SECRET: 'hunter2' } };
      const result = await runCli([...words, '--config', 'bot.yaml'], options);
      expect([0, 2]).toContain(result.status);
      expect(result.stdout + result.stderr).not.toMatch(/SECRET|hunter2/);
    }
  });
});

describe('a models directory that only a shell would find', () => {
  const own = 'the absolute path (such as ';
  it.each([
    ['~/models', 'write /home/bot/models'],
    ['~', 'write /home/bot'],
    ['$HOME/models', 'write /home/bot/models'],
    ['${HOME}/a/../models', 'write /home/bot/models'],
    ['${HOME}/${NAME}', own],
    ['/srv/${NAME}', own],
    ['~bot/models', own],
  ])('in the config: %s', async (modelsDir, says) => {
    const cwd = botWith(JSON.stringify({ model: { models_dir: modelsDir } }));
    const train = ['train', '--', 'sh', '-c', 'touch trained'];
    for (const words of [['select'], ['doctor'], train]) {
      const [verb = '', ...more] = words;
      const options = { cwd, env: { HOME: '/home/bot' } };
      const result = await runCli([verb, '--config', 'bot.yaml', ...more], options);
      expectEnd(result, 2);
      expect(result.stderr).toContain('bot.yaml: model.models_dir ');
      expect(result.stderr).toContain(says);
      expect(result.stderr).not.toContain('NAME');
    }
    expect(readdirSync(cwd).sort()).toEqual(['bot.yaml', 'models']);
  });

  it('with --models-dir and in MODEL_REGISTRY_MODELS_DIR: a literal ~/', async () => {
    const cwd = botWith('');
    const way = '~/models: this is not expanded here: write /home/bot/models, or ./~/models';
    const env = { HOME: '/home/bot' };
    const options = ['--config', 'bot.yaml'];
    const named = await runCli(['list', ...options, '--models-dir=~/models'], { cwd, env });
    expectEnd(named, 2);
    expect(named.stderr).toContain(`--models-dir ${way}`);
    const variable = { ...env, MODEL_REGISTRY_MODELS_DIR: '~/models' };
    const set = await runCli(['list', ...options], { cwd, env: variable });
    expectEnd(set, 2);
    expect(set.stderr).toContain(`MODEL_REGISTRY_MODELS_DIR ${way}`);
    const literal = await runCli(['list', ...options, '--models-dir=./~/models'], { cwd, env });
    expectEnd(literal, 0);
  });

  it('does not matter where --models-dir names another', async () => {
    const cwd = botWith('model: {models_dir: "~/models"}');
    const words = ['select', '--config', 'bot.yaml', '--models-dir', 'models'];
    expectEnd(await runCli(words, { cwd }), 0);
  });
});

interface Row {
  readonly name: string;
  /** Puts it at the path that is named with --config. */
  readonly arrange: (path: string) => void;
  /** The exit status, and what stderr says. */
  readonly gives: { readonly status: number; readonly says: string };
  readonly needs?: () => string | null;
}

const FILES: Row[] = [
  {
    name: 'missing',
    arrange: () => {},
    gives: { status: 2, says: '--config bad.yaml: there is no such file' },
  },
  {
    name: 'a symlink to nothing',
    arrange: (path) => symlinkSync('nothing', path),
    gives: { status: 2, says: '--config bad.yaml: there is no such file' },
  },
  {
    name: 'a symlink to itself',
    arrange: (path) => symlinkSync(path, path),
    gives: { status: 3, says: 'config file bad.yaml cannot be read: ELOOP' },
  },
  {
    name: 'a directory',
    arrange: (path) => mkdirSync(path),
    gives: { status: 3, says: 'config file bad.yaml cannot be read: EISDIR' },
  },
  {
    name: 'not to be read',
    arrange: (path) => {
      writeFiles(join(path, '..'), { 'bad.yaml': '' });
      chmodSync(path, 0o000);
    },
    gives: { status: 3, says: 'config file bad.yaml cannot be read: EACCES' },
    needs: whyNotUnprivileged,
  },
  {
    name: 'a FIFO, which is not waited for',
    arrange: makeFifo,
    gives: { status: 3, says: 'config file bad.yaml cannot be read: it is a FIFO' },
  },
  {
    name: 'without an end',
    arrange: (path) => symlinkSync('/dev/zero', path),
    gives: { status: 2, says: 'bad.yaml: larger than 256 KiB' },
  },
];

describe('a config file that is', () => {
  it.for(FILES)('$name: exit $gives.status', async ({ arrange, gives, needs }, test) => {
    if (needs) skipBecause(test, needs());
    const cwd = botWith('');
    arrange(join(cwd, 'bad.yaml'));
    const unprivileged = needs !== undefined;
    const result = await runCli(['list', '--config', 'bad.yaml'], { cwd, unprivileged });
    expectEnd(result, gives.status);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^model-registry: [^\n]+\n$/);
    expect(result.stderr).toContain(gives.says);
  });
});
