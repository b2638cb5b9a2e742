// Timings as ratios, measured side by side in this run. Run it with nothing else running.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './measure.mjs';
import { makeModels } from './models.mjs';

const CLI = fileURLToPath(new URL('../apps/cli/dist/model-registry.cjs', import.meta.url));
const workload = (name) => fileURLToPath(new URL(`workloads/${name}.mjs`, import.meta.url));
const CONFIG = `model:
  training_mode: multi_symbol
  symbol_encoding: one_hot
  selection: {required_symbols: [BTCUSDT], max_age_days: 90}
trading:
  symbols: [BTCUSDT, ETHUSDT, SOLUSDT, DOGEUSDT, LINKUSDT]
`;

const folder = mkdtempSync(join(tmpdir(), 'model-registry-bench-'));
try {
  console.log(`Node ${process.version}\n`);
  row('', 'ratio', 'target', 'ours', 'other', 'peak');
  benchStart();
  benchScan(10_000, 9);
  benchScan(100_000, 5);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function benchStart() {
  const cwd = join(folder, 'bot');
  mkdirSync(join(cwd, 'config'), { recursive: true });
  makeModels(join(cwd, 'models'), 10);
  writeFileSync(join(cwd, 'config/config.yaml'), CONFIG);
  const result = compare([CLI, 'list'], ['-e', '0'], 25, { cwd });
  report('list of 10 versions / node -e 0', result, 1.8);
}

function benchScan(count, pairs) {
  const dir = join(folder, String(count));
  process.stderr.write(`making ${count} versions …\r`);
  makeModels(dir, count);
  const result = compare([workload('scan-and-select'), dir], [workload('plain'), dir], pairs);
  const [found, kibibytes] = result.output.split(' ').map(Number);
  if (found !== count) throw new Error(`${found} of ${count} versions were found`);
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
