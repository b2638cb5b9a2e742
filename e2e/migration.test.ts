import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM as RETRAIN } from '../apps/retrain-scheduler/src/program.js';
import { CLI, runCli } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { JOBLIB, temporaryFolder, version, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';
import { SCHEDULER } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

const PAGE = readFileSync(new URL('../docs/migration.md', import.meta.url), 'utf8');

/** The lines of a step of the page. */
function linesOf(step: number): string {
  const part = PAGE.split(/^## /m).find((part) => part.startsWith(`${step}. `)) ?? '';
  return [...part.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines]) => lines).join('');
}

const CONFIG = `exchange:
  api_key: \${BINANCE_API_KEY}
model:
  training_mode: single_symbol
  version: "1.0"
  path: models/meta_model_v1.0.joblib
  scaler_path: models/feature_scaler_v1.0.joblib
  config_path: models/model_config_v1.0.json
trading:
  symbols: [BTCUSDT, ETHUSDT]
database:
  path: trades.db
`;

const TRAINING = `import argparse, json, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("--version")
parser.add_argument("--out", type=pathlib.Path)
options = parser.parse_args()
for name in "meta_model", "feature_scaler":
    (options.out / f"{name}_v{options.version}.joblib").write_bytes(b"N.")
metadata = {"training_mode": "single_symbol", "trained_symbols": ["BTCUSDT", "ETHUSDT"],
            "training_end_timestamp": "2026-01-31T00:00:00Z"}
(options.out / f"model_config_v{options.version}.json").write_text(json.dumps(metadata))
`;

const run = (cwd: string, ...words: string[]) => runCli(words, { cwd });

/** Old models: without metadata, in another folder, under other names. */
const MODELS = {
  'models/meta_model_v1.0.joblib': JOBLIB,
  'models/feature_scaler_v1.0.joblib': JOBLIB,
  'models/model_config_v1.0.json': '{"features": ["rsi"], "loss": NaN}',
  'models/meta_model_vBTCUSDT_20251204.joblib': JOBLIB,
  'models/scaler_BTCUSDT_20251204.joblib': JOBLIB,
  'old_models/meta_model_v1.1.joblib': JOBLIB,
  'old_models/feature_scaler_v1.1.joblib': JOBLIB,
  'old_models/model_config_v1.1.json': '{}',
};

/** The folder of an old bot, and how it carries out a step of the page. */
function oldBot(config = CONFIG): { cwd: string; take: (step: number) => string } {
  const cwd = temporaryFolder();
  writeFiles(cwd, { 'config/config.yaml': config, 'train_model.py': TRAINING, ...MODELS });
  const programs = temporaryFolder();
  symlinkSync(CLI, join(programs, 'model-registry'));
  symlinkSync(SCHEDULER, join(programs, 'model-registry-retrain'));
  const { MODEL_REGISTRY_MODELS_DIR: _, ...env } = process.env;
  const take = (step: number) => {
    const { status, stdout, stderr } = spawnToEnd('bash', ['-euo', 'pipefail'], {
      cwd,
      input: linesOf(step),
      env: { ...env, PATH: `${programs}:${env.PATH}` },
    });
    expect(status, stderr).toBe(0);
    return stdout;
  };
  return { cwd, take };
}

describe('docs/migration.md, on an old bot', () => {
  itWithPython('every step does what the page says', [], async () => {
    const { cwd, take } = oldBot();
    const selected = async () =>
      JSON.parse((await run(cwd, 'select', '--json')).stdout).selected.version;
    const read = (file: string) => readFileSync(join(cwd, file), 'utf8');

    const looked = take(1);
    expect(looked).toContain('meta_model_vBTCUSDT_20251204.joblib belongs to no version');
    expect(looked).toContain('The metadata lacks keys');
    expect(take(2)).toContain('Pinned 1.0: 1.0 stays selected\n');
    const brought = take(3);
    expect(brought).toContain('Published 1.1: 1.0 is selected');
    expect(brought).toContain('Published 0.8: 1.0 is selected');
    expect(take(4)).toContain('trained_symbols: ["BTCUSDT","ETHUSDT"]');
    expect(read('models/model_config_v1.0.json')).toContain('"features": ["rsi"], "loss": NaN');
    expect(take(5)).toContain(`model=${cwd}/models/meta_model_v1.0.joblib\n`);
    expect(read('config/config.yaml')).toBe(CONFIG.replaceAll(/^.*path: models.*\n/gm, ''));
    expect(take(6)).toContain('Published 1.2: 1.0 is selected');
    expect(await selected()).toBe('1.0');
    expect(take(7)).toContain('Unpinned: 1.2 is selected now, 1.0 was before');
    expect(await selected()).toBe('1.2');
    expect(take(8)).toContain(`'--config' '${cwd}/config/config.yaml'`);

    for (const [file, content] of Object.entries(MODELS)) {
      if (file.endsWith('.joblib')) expect(read(file), file).toBe(content);
    }
  });

  it('a bot that measures no trades is judged and shown by its own metrics', async () => {
    const block =
      /### Metrics under other names[\s\S]*?```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
    const performance = {
      ...{
        baseline_accuracy: 0.5,
        baseline_roc_auc: 0.51,
        xgb_roc_auc: 0.62,
        ensemble_roc_auc: 0.64,
      },
      ...{ xgb_precision: 0.6, xgb_recall: 0.55, xgb_f1: 0.57, test_samples: 500 },
    };
    const write = `cp new/meta_model.joblib "$1/meta_model_v$0.joblib"
cp new/feature_scaler.joblib "$1/feature_scaler_v$0.joblib"
cp new/model_config.json "$1/model_config_v$0.json"`;
    const command = ['sh', '-c', write, '{version}', '{out}'];
    const cwd = temporaryFolder();
    writeFiles(cwd, {
      'config/config.yaml': `${block}    enabled: true\n    command: ${JSON.stringify(command)}\n`,
      'new/meta_model.joblib': JOBLIB,
      'new/feature_scaler.joblib': JOBLIB,
      'new/model_config.json': JSON.stringify({ performance }),
    });
    const retrain = () => runInProcess(RETRAIN, ['--force', '--json'], { cwd });
    expect(JSON.parse((await retrain()).stdout)).toMatchObject({
      action: 'promoted',
      criteria: [{ metric: 'test_samples' }, { metric: 'ensemble_roc_auc' }],
    });
    const figures = 'Performance: Precision=0.600, Recall=0.550, F1=0.570, AUC=0.640\n';
    const listed = (await run(cwd, 'list')).stdout;
    expect(listed.split(figures)).toHaveLength(3);
    expect((await run(cwd, 'select')).stdout).toContain(figures);
    expect((await run(cwd, 'select', '--no-config')).stdout).not.toContain('Performance');
    expect(JSON.parse((await retrain()).stdout).messages).toContain(
      'require_outperformance: ensemble_roc_auc is 0.64, expected > 0.64',
    );
  });

  it('a multi_symbol bot says first what its model is', async () => {
    const { cwd } = oldBot(CONFIG.replace('single_symbol', 'multi_symbol'));
    expect((await run(cwd, 'pin', '1.0')).status).toBe(1);
    await run(cwd, 'backfill', '1.0', '--training-mode', 'multi_symbol');
    expect((await run(cwd, 'pin', '1.0')).status).toBe(0);
  });

  it('of a folder with the files of two versions, one is named', async () => {
    const { cwd } = oldBot();
    writeFiles(join(cwd, 'old_models'), version('1.3'));
    expect((await run(cwd, 'publish', 'old_models')).status).toBe(2);
    expect((await run(cwd, 'publish', 'old_models', '--version', '1.3')).status).toBe(0);
    expect(existsSync(join(cwd, 'models/meta_model_v1.1.joblib'))).toBe(false);
  });
});
