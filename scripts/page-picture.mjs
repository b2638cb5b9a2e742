// Makes docs/page.png, the picture of the page in README, from the example and a past made up for it:
// `node scripts/page-picture.mjs`, after a build, where chromium is installed.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(join(root, 'e2e/package.json'))('playwright-core');
const CHROMIUM = '/usr/bin/chromium';
const WIDTH = 1120;
const HEIGHT = 1260;

const bot = mkdtempSync(join(tmpdir(), 'model-registry-picture-'));
try {
  makeBot();
  const page = join(bot, 'page.html');
  const cli = join(root, 'apps/cli/dist/model-registry.cjs');
  const words = ['page', '--as-of', '2026-11-22T12:00:00Z', '--out', page];
  execFileSync(process.execPath, [cli, ...words], { cwd: bot, stdio: 'inherit' });
  writeFileSync(page, readFileSync(page, 'utf8').replaceAll(bot, '/srv/bot'));
  await photograph(page, process.argv[2] ?? join(root, 'docs/page.png'));
} finally {
  rmSync(bot, { recursive: true, force: true });
}

/** The example without the two versions that verification refuses, and with a past. */
function makeBot() {
  cpSync(join(root, 'examples/trading-bot'), bot, { recursive: true, verbatimSymlinks: true });
  const models = join(bot, 'models');
  for (const name of readdirSync(models)) if (/_v2\.[12]\./.test(name)) rmSync(join(models, name));
  const entry = (at, event, version, previous, selected, reason) =>
    JSON.stringify({
      ...{ event, version, at: `2026-${at}:00Z`, reason, user: 'bot' },
      ...{ previous_version: previous, selected_version: selected },
    });
  const entries = [
    entry('08-18T04:10', 'published', '1.1', null, '1.1', 'train'),
    entry('09-16T04:12', 'published', '1.6', '1.1', '1.6', 'retrain'),
    entry('09-18T09:30', 'pinned', '1.1', '1.6', '1.1', 'rollback: drawdown'),
    entry('10-02T08:00', 'unpinned', null, '1.1', '1.1', 'unpin'),
    entry('10-14T04:11', 'rejected', '1.8', '1.1', '1.1', 'retrain: auc 0.53, at least 0.55'),
    entry('11-01T04:15', 'published', '1.10', '1.1', '1.10', 'retrain'),
    entry('11-15T04:09', 'published', '2.0', '1.10', '2.0', 'retrain'),
  ];
  const registry = join(models, '.registry');
  mkdirSync(registry, { recursive: true });
  writeFileSync(join(registry, 'journal.jsonl'), `${entries.join('\n')}\n`);
  const config = join(bot, 'config/config.yaml');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('enabled: false # true:', 'enabled: true #'));
}

async function photograph(page, file) {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags });
  try {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    await tab.goto(`file://${page}`);
    await tab.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
