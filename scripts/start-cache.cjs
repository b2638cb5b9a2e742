#!/usr/bin/env node
// Makes the programs beside it start sooner: what V8 compiles of each is kept in a file beside it, once, with the
// owner and the rights of the programs. It has to be made again for another Node, which ignores it otherwise; for a
// newer program there is another name.
//
//     node start-cache.cjs            exit status 0, or 3 where it cannot be made
//     node start-cache.cjs --remove   takes the files away
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const vm = require('node:vm');

/**
 * What an operator runs often. Of a command that is not here only what it has in common with these is kept; a quick
 * one would have nothing.
 */
const STARTS = {
  'model-registry': [
    ...[
      ['list', '--verify', 'off'],
      ['list'],
      ['list', '--short'],
      ['select', '--paths'],
      ['select'],
      ['explain'],
      ['next-version'],
    ],
    ...[['metrics'], ['doctor']],
  ],
  'model-registry-installer': [['--format', 'shell', '--no-input']],
  'model-registry-retrain': [['status']],
};

const CONFIG = `# What a config file may hold: a comment, lists, maps, numbers, texts
model:
  version: "1.0"
  training_mode: multi_symbol
  symbol_encoding: one_hot
  selection: {required_symbols: [BTCUSDT], performance: {metric: auc, weight: 100}}
trading:
  symbols:
    - BTCUSDT
    - 'ETHUSDT' # the second
  leverage: 2.5
data: {since: null}
operations:
  model_rotation: {enabled: true, retrain_frequency_days: 30, command: [train]}
`;

const METADATA = {
  features: ['rsi', 'atr'],
  training_mode: 'multi_symbol',
  symbol_encoding_type: 'one_hot',
  trained_symbols: ['BTCUSDT', 'ETHUSDT'],
  training_days: 730,
  training_end_timestamp: '2025-01-05T10:00:00',
  performance: { precision: 0.56, recall: 0.55, f1: 0.55, auc: 0.6 },
};

/** One that is selected, an older one, and one that is turned down, by what is different in it. */
const VERSIONS = {
  1.1: {},
  '1.0': {},
  0.1: { training_mode: 'single_symbol', trained_symbols: ['ETHUSDT'] },
};

/** A logistic regression and a scaler of two features, as scikit-learn and joblib write them. */
const MODEL = [
  'eNqNk0FrE0EUx5NNN0ljlVZvViKKlSp2MUWkh0CRHgRXItSDx2E2O8lMnd1ZdmaNOQiKVFOYmy+fxaOfwZt61KMH',
  'K36A+LLZpEoRfIfd94Y3//9vHjMvl8aOU8rDNvVTyWgae1LE+CeRCpn0iFR9oY3ogj3/sEj3WT9lWgsVwzu48Qpe',
  'wKatJSym0gzBOnIb7FKYUQlHtmKUhPu7F+9+/X5pb8uW97A4LgzP9oQhIjYs7bLEwMiuLQqiuxQx+uCX7UpXUq3J',
  'gIk+N9CxKymNQxURbahhWFe1ks9YCtaVQa+vwdYj+pwIVAI/tGeiTBpBcg3EoplRYGvYHyjNwC/ZxoCmuVhqkLca',
  'kwMVaJStyxZJqREK83Mx6TFqMjw1AhPwHVvPFbEGewF3SBF4cRYlQ5KILs4R7FpnWt5LUzp8ktIkQZzFsOo6Cwoi',
  'N9+FSHFIp73YZF3NaYJwziHmKg1xK1+2bmiGuMov8w3sccQOHI3ewj5s+hVbbkOn03kwwcg/fslAYBtUSjUgUUQT',
  'nO76jC93ITjdfhyx2JBgaJgGfzULnMmkVES5+I8fFQny5SMlwNdnh+BNfoVf9cuHwK/xZb7BryPTnRMmfvM0Eb81',
  '4ltTq9pkFu5fHm5Xsd5pB99584dHb+c/PSq48vP486fH3z7utt+//gVffnwY3557NU7u2r+P1F6IVWe88/mMm3Od',
  'VVI8G4J3Kn8S1m15214LssD7DdG+TL4=',
].join('');
const SCALER = [
  'eNqNkkFLHDEUx3fXtd1Ku1rE04K0tFCVMqAnD4VFvHVgD/XQY3gzE03aTCYkGZc5CHpou0JufYsH7+LH6UcQ/AQF',
  'D73ZZGZFi5e+w7zkkfm/3/8lx93pRbtVhxuYr4KClpHSVOkipcZweRCRDCyg6+9ZkBnobC8FQTX+xPUTPMI192zM',
  'LSM5BYkT16s3xmZ+3U0LVfncl2Sfgi01NYRLgnHHLUpiIFfCVwylvuZWZJmrKkoLTaO8FJaD1lChe2J8Owjt3Hx9',
  'xOfMVoqGSodv4+nkB37CtXjOtT/gaDT6eOuj/sQti8lur9vYa+F3f87NB1Dfb/lLkQieRLUmUTz13tG9HIXtTmj9',
  'WYNSD332TJmkAoxB9sI9DaMIgIHLMPA8ceebXxc68z+59i6yPlt0nf0HhGz5MZ9bACGKMclzUH5Wg4an1iYg+IHM',
  'qbQkqSw1GC+VSf/2n2is/Rk2+Wo43Zi5dd1D0ATZoKFnq+wVex0Q2Rv21qO9Y+sTthEUnz/Wu5np/RpO39/p1RdB',
  '/0tx4V7v8ubsfHz9+55v9U5vicyeGzmk2vBC+uFtRlvRJpZJ9BfVqgj1',
].join('');

/** Says to a start that this file watches that what V8 compiled of each of its files is to be kept. */
const KEEP = 'MODEL_REGISTRY_START_CACHE';

if (require.main !== module) keep();
else {
  try {
    makeAll(__dirname, process.argv[2] === '--remove');
  } catch (error) {
    fs.writeSync(2, `start-cache.cjs: ${error.message}\n`);
    process.exitCode = 3;
  }
}

function makeAll(folder, isRemoval) {
  const names = fs
    .readdirSync(folder)
    .filter((name) => /^[a-z-]+\.[a-z]+\.[0-9a-f]{16}(?:\.[a-z-]+)?\.cache$/.test(name));
  for (const name of names) fs.unlinkSync(join(folder, name));
  if (isRemoval) return;
  const work = fs.mkdtempSync(join(tmpdir(), 'model-registry-start-'));
  try {
    const places = makeModels(work);
    for (const [name, starts] of Object.entries(STARTS)) {
      const program = join(folder, `${name}.cjs`);
      if (!fs.existsSync(program)) continue;
      // Each start adds to what the one before it kept.
      for (const words of starts) start(program, [...words, ...places]);
    }
  } finally {
    fs.rmSync(work, { recursive: true });
  }
}

function start(program, words) {
  const run = spawnSync(process.execPath, ['-r', __filename, program, ...words], {
    env: { PATH: process.env.PATH, CI: '1', [KEEP]: '1' },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${basename(program, '.cjs')} ${words[0]}: ${run.stderr}`);
}

function keep() {
  const { Script } = vm;
  vm.Script = class extends Script {
    constructor(code, options) {
      super(code, options);
      const { filename, cacheFile } = options;
      // Else it would be taken for that of the right file, once this is back.
      if (!cacheFile.includes(hashOf(filename))) throw new Error('of another build');
      process.on('exit', (status) => {
        if (status === 0) write(cacheFile, this.createCachedData());
      });
    }
  };
}

function hashOf(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex').slice(0, 16);
}

/** Others see all of it or nothing. */
function write(file, content) {
  const part = `${file}.part`;
  fs.rmSync(part, { force: true });
  fs.writeFileSync(part, content, { flag: 'wx', mode: 0o644 });
  fs.chmodSync(part, 0o644);
  fs.renameSync(part, file);
}

function makeModels(work) {
  const [config, models] = [join(work, 'config.yaml'), join(work, 'models')];
  fs.writeFileSync(config, CONFIG);
  fs.mkdirSync(models);
  for (const [version, different] of Object.entries(VERSIONS)) {
    fs.writeFileSync(join(models, `meta_model_v${version}.joblib`), Buffer.from(MODEL, 'base64'));
    fs.writeFileSync(
      join(models, `feature_scaler_v${version}.joblib`),
      Buffer.from(SCALER, 'base64'),
    );
    const metadata = JSON.stringify({ version, ...METADATA, ...different });
    fs.writeFileSync(join(models, `model_config_v${version}.json`), metadata);
  }
  return ['--config', config, '--models-dir', models];
}
