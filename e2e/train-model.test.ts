import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCli } from './support/cli.js';
import { temporaryFolder } from './support/models.js';
import { itWithPython } from './support/python.js';
import { runScript, SCIKIT } from './support/scikit.js';
import { spawnToEnd } from './support/spawn.js';

const SCRIPT = fileURLToPath(new URL('../examples/trading-bot/train_model.py', import.meta.url));
const DAY = 24 * 3_600_000;

const INDICATORS = [
  ...['return_1', 'return_6', 'ema_ratio_12_26', 'rsi_14', 'atr_14_pct'],
  ...['bollinger_position_20', 'volume_zscore_20', 'hour_sin'],
];
const METRICS = [
  ...['precision', 'recall', 'f1', 'auc'],
  ...['sharpe_ratio', 'profit_factor', 'max_drawdown', 'total_trades', 'win_rate'],
];

function train(python: string, words: readonly string[], set: Record<string, string> = {}) {
  return runScript(python, [SCRIPT, ...words], { env: environment(set) });
}

/** The same by a Python that is started for it, as a person does. */
function trainAlone(python: string, words: readonly string[]) {
  const { status, stdout, stderr } = spawnToEnd(python, [SCRIPT, ...words], { env: environment() });
  return { status, stdout, stderr };
}

type Run = typeof train | typeof trainAlone;

function environment(set: Record<string, string> = {}): Record<string, string | undefined> {
  const names = Object.entries(process.env).filter(([name]) => !name.startsWith('MODEL_REGISTRY_'));
  return { ...Object.fromEntries(names), ...set };
}

const filesOf = (version: string) => [
  `feature_scaler_v${version}.joblib`,
  `meta_model_v${version}.joblib`,
  `model_config_v${version}.json`,
];

function metadataOf(version: string, out: string) {
  return JSON.parse(readFileSync(join(out, `model_config_v${version}.json`), 'utf8'));
}

/** Trains into a new folder and gives back the metadata of what came out. */
async function trained(python: string, version: string, words: string[], run: Run = train) {
  const out = join(temporaryFolder(), 'new', 'models');
  const result = await run(python, ['--version', version, '--out', out, ...words]);
  expect(result).toMatchObject({ status: 0, stderr: '' });
  expect(result.stdout).toContain(`v${version}`);
  expect(readdirSync(out).sort()).toEqual(filesOf(version));
  return { out, metadata: metadataOf(version, out) };
}

const LOADS = `
import json, sys, joblib, numpy
out, version = sys.argv[1:]
model = joblib.load(f"{out}/meta_model_v{version}.joblib")
scaler = joblib.load(f"{out}/feature_scaler_v{version}.joblib")
rows = scaler.transform(numpy.zeros((3, scaler.n_features_in_)))
print(json.dumps([scaler.n_features_in_, model.n_features_in_, *model.predict_proba(rows).shape]))
`;

/** The joblib files load, predict, and see as many features as the metadata names. */
async function expectUsable(python: string, version: string, out: string): Promise<void> {
  const features = metadataOf(version, out).features.length;
  const { stdout, stderr } = await runScript(python, ['-c', LOADS, out, version]);
  expect(JSON.parse(stdout || 'null'), stderr).toEqual([features, features, 3, 2]);
}

/** The registry lists this version alone, complete and with nothing to say against it. */
async function expectListed(version: string, out: string): Promise<void> {
  const { status, stdout } = await runCli(['list', '--json', '--models-dir', out], { cwd: out });
  expect(status).toBe(0);
  expect(JSON.parse(stdout).models).toMatchObject([{ version, exists: true, problems: [] }]);
}

itWithPython('--symbol trains a model for a single symbol', SCIKIT, async (python) => {
  const before = Date.now();
  const { out, metadata } = await trained(python, '1.1', ['--symbol', 'BTCUSDT'], trainAlone);
  expect(metadata).toMatchObject({
    version: '1.1',
    training_mode: 'single_symbol',
    symbol_encoding_type: 'one_hot',
    trained_symbols: ['BTCUSDT'],
    training_days: 365,
  });
  expect(metadata.features).toEqual(INDICATORS);
  expect(metadata).not.toHaveProperty('symbol_encoding_map');
  await expectUsable(python, '1.1', out);
  await expectListed('1.1', out);
  expectDated(metadata, before);
  expectMeasured(metadata);
});

/** It says when it trained, and that its data end at the midnight before. */
function expectDated(metadata: Record<string, string>, before: number): void {
  const trainedOn = Date.parse(metadata.training_date ?? '');
  expect(trainedOn).toBeGreaterThanOrEqual(before - 1);
  expect(trainedOn).toBeLessThanOrEqual(Date.now());
  expect(metadata.training_end_timestamp).toMatch(/T00:00:00\+00:00$/);
  const end = Date.parse(metadata.training_end_timestamp ?? '');
  expect(end).toBe(trainedOn - (trainedOn % DAY));
}

/** It says how good the model is. */
function expectMeasured({ performance }: { readonly performance: Record<string, number> }): void {
  expect(Object.keys(performance)).toEqual(METRICS);
  for (const name of METRICS) expect(performance[name], name).toEqual(expect.any(Number));
  for (const name of ['precision', 'recall', 'f1', 'auc', 'max_drawdown', 'win_rate']) {
    expect(performance[name], name).toBeGreaterThanOrEqual(0);
    expect(performance[name], name).toBeLessThanOrEqual(1);
  }
  expect(performance.auc).toBeGreaterThan(0.55);
  expect(performance.total_trades).toBeGreaterThan(50);
}

itWithPython('--symbols trains one model with a column per symbol', SCIKIT, async (python) => {
  const words = ['--symbols', 'ETHUSDT,BTCUSDT', '--days', '90'];
  const { out, metadata } = await trained(python, '2.10', words);
  expect(metadata).toMatchObject({
    version: '2.10',
    training_mode: 'multi_symbol',
    symbol_encoding_type: 'one_hot',
    trained_symbols: ['ETHUSDT', 'BTCUSDT'],
    training_days: 90,
    symbol_history_days: { ETHUSDT: 90, BTCUSDT: 90 },
  });
  expect(metadata.features).toEqual([...INDICATORS, 'symbol_ETHUSDT', 'symbol_BTCUSDT']);
  await expectUsable(python, '2.10', out);
  await expectListed('2.10', out);
});

itWithPython(
  'with the index encoding it is one column, and the map says which',
  SCIKIT,
  async (python) => {
    const symbols = ['--symbols', 'ETHUSDT, BTCUSDT,ETHUSDT', '--days', '60'];
    const words = [...symbols, '--symbol-encoding', 'index'];
    const { out, metadata } = await trained(python, '1.2', words);
    expect(metadata).toMatchObject({
      symbol_encoding_type: 'index',
      trained_symbols: ['ETHUSDT', 'BTCUSDT'],
      symbol_encoding_map: { ETHUSDT: 0, BTCUSDT: 1 },
    });
    expect(metadata.features).toEqual([...INDICATORS, 'symbol_index']);
    await expectUsable(python, '1.2', out);
    await expectListed('1.2', out);
  },
);

itWithPython(
  'the environment stands in for the options, which win over it',
  SCIKIT,
  async (python) => {
    const out = temporaryFolder();
    const set = {
      MODEL_REGISTRY_VERSION: '1.4',
      MODEL_REGISTRY_OUT: out,
      MODEL_REGISTRY_SYMBOLS: 'SOLUSDT,DOGEUSDT',
    };
    expect(await train(python, [], set)).toMatchObject({ status: 0, stderr: '' });
    expect(metadataOf('1.4', out)).toMatchObject({
      training_mode: 'multi_symbol',
      trained_symbols: ['SOLUSDT', 'DOGEUSDT'],
    });
    const words = ['--version', '1.5', '--symbol', 'ETHUSDT', '--days', '60'];
    expect(await train(python, words, set)).toMatchObject({ status: 0, stderr: '' });
    expect(metadataOf('1.5', out)).toMatchObject({
      training_mode: 'single_symbol',
      trained_symbols: ['ETHUSDT'],
    });
    expect(readdirSync(out).sort()).toEqual([...filesOf('1.4'), ...filesOf('1.5')].sort());
  },
);

itWithPython(
  'the same seed makes the same model, and another seed another',
  SCIKIT,
  async (python) => {
    const contents = async (seed: string, run: Run) => {
      const words = ['--symbol', 'BTCUSDT', '--days', '60', '--seed', seed];
      const { out, metadata } = await trained(python, '1.1', words, run);
      const [scaler = '', model = ''] = filesOf('1.1');
      const bytes = [scaler, model].map((name) => readFileSync(join(out, name), 'base64'));
      return [...bytes, metadata.performance];
    };
    // Two processes that have nothing in common.
    const first = await contents('7', trainAlone);
    expect(await contents('7', train)).toEqual(first);
    expect(await contents('8', train)).not.toEqual(first);
  },
);

itWithPython('bad arguments exit 2, and nothing is written', SCIKIT, async (python) => {
  const out = join(temporaryFolder(), 'out');
  const good = ['--version', '1.1', '--out', out];
  const refused = [
    ['--version', '1.1'],
    ['--out', out],
    ['--out', out, '--version', '1'],
    ['--out', out, '--version', '01.1'],
    ['--version', '1.1', '--out', ''],
    [...good, '--symbol', 'BTCUSDT', '--symbols', 'BTCUSDT'],
    [...good, '--symbols', 'BTCUSDT,,ETHUSDT'],
    [...good, '--symbol', '../BTCUSDT'],
    [...good, '--symbol-encoding', 'embedding'],
    [...good, '--days', '0'],
    [...good, '--seed', '-1'],
    [...good, '--unknown'],
  ];
  for (const words of refused) {
    const { status, stdout, stderr } = await train(python, words);
    expect({ status, stdout }, words.join(' ')).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('train_model.py: error: ');
  }
  expect(() => readdirSync(out)).toThrow('ENOENT');
});

itWithPython('a failure exits 1 and says in one line why', SCIKIT, async (python) => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const notAFolder = await train(python, ['--version', '1.1', '--out', file]);
  expect(notAFolder).toMatchObject({ status: 1, stdout: '' });
  expect(notAFolder.stderr).toMatch(/^train_model\.py: .*File exists.*\n$/);
});

itWithPython('a file that is there is never overwritten', SCIKIT, async (python) => {
  const folder = temporaryFolder();
  for (const name of filesOf('1.1')) {
    const out = join(folder, name);
    const words = ['--version', '1.1', '--out', out, '--symbol', 'BTCUSDT', '--days', '60'];
    mkdirSync(out);
    writeFileSync(join(out, name), 'kept');
    const { status, stderr } = await train(python, words);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `train_model.py: ${join(out, name)} is there already\n`,
    });
    expect(readFileSync(join(out, name), 'utf8')).toBe('kept');
    expect(readdirSync(out)).toEqual([name]);
  }
});
