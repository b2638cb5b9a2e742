import { cpSync, existsSync, readdirSync, realpathSync, statSync, truncateSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Program } from '@org/model-registry-program';
import { describe, expect, it } from 'vitest';
import { PROGRAM as CLI_SOURCE } from '../apps/cli/src/program.js';
import { PROGRAM as INSTALLER_SOURCE } from '../apps/installer-helper/src/program.js';
import { PROGRAM as SCHEDULER_SOURCE } from '../apps/retrain-scheduler/src/program.js';
import { bot, inFolder, training } from './support/bot.js';
import { CLI, NOW, spawnBuilt } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { INSTALLER } from './support/installer.js';
import { sharedFolder, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { SCHEDULER } from './support/retrain.js';

// Other tests run the programs from their source and in their own process. What they find holds for
// what is built and started, as a line for every command says the same there.

interface Line {
  readonly words: readonly string[];
  readonly status: number;
}

const MODEL_REGISTRY: Readonly<Record<string, Line>> = {
  list: { words: ['list', '--as-of', NOW], status: 0 },
  select: { words: ['select', '--models-dir', 'config'], status: 1 },
  explain: { words: ['explain', '--json', '--as-of', NOW], status: 0 },
  doctor: { words: ['doctor', '--as-of', NOW], status: 0 },
  inspect: { words: ['inspect', '1.0'], status: 0 },
  'next-version': { words: ['next-version', '--as-of', NOW], status: 0 },
  page: { words: ['page', '--as-of', NOW], status: 0 },
  serve: { words: ['serve', '--port', 'any'], status: 2 },
  push: { words: ['push'], status: 2 },
  pull: { words: ['pull', '--every', 'often'], status: 2 },
  fleet: { words: ['fleet', '--json'], status: 2 },
  store: { words: ['store', 'check'], status: 2 },
  'print-systemd': { words: ['print-systemd'], status: 2 },
  train: { words: ['train', '--force-train', ...training('exit 7')], status: 4 },
  publish: { words: ['publish', 'out', '--version', '2.0'], status: 0 },
  pin: { words: ['pin', '1.1'], status: 0 },
  unpin: { words: ['unpin'], status: 0 },
  rollback: { words: ['rollback', '--json'], status: 1 },
  prune: { words: ['prune', '--dry-run'], status: 2 },
  restore: { words: ['restore', '0.9'], status: 2 },
  record: { words: ['record', '1.0', 'auc=0.5', '--at', NOW], status: 0 },
  forgive: { words: ['forgive', '1.0'], status: 0 },
  recover: { words: ['recover'], status: 0 },
  history: { words: ['history', '--at', 'yesterday'], status: 2 },
  watch: { words: ['watch', '--models-dir'], status: 2 },
  metrics: { words: ['metrics', '--as-of', NOW], status: 0 },
  backfill: { words: ['backfill', '1.0', '--training-end', '2025-11-30'], status: 2 },
  completion: { words: ['completion', 'bash'], status: 0 },
  'a command that there is not': { words: ['promote'], status: 2 },
  'a directory that cannot be read': { words: ['list', '--models-dir', 'config/x'], status: 0 },
  'a file for a directory': { words: ['list', '--models-dir', 'config/config.yaml'], status: 3 },
};

const MODEL_REGISTRY_INSTALLER: Readonly<Record<string, Line>> = {
  '': { words: ['--reuse'], status: 0 },
  'a usage error': { words: ['--reuse', '--retrain'], status: 2 },
  'a failure': { words: ['--reuse', '--models-dir', 'config/config.yaml'], status: 3 },
};

const MODEL_REGISTRY_RETRAIN: Readonly<Record<string, Line>> = {
  run: { words: [], status: 0 },
  status: { words: ['status', '--json', '--as-of', NOW], status: 0 },
  'print-cron': { words: ['print-cron'], status: 0 },
  'print-systemd': { words: ['print-systemd'], status: 0 },
  completion: { words: ['completion', 'zsh'], status: 0 },
  'a usage error': { words: ['status', '--what'], status: 2 },
};

describe.each([
  { name: 'model-registry', built: CLI, source: CLI_SOURCE, lines: MODEL_REGISTRY },
  {
    ...{ name: 'model-registry-installer', built: INSTALLER, source: INSTALLER_SOURCE },
    lines: MODEL_REGISTRY_INSTALLER,
  },
  {
    ...{ name: 'model-registry-retrain', built: SCHEDULER, source: SCHEDULER_SOURCE },
    lines: MODEL_REGISTRY_RETRAIN,
  },
])('$name, built, says what its source says', ({ built, source, lines }) => {
  it('with a line here for every command', () => {
    expect(Object.keys(lines)).toEqual(expect.arrayContaining([...source.commands.keys()]));
  });

  it.each(Object.entries(lines))('%s', async (what, { words, status }) => {
    const said = await saidBySource(source, words);
    const file = what === 'page' ? built : withoutPage(built);
    expect(saidByBuilt(file, words)).toEqual(said);
    expect(said, said.stderr).toMatchObject({ status });
  });
});

const copies = sharedFolder();

/** The program where what makes pages is missing, which nothing else needs; gone after all tests. */
function withoutPage(built: string): string {
  const name = basename(built);
  const there = join(copies, name);
  const filter = (file: string) => !file.endsWith('.page.cjs');
  if (!existsSync(there)) cpSync(dirname(built), there, { recursive: true, filter });
  return join(there, name);
}

describe.each([
  { built: CLI, pages: [['page'], ['serve', '--port', '0']] },
  { built: SCHEDULER, pages: [['status', '--page']] },
])('$built without what makes pages', ({ built, pages }) => {
  it.each(pages.map((words) => ({ words })))('says of $words what is missing', ({ words }) => {
    const { status, stderr } = spawnBuilt(withoutPage(built), words, { cwd: folder() });
    expect(status).toBe(3);
    expect(stderr).toMatch(/ [a-z-]+\.page\.cjs belongs beside/);
  });
});

describe('a file of the program that is cut short', () => {
  it.each([
    ['quick', ['list'], 0.5],
    ['quick', ['list'], 0],
    ['main', ['history'], 0.5],
    ['page', ['page'], 0.5],
    ['inspector', ['inspect', 'models/meta_model_v1.0.joblib'], 0.5],
  ] as const)('is named: %s, asked for %j, cut to %d of its size', (part, words, share) => {
    const there = join(copies, `${part}-${share}`);
    cpSync(dirname(CLI), there, { recursive: true });
    const name = readdirSync(there).find((name) => name.endsWith(`.${part}.cjs`)) ?? '';
    const file = join(there, name);
    truncateSync(file, Math.floor(statSync(file).size * share));
    const { status, stderr } = spawnBuilt(join(there, basename(CLI)), words, { cwd: folder() });
    expect({ status, stderr: stderr.replace(/\s+/g, ' ') }).toEqual({
      status: 3,
      stderr: `model-registry: ${file} is not whole: install it again `,
    });
  });
});

function saidByBuilt(file: string, words: readonly string[]) {
  const cwd = folder();
  return comparable(cwd, spawnBuilt(file, words, { cwd }));
}

async function saidBySource(program: Program, words: readonly string[]) {
  const cwd = folder();
  return comparable(cwd, await runInProcess(program, words, { cwd }));
}

function folder(): string {
  const { cwd, models } = bot({ ...version('1.0'), ...version('1.1') });
  writeFiles(cwd, inFolder('out', version('2.0')));
  return realpathSync(join(models, '..'));
}

/** Without what differs from run to run: folders, times, processes, and how a program was started. */
function comparable<T extends { stdout: string; stderr: string }>(cwd: string, result: T): T {
  const same = (text: string) =>
    text
      .replaceAll(cwd, '/srv/bot')
      .replaceAll(process.argv[1] ?? '', 'PROGRAM')
      .replaceAll(withoutPage(SCHEDULER), 'PROGRAM')
      .replaceAll(NODE, process.execPath)
      .replaceAll(/(?<=run-)\w{6}/g, 'FOLDER')
      .replaceAll(/\d+\.\d{4,}/g, 'DAYS')
      .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z?)?/g, 'TIME')
      .replaceAll(/"pid":\d+/g, '"pid":0');
  return { ...result, stdout: same(result.stdout), stderr: same(result.stderr) };
}
