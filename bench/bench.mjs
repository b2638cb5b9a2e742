// Timings as ratios, measured side by side in this run. Run it with nothing else running.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './measure.mjs';
import { makeModels } from './models.mjs';
import { measureWatch } from './watch.mjs';

const CLI = fileURLToPath(new URL('../apps/cli/dist/model-registry.cjs', import.meta.url));
const PYTHON = '/usr/bin/python3';
const GENOPS = `import pickletools, sys
with open(sys.argv[1], 'rb') as file:
    for _ in pickletools.genops(file):
        pass`;
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
  benchInspect();
  await benchWatch();
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

function benchInspect() {
  const make = fileURLToPath(new URL('make_artifacts.py', import.meta.url));
  process.stderr.write('making a forest and a dense pickle …\r');
  if (spawnSync(PYTHON, [make, folder]).status !== 0) {
    console.log(`inspect: left out, since ${PYTHON} has no scikit-learn`);
    return;
  }
  const forest = join(folder, 'forest.joblib');
  const sha256sum = { program: 'sha256sum', words: [forest] };
  compareInspection('forest', [forest], sha256sum, 9, 1.5);
  compareInspection('forest with its SHA-256', [forest, 'sha256'], sha256sum, 9, 1.5);
  const dense = join(folder, 'dense.joblib');
  const genops = { program: PYTHON, words: ['-c', GENOPS, dense] };
  compareInspection('dense pickle', [dense], genops, 1, 1);
}

function compareInspection(name, words, other, pairs, target) {
  const peak = ['-r', workload('report-peak.cjs')];
  const result = compare([...peak, workload('inspect.mjs'), ...words], other, pairs);
  if (result.output !== 'clean\n') throw new Error(`${name}: ${result.output}`);
  const megabytes = (statSync(words[0]).size / 1e6).toFixed(0);
  const speed = `${((megabytes / result.a) * 1000).toFixed(0)} MB/s`;
  const against = other.program === 'sha256sum' ? 'sha256sum' : 'genops';
  const title = `inspect ${name}, ${megabytes} MB at ${speed} / ${against}`;
  report(title, result, target, Number(result.extra) / 1024);
}

async function benchWatch() {
  writeFileSync(join(folder, 'watch.yaml'), 'model: {training_mode: single_symbol}');
  process.stderr.write('publishing 2000 versions, then nothing …\r');
  const { latencies, idle, early, late } = await measureWatch(CLI, folder, 2_000, 10);
  const p99 = latencies[Math.floor(latencies.length * 0.99)];
  const verdict = (holds, target) => `${holds ? '<=' : '> '} ${target}`;
  row(
    'watch: publication to line, 99th percentile of 2000, ms',
    p99.toFixed(0),
    verdict(p99 <= 200, 200),
  );
  row(
    'watch: share of a core while nothing happens, %',
    (idle * 100).toFixed(2),
    verdict(idle <= 0.01, 1),
  );
  row(
    'watch: memory after 2000 / after 200',
    (late / early).toFixed(2),
    verdict(late / early <= 1.25, 1.25),
    `${late.toFixed(0)} MiB`,
    `${early.toFixed(0)} MiB`,
  );
}

function report(name, { ratio, a, b }, target, peak) {
  const milliseconds = (value) => `${value.toFixed(0)} ms`;
  const verdict = `${ratio <= target ? '<=' : '> '} ${target}`;
  const memory = peak === undefined ? '' : `${peak.toFixed(0)} MiB`;
  row(name, ratio.toFixed(2), verdict, milliseconds(a), milliseconds(b), memory);
}

function row(name, ...cells) {
  console.log([name.padEnd(66), ...cells.map((cell) => cell.padStart(8))].join(''));
}
