// Timings as ratios, measured side by side in this run: the medians, and between which quartiles they lie.
// Run it with nothing else running. Exits 1 where a target is missed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.mjs';
import { measureFleet } from './fleet/latency.mjs';
import { compare, timed } from './measure.mjs';
import { makeModels } from './models.mjs';
import { measureServe } from './page.mjs';
import { loadServer, measureStore } from './store.mjs';
import { measureIdle, measureWatch } from './watch.mjs';

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

const STARTS = 301;

const folder = mkdtempSync(join(tmpdir(), 'model-registry-bench-'));
const CONFIG_FILE = join(folder, 'config.yaml');
const rows = [];
try {
  writeFileSync(CONFIG_FILE, CONFIG);
  const [{ model }] = cpus();
  console.log(
    `Node ${process.version}, ${cpus().length} × ${model}, load ${loadavg()[0].toFixed(1)}`,
  );
  benchStart();
  benchPrompt();
  benchPage(50, 15);
  benchPage(10_000, 3);
  await benchServe();
  benchScan(20_000, 15, 1.5);
  benchScan(100_000, 9, 1.3);
  await benchIdle(100_000);
  benchInspect();
  await benchWatch();
  await benchFleet();
  await benchStore(1_000);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printTable();

/** The start of Node by itself is what nobody can save. */
function benchStart() {
  const dir = join(folder, '10');
  makeModels(dir, 10);
  const places = ['--config', CONFIG_FILE, '--models-dir', dir];
  const start = (title, words, target) =>
    report(`${title} / node -e 0`, compare([CLI, ...words], ['-e', '0'], STARTS), target);
  start('--version', ['--version'], 1.2);
  start('--help', ['--help'], 1.2);
  for (const command of ['list', 'select', 'explain', 'next-version']) {
    start(`${command} of 10 versions`, [command, ...places], 1.8);
    start(`${command} --verify off`, [command, '--verify', 'off', ...places], 1.5);
  }
}

function benchPrompt() {
  const helper = [INSTALLER, '--config', CONFIG_FILE, '--models-dir', join(folder, '10')];
  const words = [workload('start-to-prompt.py'), String(STARTS), process.execPath, ...helper];
  const options = { env: { ...environment, CI: '', MODEL_REGISTRY_RETRAIN: '' }, encoding: 'utf8' };
  const { status, stdout, stderr, error } = spawnSync('python3', words, options);
  if (status !== 0) throw error ?? new Error(stderr);
  report('installer until its question / node -e 0', JSON.parse(stdout), 1.6);
}

function benchScan(count, pairs, target) {
  const dir = join(folder, String(count));
  process.stderr.write(`making ${count} versions …\r`);
  makeModels(dir, count);
  const ours = [CLI, 'select', '--config', CONFIG_FILE, '--models-dir', dir];
  const result = compare(ours, [workload('plain.mjs'), dir], pairs);
  if (!result.output.startsWith('Version: ')) throw new Error(`nothing selected of ${count}`);
  // Apart: to load what tells the peak is no part of the time.
  const kibibytes = Number(timed(['-r', workload('report-peak.cjs'), ...ours]).extra);
  report(`scan and select ${count} / plain read and parse`, result, target, kibibytes / 1024);
}

function benchPage(count, pairs) {
  const dir = join(folder, `page-${count}`);
  makeModels(dir, count);
  const places = ['--config', CONFIG_FILE, '--models-dir', dir];
  const list = [CLI, 'list', '--json', ...places];
  const result = compare([CLI, 'page', ...places], list, pairs);
  if (!result.output.startsWith('<!doctype html>')) throw new Error('no page');
  const isSmall = count === 50;
  report(
    `page of ${count} versions / list --json`,
    result,
    isSmall ? 2.5 : Number.POSITIVE_INFINITY,
  );
  const kilobytes = Buffer.byteLength(result.output) / 1_000;
  add({ name: `page of ${count} versions, KB`, value: kilobytes, target: isSmall ? 200 : 2_000 });
  if (!isSmall) add({ name: `page of ${count} versions, s`, value: result.a / 1_000, target: 3 });
}

/** Of the versions that {@link benchPage} made. */
async function benchServe() {
  const measured = await measureServe(CLI, CONFIG_FILE, join(folder, 'page-50'), 20);
  const { idle, resident, latencies } = measured;
  percent('serve of 50 versions: share of a core while nothing happens, %', idle);
  add({ name: 'serve of 50 versions: memory, MiB', value: resident, target: 80 });
  const rows = {
    'publication to the new page': latencies.published,
    'pin, with its own time, to the new page': latencies.pinned,
    'rollback, with its own time, to the new page': latencies.wentBack,
  };
  for (const [what, each] of Object.entries(rows)) {
    add({
      name: `serve: ${what}, median of ${each.length}, ms`,
      value: each[each.length >> 1],
      spread: [each[0], each.at(-1)],
      target: 1_000,
    });
  }
}

/** Of the versions that {@link benchScan} made. A look that no change brings comes minutes later. */
async function benchIdle(count) {
  const idle = await measureIdle(CLI, CONFIG_FILE, join(folder, String(count)), 20);
  percent(`watch of ${count} versions: share of a core while nothing happens, %`, idle);
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
  const { latencies, idle, early, late } = await measureWatch(CLI, folder, 2_000, 20);
  const quantile = (share) => latencies[Math.floor(latencies.length * share)];
  add({
    name: 'watch: publication to line, 99th percentile of 2000, ms',
    value: quantile(0.99),
    spread: [quantile(0.5), latencies.at(-1)],
    target: 100,
  });
  percent('watch of 5 versions: share of a core while nothing happens, %', idle);
  add({
    name: 'watch: memory after 2000 / after 200',
    value: late / early,
    target: 1.25,
    cells: [`${late.toFixed(0)} MiB`, `${early.toFixed(0)} MiB`],
  });
}

/** A store over the S3 API; curl is given the hash that is signed, as ours has it. */
async function benchStore(megabytes) {
  const server = await loadServer(folder);
  const whyNot = server.ceph.whyNot();
  if (whyNot !== null) {
    console.log(`push and pull: left out, since ${whyNot}`);
    return;
  }
  process.stderr.write(`sending ${megabytes} MB to a store …\r`);
  const peak = ['-r', workload('report-peak.cjs')];
  const measured = await measureStore(server, CLI, peak, folder, megabytes * 1e6);
  for (const [name, result] of Object.entries(measured)) {
    const mebibytes = Number(result.extra) / 1_024;
    const target = result.isForInformation ? Number.POSITIVE_INFINITY : 1 / 0.7;
    report(`${megabytes} MB: ${name}`, result, target, mebibytes);
    add({
      name: `${megabytes} MB: ${name}: memory, MB`,
      value: mebibytes * 1.048_576,
      target: 200,
    });
  }
}

async function benchFleet() {
  process.stderr.write('pushing 40 versions to a store that is asked each second …\r');
  const latencies = await measureFleet(CLI, folder, 40);
  add({
    name: 'fleet: push to line where the store is asked each second, ms',
    value: latencies[20],
    spread: [latencies[10], latencies[30]],
    target: 1200,
  });
}

function percent(name, share) {
  add({ name, value: share * 100, target: 1 });
}

function report(name, { ratio, spread, a, b }, target, peak) {
  const milliseconds = (value) => `${value.toFixed(0)} ms`;
  const memory = peak === undefined ? '' : `${peak.toFixed(0)} MiB`;
  add({ name, value: ratio, spread, target, cells: [milliseconds(a), milliseconds(b), memory] });
}

/** A row of the table, shown at once as well: all of them take minutes. */
function add(row) {
  rows.push(row);
  process.stderr.write(`${line(row)}\n`);
}

/** All figures against their targets; one that is missed is a failure. */
function printTable() {
  console.log(`\n${cells('', ['value', 'spread', 'target', '', 'ours', 'other', 'peak'])}`);
  for (const row of rows) console.log(line(row));
  const missed = rows.filter(isMissed).length;
  const targets = rows.filter(({ target }) => Number.isFinite(target)).length;
  console.log(`\n${targets - missed} of ${targets} targets are met`);
  if (missed > 0) process.exitCode = 1;
}

function isMissed({ value, target }) {
  return !(value <= target);
}

function line(row) {
  const { name, value, spread, target, cells: others = [] } = row;
  const shown = (number) => number.toFixed(number < 20 ? 2 : 0);
  const range = spread ? spread.map(shown).join(' – ') : '';
  const bound = Number.isFinite(target) ? Number(target.toFixed(2)) : '';
  return cells(name, [shown(value), range, bound, isMissed(row) ? 'MISSED' : '', ...others]);
}

function cells(name, values) {
  const [value, spread, ...rest] = values.map(String);
  const columns = [value.padStart(7), spread.padStart(14), ...rest.map((cell) => cell.padStart(9))];
  return `${name.padEnd(66)}${columns.join('')}`.trimEnd();
}
