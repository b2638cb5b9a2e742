import { chmodSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROGRAM } from '../apps/installer-helper/src/program.js';
import { expectEnd, spawnBuilt } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { botFolder, INSTALLER, runInstaller } from './support/installer.js';
import { temporaryFolder, version } from './support/models.js';
import { MAY_RUN_HERE } from './support/node.js';
import { itWithPython } from './support/python.js';
import { skipBecause } from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

const FOUND = version('1.4');
const NONE = version('1.4', { training_mode: 'multi_symbol' });

/** Runs the helper where it does not have to ask, or may not. */
function decide(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const options = { cwd, env: { CI: '', MODEL_REGISTRY_RETRAIN: '', ...env } };
  return MAY_RUN_HERE
    ? runInProcess(PROGRAM, words, options)
    : Promise.resolve(spawnBuilt(INSTALLER, words, options));
}

describe('the decision', () => {
  const answer = (value: string) => ({ MODEL_REGISTRY_RETRAIN: value });

  it.each([
    ['a model', ['--retrain'], {}, 'retrain'],
    ['a model', ['--reuse'], {}, 'reuse'],
    ['a model', ['--no-input'], {}, 'reuse'],
    ['a model', [], { CI: 'true' }, 'reuse'],
    ['a model', [], answer('yes'), 'retrain'],
    ['a model', [], answer('no'), 'reuse'],
    ['a model', ['--retrain', '--no-input'], { CI: 'true' }, 'retrain'],
    ['a model', ['--no-input'], answer('yes'), 'retrain'],
    ['a model', ['--retrain'], answer('no'), 'retrain'],
    ['a model', ['--reuse'], answer('yes'), 'reuse'],
    ['no compatible model', [], {}, 'train'],
    ['no compatible model', ['--reuse'], {}, 'train'],
    ['no compatible model', ['--retrain'], {}, 'train'],
  ])('with %s, %j, %j: %s', async (found, words, env, decision) => {
    const result = await decide(words, botFolder(found === 'a model' ? FOUND : NONE), env);
    expectEnd(result, 0);
    expect(result.stdout).toBe(`${decision}\n`);
  });

  it.each([
    ['--retrain', "MODEL_FOUND='true'", "'1.4'", "'false'", "'--force-train'"],
    ['--reuse', "MODEL_FOUND='true'", "'1.4'", "'true'", "''"],
    ['', "MODEL_FOUND='false'", "''", "'false'", "''"],
  ])('%s --format shell', async (answer, found, name, skip, flag) => {
    const words = [answer, '--format', 'shell'].filter(Boolean);
    const lines = [found, `MODEL_VERSION=${name}`, `SKIP_TRAINING=${skip}`];
    const { stdout } = await decide(words, botFolder(answer === '' ? NONE : FOUND));
    expect(stdout).toBe(`${lines.join('\n')}\nFORCE_TRAIN_FLAG=${flag}\n`);
  });

  it('--json prints one document', async () => {
    const cwd = botFolder(FOUND);
    const { stdout } = await decide(['--retrain', '--json'], cwd);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'model-registry/installer@1',
      config: 'config/config.yaml',
      models_dir: join(cwd, 'models'),
      action: 'retrain',
      selected: expect.objectContaining({
        version: '1.4',
        model_path: join(cwd, 'models/meta_model_v1.4.joblib'),
      }),
    });
    const none = JSON.parse((await decide(['--json'], botFolder(NONE))).stdout);
    expect(none).toMatchObject({ action: 'train', selected: null });
  });

  it('follows --config, --models-dir and --as-of', async () => {
    const cwd = botFolder(FOUND, 'model: {training_mode: multi_symbol}');
    writeFileSync(join(cwd, 'young.yaml'), 'model: {selection: {max_age_days: 30}}');
    const words = ['--config', 'young.yaml', '--reuse', '--as-of'];
    const at = async (time: string, ...more: string[]) =>
      (await decide([...words, time, ...more], cwd)).stdout;
    expect((await decide([], cwd)).stdout).toBe('train\n');
    expect(await at('2025-12-10')).toBe('reuse\n');
    expect(await at('2026-12-10')).toBe('train\n');
    expect(await at('2025-12-10', '--models-dir', 'config')).toBe('train\n');
  });
});

describe('what a person sees, on stderr', () => {
  it('is the model, and why nobody was asked', async () => {
    expect((await decide(['--no-input'], botFolder(FOUND))).stderr).toBe(`Compatible model found:
  Version: 1.4
  Training Mode: single_symbol
  Symbol Encoding: one_hot
  Trained Symbols: 1 (BTCUSDT)
  Training Days: 730
  Training End: 2025-11-30T00:00:00Z
  Files Exist: True

model-registry-installer: --no-input: the model is reused (--retrain or MODEL_REGISTRY_RETRAIN=yes trains)
`);
    expect((await decide([], botFolder(FOUND), { CI: '1' })).stderr).toContain(
      'CI is set: the model',
    );
  });

  it('is escaped', async () => {
    const hostile = { trained_symbols: ['\u001b[2J\u202eBTC\nUSDT'] };
    const result = await decide(['--reuse'], botFolder(version('1.4', hostile)));
    expectEnd(result, 0);
    expect(result.stderr).toContain('(\\u001b[2J\\u202eBTC\\u000aUSDT)');
  });

  it('is one line where there is no model', async () => {
    const empty = await decide([], botFolder({}));
    expect(empty.stderr).toMatch(/^model-registry-installer: no model versions in .*\/models\n$/);
    const missing = botFolder({});
    rmSync(join(missing, 'models'), { recursive: true });
    expect((await decide([], missing)).stderr).toBe(
      `model-registry-installer: there is no models directory at ${join(missing, 'models')}\n`,
    );
    expect((await decide([], botFolder(NONE))).stderr).toBe(
      'model-registry-installer: no compatible model: model-registry explain tells why\n',
    );
  });

  it('says where the default config is missing that the defaults hold', async () => {
    const { status, stdout, stderr } = await decide([], temporaryFolder());
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'train\n' });
    expect(stderr).toContain('there is no config/config.yaml here: using the defaults');
  });

  it('is a help of at most 80 columns, and the version', async () => {
    const { stdout } = await decide(['--help'], '/');
    expect(stdout).toContain('Usage: model-registry-installer [options]');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const { href } = new URL('../apps/installer-helper/package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(new URL(href), 'utf8'));
    expect((await decide(['--version'], '/')).stdout).toBe(`${version}\n`);
  });
});

describe('no decision', () => {
  it.each([
    [2, ['--config', 'other.yaml'], {}, '--config other.yaml: there is no such file'],
    [2, ['--as-of', 'tomorrow'], {}, '--as-of tomorrow: expected an ISO 8601 time'],
    [2, ['--models-dir', ''], {}, '--models-dir: expected a path, found nothing'],
    [2, ['--retrain', '--reuse'], {}, '--retrain and --reuse cannot be combined'],
    [2, ['--json', '--format', 'shell'], {}, '--json and --format cannot be combined'],
    [2, ['--format', 'yaml'], {}, '--format yaml: expected text or shell'],
    [2, ['--force'], {}, "Unknown option '--force'; --help lists the options"],
    [2, ['now'], {}, 'unexpected argument now'],
    [
      2,
      [],
      { MODEL_REGISTRY_RETRAIN: 'maybe' },
      'MODEL_REGISTRY_RETRAIN=maybe: expected yes or no',
    ],
    [3, ['--models-dir', 'config/config.yaml'], {}, 'cannot be read: ENOTDIR'],
    [3, ['--config', 'models'], {}, 'config file models cannot be read: EISDIR'],
  ])('exit status %i: %j, %j', async (status, words, env, says) => {
    const result = await decide(words, botFolder(FOUND), env);
    expectEnd(result, status);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^model-registry-installer: .*\n$/);
    expect(result.stderr).toContain(says);
  });

  it.each([
    ['no YAML', 'model: ['],
    ['a wrong value', 'model: {training_mode: both}'],
    ['an unknown key', 'model: {selection: {max_age: 1}}'],
  ])('exit status 2: a config file with %s', async (_, config) => {
    const result = await decide(['--retrain'], botFolder(FOUND, config));
    expectEnd(result, 2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^model-registry-installer: config\/config\.yaml: .*\n$/);
  });

  it('exit status 3: a models directory that may not be read', (test) => {
    skipBecause(test, whyNotUnprivileged());
    const cwd = botFolder(FOUND);
    chmodSync(join(cwd, 'models'), 0o000);
    onTestFinished(() => chmodSync(join(cwd, 'models'), 0o755));
    const result = spawnBuilt(INSTALLER, ['--retrain'], { cwd, unprivileged: true });
    expectEnd(result, 3);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^model-registry-installer: .* cannot be read: EACCES.*\n$/);
  });

  it('exit status 3: a decision that cannot be written', () => {
    const stdout = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(stdout));
    const result = spawnBuilt(INSTALLER, ['--retrain'], { cwd: botFolder(FOUND), stdout });
    expectEnd(result, 3);
    expect(result.stderr).toContain('model-registry-installer: standard output: ENOSPC');
  });
});

describe('without a terminal', () => {
  for (const stdin of ['empty', 'pipe'] as const) {
    const name = stdin === 'pipe' ? 'an open pipe on which nothing comes' : 'nothing';
    itWithPython(`with ${name} on stdin: the default, at once`, [], (python) => {
      const options = { cwd: botFolder(FOUND), terminal: false, stdin };
      const { status, stdout, stderr } = runInstaller(python, [], options);
      expect({ status, stdout }).toEqual({ status: 0, stdout: 'reuse\n' });
      expect(stderr).toMatch(
        /no terminal: the model is reused \(--retrain or MODEL_REGISTRY_RETRAIN=yes trains\)\n$/,
      );
    });
  }
});

describe('a model that is not safe to load', () => {
  const CALL = 'cbuiltins\nprint\n(Vhello\ntR.';
  const UNSAFE = { ...version('1.5'), 'meta_model_v1.5.joblib': CALL };

  it('is not offered, and the person is told why', async () => {
    const result = await decide(['--no-input', '--json'], botFolder({ ...FOUND, ...UNSAFE }));
    expectEnd(result, 0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      action: 'reuse',
      selected: { version: '1.4' },
    });
    expect(result.stderr).toContain(
      'version 1.5 is refused by verification: Loading the model file is not safe',
    );
  });

  it('means training, where it is the only one', async () => {
    const result = await decide(['--no-input'], botFolder(UNSAFE));
    expect(result.stdout).toBe('train\n');
    expect(result.stderr).toContain('version 1.5 is refused by verification');
    expect((await decide(['--no-input', '--verify', 'off'], botFolder(UNSAFE))).stdout).toBe(
      'reuse\n',
    );
  });
});
