// Timings as ratios, measured side by side in this run. Run it with nothing else running.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './measure.mjs';
import { makeModels } from './models.mjs';

const CLI = fileURLToPath(new URL('../apps/cli/dist/model-registry.cjs', import.meta.url));
const INSTALLER = fileURLToPath(
  new URL('../apps/installer-helper/dist/model-registry-installer.cjs', import.meta.url),
);
const workload = (name) => fileURLToPath(new URL(`workloads/${name}`, import.meta.url));
const CONFIG = `model:
  training_mode: multi_symbol
  symbol_encoding: one_hot
  selection: {required_symbols: [BTCUSDT], performance: {metric: auc, weight: 100}}
trading:
  symbols: [BTCUSDT, ETHUSDT, SOLUSDT, DOGEUSDT, LINKUSDT]
`;

const folder = mkdtempSync(join(tmpdir(), 'model-registry-bench-'));
const CONFIG_FILE = join(folder, 'config.yaml');
try {
  writeFileSync(CONFIG_FILE, CONFIG);
  console.log(`Node ${process.version}\n`);
  row('', 'ratio', 'target', 'ours', 'other', 'peak');
  benchStart();
  benchPrompt();
  benchScan(10_000, 9);
  benchScan(100_000, 5);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function benchStart() {
  const dir = join(folder, '10');
  makeModels(dir, 10);
  const ours = [CLI, 'list', '--config', CONFIG_FILE, '--models-dir', dir];
  const result = compare(ours, ['-e', '0'], 25);
  report('list of 10 versions / node -e 0', result, 1.8);
}

function benchPrompt() {
  const helper = [INSTALLER, '--config', CONFIG_FILE, '--models-dir', join(folder, '10')];
  const words = [workload('start-to-prompt.py'), '25', process.execPath, ...helper];
  const environment = { ...process.env, CI: '', MODEL_REGISTRY_RETRAIN: '' };
  const options = { env: environment, encoding: 'utf8' };
  const { status, stdout, stderr, error } = spawnSync('python3', words, options);
  if (status !== 0) throw error ?? new Error(stderr);
  report('installer until its question / node -e 0', JSON.parse(stdout), 2.2);
}

function benchScan(count, pairs) {
  const dir = join(folder, String(count));
  process.stderr.write(`making ${count} versions …\r`);
  makeModels(dir, count);
  const peak = ['-r', workload('report-peak.cjs')];
  const ours = [...peak, CLI, 'select', '--config', CONFIG_FILE, '--models-dir', dir];
  const result = compare(ours, [workload('plain.mjs'), dir], pairs);
  if (!result.output.startsWith('Version: ')) throw new Error(`nothing selected of ${count}`);
  const kibibytes = Number(result.extra);
  report(`scan and select ${count} / plain read and parse`, result, 1.6, kibibytes / 1024);
}

function report(name, { ratio, a, b }, target, peak) {
  const milliseconds = (value) => `${value.toFixed(0)} ms`;
  const verdict = `${ratio <= target ? '<=' : '> '} ${target}`;
  const memory = peak === undefined ? '' : `${peak.toFixed(0)} MiB`;
  row(name, ratio.toFixed(2), verdict, milliseconds(a), milliseconds(b), memory);
}

function row(name, ...cells) {
  console.log([name.padEnd(46), ...cells.map((cell) => cell.padStart(8))].join(''));
}
