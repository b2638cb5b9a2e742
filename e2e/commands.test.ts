import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliOptions, NOW, runCli } from './support/cli.js';
import {
  modelsFolder,
  temporaryFolder,
  version,
  versionWith,
  writeFiles,
} from './support/models.js';

async function json(words: readonly string[], options: CliOptions = {}) {
  const { status, stdout, stderr } = await runCli([...words, '--json', '--as-of', NOW], options);
  return { status, stderr, document: stdout === '' ? null : JSON.parse(stdout) };
}

describe('the models directory', () => {
  const at = (config: string) => {
    const cwd = temporaryFolder();
    writeFiles(join(cwd, 'models'), version('1.0'));
    writeFiles(join(cwd, 'from-config'), version('2.0'));
    writeFiles(join(cwd, 'from-env'), version('3.0'));
    writeFiles(join(cwd, 'from-option'), version('4.0'));
    writeFiles(cwd, { 'config/config.yaml': config });
    return cwd;
  };
  const configured = 'model: {models_dir: from-config}';
  const env = { MODEL_REGISTRY_MODELS_DIR: 'from-env' };

  it.each([
    ['', {}, [], '1.0'],
    [configured, {}, [], '2.0'],
    [configured, env, [], '3.0'],
    [configured, { MODEL_REGISTRY_MODELS_DIR: '' }, [], '2.0'],
    [configured, env, ['--models-dir', 'from-option'], '4.0'],
  ])('config %j, environment %j, options %j: %s', async (config, env, words, selected) => {
    const cwd = at(config);
    expect((await json(['list', ...words], { cwd, env })).document.selected.version).toBe(selected);
  });
});

describe('the config', () => {
  it('comes from stdin with --config -', async () => {
    const dir = modelsFolder({ ...version('1.0'), ...version('2.0') });
    const stdin = 'model: {pin: 1.0}';
    const { document } = await json(['select', '--config', '-', '--models-dir', dir], { stdin });
    expect(document.selected.version).toBe('1.0');
  });

  it('is the defaults where the default file is missing, and stderr says so', async () => {
    const { status, stdout, stderr } = await runCli(['list'], { cwd: temporaryFolder() });
    expect(status).toBe(0);
    expect(stdout).toContain('Training Mode: single_symbol');
    expect(stderr).toContain('there is no config/config.yaml here: using the defaults');
  });
});

it('a pin that selects nothing is said', async () => {
  const dir = modelsFolder({
    ...version('1.0'),
    ...version('1.1', { training_mode: 'multi_symbol' }),
  });
  const pinned = (pin: string) =>
    runCli(['next-version', '--config', '-', '--models-dir', dir], {
      stdin: `model: {pin: ${pin}}`,
    });
  expect((await pinned('1.0')).stderr).toContain('1.0 is pinned by model.pin in the config file');
  expect((await pinned('1.1')).stderr).toContain('the pinned version 1.1 is turned down');
  expect((await pinned('9.9')).stderr).toContain('the pinned version 9.9 is not there');
});

describe('--json', () => {
  const dir = () => modelsFolder({ ...version('1.0'), 'meta_model_v1.1.joblib': 'x' });

  it('list', async () => {
    const models = dir();
    const { status, document } = await json(['list', '--models-dir', models]);
    expect(status).toBe(0);
    expect(Object.keys(document).join(' ')).toBe(
      'schema config models_dir found models selected ignored',
    );
    expect(document).toMatchObject({
      schema: 'model-registry/list@1',
      models_dir: models,
      models: [
        {
          version: '1.0',
          model_path: join(models, 'meta_model_v1.0.joblib'),
          scaler_path: join(models, 'feature_scaler_v1.0.joblib'),
          config_path: join(models, 'model_config_v1.0.json'),
          exists: true,
          problems: [],
        },
        {
          version: '1.1',
          scaler_path: null,
          config_path: null,
          exists: false,
          metadata: null,
          problems: [
            { kind: 'missing-file', artifact: 'scaler' },
            { kind: 'missing-file', artifact: 'config' },
          ],
        },
      ],
      selected: { version: '1.0' },
      ignored: [],
    });
    expect(document.models[0]).toEqual(document.selected);
    expect(Object.keys(document.selected)).not.toContain('fields');
  });

  it('select, and nothing to select', async () => {
    const found = await json(['select', '--no-config', '--models-dir', dir()]);
    expect(found).toMatchObject({ status: 0, document: { schema: 'model-registry/select@1' } });
    expect(found.document.score).toEqual({
      symbol_coverage: 10,
      recency: 355,
      version: 100,
      performance: 0,
      total: 465,
    });
    expect(await json(['select', '--no-config', '--models-dir', temporaryFolder()])).toMatchObject({
      status: 1,
      document: { schema: 'model-registry/select@1', selected: null, score: null },
    });
  });

  it('explain', async () => {
    const { document } = await json(['explain', '--models-dir', dir()]);
    expect(document).toMatchObject({
      schema: 'model-registry/explain@1',
      selected_version: '1.0',
      ranked: [{ version: '1.0', score: { total: 465 } }],
      rejected: [
        { version: '1.1', problems: [{ kind: 'missing-file' }, { kind: 'missing-file' }] },
      ],
    });
  });

  it('doctor', async () => {
    const models = dir();
    chmodSync(join(models, 'meta_model_v1.0.joblib'), 0o646);
    const { document } = await json(['doctor', '--models-dir', models]);
    expect(document).toEqual({
      schema: 'model-registry/doctor@1',
      config: null,
      models_dir: models,
      found: true,
      problems: [
        { version: '1.1', kind: 'missing-file', artifact: 'scaler' },
        { version: '1.1', kind: 'missing-file', artifact: 'config' },
        {
          version: null,
          kind: 'unsafe-permissions',
          file: join(models, 'meta_model_v1.0.joblib'),
          actual: '0646',
        },
      ],
    });
  });

  it('next-version', async () => {
    expect((await json(['next-version', '--models-dir', dir()])).document).toEqual({
      schema: 'model-registry/next-version@1',
      action: 'skip',
      version: '1.0',
      reason: 'model-found',
    });
    const forced = (await json(['next-version', '--force-train', '--models-dir', dir()])).document;
    expect(forced).toMatchObject({ action: 'train', version: '1.2', reason: 'forced' });
  });

  it('prints NaN and infinities as null', async () => {
    const text = '{"training_mode": "single_symbol", "performance": {"auc": NaN, "f1": -Infinity}}';
    const { document } = await json([
      'list',
      '--models-dir',
      modelsFolder(versionWith('1.0', text)),
    ]);
    expect(document.selected.metadata.performance).toEqual({ auc: null, f1: null });
  });
});

it('list --short: a line a version, and a mark at the selected one', async () => {
  const dir = modelsFolder({
    ...version('1.0', { trained_symbols: ['A', 'B'] }),
    ...version('1.2', { training_mode: 'multi_symbol' }),
    'meta_model_v1.10.joblib': '',
  });
  const { status, stdout } = await runCli(['list', '--short', '--models-dir', dir]);
  expect(status).toBe(0);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^\* 1\.0 +single_symbol +one_hot +2 symbols +20[-\d]{8} +selected$/),
    expect.stringMatching(/^ {2}1\.2 +multi_symbol .* The training mode differ…$/),
    expect.stringMatching(/^ {2}1\.10 +- +- +- +- +The scaler file is missi…$/),
    '',
  ]);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

describe('without any config file', () => {
  it.each([[['select']], [['select', '--paths']], [['select', '--json']], [['watch']]])(
    '%j exits 2: a live bot must not run on defaults unknowingly',
    async (words) => {
      const cwd = temporaryFolder();
      writeFiles(join(cwd, 'models'), version('1.0'));
      const { status, stdout, stderr } = await runCli(words, { cwd });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('there is no config/config.yaml here');
      expect(stderr).toContain('--config FILE, or take the defaults with --no-config');
    },
  );

  it('select --no-config decides with the defaults, and reads no config file', async () => {
    const cwd = temporaryFolder();
    writeFiles(join(cwd, 'models'), version('1.0'));
    writeFiles(join(cwd, 'config'), { 'config.yaml': 'model: {pin: "9.9"}' });
    const { status, stdout, stderr } = await runCli(['select', '--no-config'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Version: 1.0\n');
  });

  it.each([['list'], ['explain'], ['doctor'], ['next-version'], ['history']])(
    '%s goes on, and says so',
    async (command) => {
      const cwd = temporaryFolder();
      const { status, stderr } = await runCli([command], { cwd });
      expect(status).toBe(0);
      expect(stderr).toContain('there is no config/config.yaml here: using the defaults');
      expect(stderr).toContain(`there is no models directory at ${join(cwd, 'models')}`);
    },
  );

  it.each([
    [['list', '--no-config', '--config', 'x.yaml'], '--config and --no-config cannot be combined'],
    [['prune', '--keep', '1', '--no-config'], '--no-config: this command needs the config'],
  ])('%j exits 2', async (words, says) => {
    const { status, stderr } = await runCli(words, { cwd: temporaryFolder() });
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('select --paths', () => {
  it('prints three lines that a script can use', async () => {
    const dir = modelsFolder(version('1.0'));
    expect((await runCli(['select', '--paths', '--no-config', '--models-dir', dir])).stdout).toBe(
      [
        `model=${dir}/meta_model_v1.0.joblib`,
        `scaler=${dir}/feature_scaler_v1.0.joblib`,
        `config=${dir}/model_config_v1.0.json\n`,
      ].join('\n'),
    );
  });

  it('refuses a path that would break the lines', async () => {
    const dir = join(temporaryFolder(), 'a\nb');
    writeFiles(dir, version('1.0'));
    const { status, stdout, stderr } = await runCli([
      'select',
      '--paths',
      '--no-config',
      '--models-dir',
      dir,
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('holds a control character');
  });
});

describe('backfill', () => {
  const legacy = '{\n  "features": ["a"],\n  "big": 9007199254740993,\n  "loss": NaN\n}\n';
  const configOf = (dir: string) => readFileSync(join(dir, 'model_config_v0.9.json'), 'utf8');
  const backfill = (dir: string, ...words: string[]) =>
    runCli(['backfill', '0.9', '--models-dir', dir, ...words]);

  it('adds the defaults that the model is read with anyway, and keeps the rest to the byte', async () => {
    const dir = modelsFolder(versionWith('0.9', legacy));
    const { status, stdout } = await backfill(dir);
    expect(status).toBe(0);
    expect(stdout).toBe(
      `Added to version 0.9:
  training_mode: single_symbol
  symbol_encoding_type: one_hot
Still missing:
  trained_symbols (--trained-symbols)
  training_days (--training-days)
  training_end_timestamp (--training-end)
`,
    );
    expect(configOf(dir)).toBe(
      legacy.replace(
        'NaN\n',
        'NaN,\n  "training_mode": "single_symbol",\n  "symbol_encoding_type": "one_hot"\n',
      ),
    );
  });

  it('adds what is given, and the selection uses it', async () => {
    const dir = modelsFolder(versionWith('0.9', '{}'));
    const given = ['--training-mode', 'multi_symbol', '--symbol-encoding', 'index'];
    const more = ['--trained-symbols', 'BTCUSDT, ETHUSDT', '--training-days', '30'];
    const { stdout } = await backfill(
      dir,
      ...given,
      ...more,
      '--training-end',
      '2025-11-30',
      '--json',
    );
    const added = {
      training_mode: 'multi_symbol',
      symbol_encoding_type: 'index',
      trained_symbols: ['BTCUSDT', 'ETHUSDT'],
      training_days: 30,
      training_end_timestamp: '2025-11-30',
    };
    expect(JSON.parse(stdout)).toEqual({
      schema: 'model-registry/backfill@1',
      version: '0.9',
      added,
      missing: [],
    });
    expect(JSON.parse(configOf(dir))).toEqual(added);
  });

  it('changes nothing that is there, and nothing at all where all is there', async () => {
    const dir = modelsFolder(version('0.9'));
    const before = configOf(dir);
    const { status, stderr } = await backfill(dir, '--training-days', '1');
    expect(status).toBe(2);
    expect(stderr).toContain('training_days of version 0.9 is there already: 730');
    expect((await backfill(dir)).stdout).toBe('Nothing to add to version 0.9.\n');
    expect(configOf(dir)).toBe(before);
  });

  it('refuses a config file that cannot be read', async () => {
    const dir = modelsFolder(versionWith('0.9', '[]'));
    const { status, stderr } = await backfill(dir);
    expect(status).toBe(1);
    expect(stderr).toContain('nothing was changed');
    expect(configOf(dir)).toBe('[]');
  });

  it('keeps permissions, leaves nothing behind, and writes through a symlink', async () => {
    const dir = modelsFolder({ 'shared/config.json': '{}', 'meta_model_v0.9.joblib': 'x' });
    symlinkSync('shared/config.json', join(dir, 'model_config_v0.9.json'));
    chmodSync(join(dir, 'shared/config.json'), 0o640);
    expect((await backfill(dir)).status).toBe(0);
    expect(readdirSync(join(dir, 'shared'))).toEqual(['config.json']);
    expect(statSync(join(dir, 'shared/config.json')).mode & 0o777).toBe(0o640);
    expect(configOf(dir)).toContain('"training_mode"');
    expect(readFileSync(join(dir, 'shared/config.json'), 'utf8')).toBe(configOf(dir));
  });
});
