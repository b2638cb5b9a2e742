import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { artifactFileName, DEFAULT_LAYOUT, instantOf, parseConfig } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';
import { buildSync } from 'esbuild';
import { onTestFinished } from 'vitest';
import { directoryOf, trio } from '../../fs-scanner/test/temporary.js';
import {
  type Change,
  checkStaged,
  createStaging,
  type Publication,
  publishStaged,
  type StoreLock,
  type TrainingLock,
} from '../src/index.js';
import { prepareRegistry } from '../src/locks/prepare-registry.js';

export { directoryOf, trio } from '../../fs-scanner/test/temporary.js';

const NOW = new Date('2026-01-02T03:04:05.678Z');
/** The files of these tests are no pickles. */
export const CHECKS = {
  verify: 'checksum',
  trustedGlobals: [],
  libraries: 'off',
  python: null,
  trainedWith: {},
  restamp: false,
} as const;

export const QUICK = { waitSeconds: 0, purpose: 'a test' };

/** The store lock as a value: that it excludes others is shown by its own tests. */
export function storeOf(dir: string): StoreLock {
  const registry = registryAt(dir);
  prepareRegistry(registry);
  return { held: 'store', registry };
}

/** The training lock, in the same way. */
export function trainingOf(dir: string): TrainingLock {
  return { ...storeOf(dir), held: 'training', fd: -1, release: async () => {} };
}

function situationIn(dir: string): Situation {
  const parsed = parseConfig({ model: { selection: { verify: 'checksum' } } });
  if (!parsed.ok) throw new Error('no config');
  return { registry: registryAt(dir), config: parsed.config, now: instantOf(NOW) };
}

export function changeIn(dir: string, reason = 'a test', at = NOW): Change {
  return { situation: situationIn(dir), at: instantOf(at), reason, previousVersion: null };
}

/** Checks a version in staging, and publishes it where nothing is wrong with it. */
export async function publish(
  dir: string,
  staging: string,
  version: string,
  change = changeIn(dir),
): Promise<Publication> {
  const store = storeOf(dir);
  const check = await checkStaged(trainingOf(dir), staging, version, CHECKS);
  return check.ok ? publishStaged(store, check, change) : check;
}

/** A staging folder with these files, or the three of a version. */
export function stage(dir: string, files: string | Readonly<Record<string, string>>): string {
  const staging = createStaging(trainingOf(dir));
  const named = typeof files === 'string' ? trio(files) : files;
  for (const [name, content] of Object.entries(named)) {
    mkdirSync(dirname(join(staging, name)), { recursive: true });
    writeFileSync(join(staging, name), content);
  }
  return staging;
}

/** The contents of all files under a folder, by relative path; the `.gitignore` is left out. */
export function filesIn(dir: string, under = ''): Record<string, string> {
  if (!existsSync(join(dir, under))) return {};
  return Object.assign(
    {},
    ...readdirSync(join(dir, under)).map((name) => {
      if (name === '.gitignore') return {};
      const path = join(under, name);
      if (lstatSync(join(dir, path)).isDirectory()) return filesIn(dir, path);
      return { [path]: readFileSync(join(dir, path), 'utf8') };
    }),
  );
}

/** The same without what the store keeps for itself. */
export function modelsIn(dir: string): Record<string, string> {
  const files = Object.entries(filesIn(dir));
  return Object.fromEntries(files.filter(([path]) => !path.startsWith('.registry')));
}

export function configOf(dir: string, version: string): Record<string, unknown> {
  return JSON.parse(
    readFileSync(join(dir, artifactFileName(DEFAULT_LAYOUT, 'config', version)), 'utf8'),
  );
}

const CHILD = bundle(fileURLToPath(new URL('child.mjs', import.meta.url)));
const KILL_AT_STEP = fileURLToPath(new URL('kill-at-step.cjs', import.meta.url));
const COPY_AT_STEP = fileURLToPath(new URL('copy-at-step.cjs', import.meta.url));
const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** One file of a script and the source that it imports, where every user may read it. */
function bundle(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'fs-store-'));
  const outfile = join(folder, 'child.cjs');
  buildSync({ entryPoints: [script], outfile, bundle: true, platform: 'node', target: 'node20' });
  chmodSync(folder, 0o755);
  chmodSync(outfile, 0o644);
  return outfile;
}

/** Starts one of the verbs of `child.mjs`, and waits for its first line. */
export async function startChild(
  ...words: string[]
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [CHILD, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const line = await new Promise<string>((resolve) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
  });
  return { child, line: line.trim() };
}

/** Ends when the process is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Runs a verb of `child.mjs`, killed before its k-th change of the file system. */
export async function runKilledAt(step: number, ...words: string[]): Promise<void> {
  const { signal } = await runWith(KILL_AT_STEP, { KILL_AT_STEP: String(step) }, words);
  if (signal !== 'SIGKILL') throw new Error(`there is no step ${step}`);
}

/**
 * Runs a verb of `child.mjs` to its end.
 *
 * @returns a copy of a directory as a kill before each change of the file system would have left it, in this
 *   order, and the directory itself as the end; the copies are removed after the test
 */
export async function statesOf(dir: string, ...words: string[]): Promise<readonly string[]> {
  const copies = dirname(directoryOf({}));
  await runWith(COPY_AT_STEP, { COPY_FROM: dir, COPY_TO: copies }, words);
  const numbers = readdirSync(copies).filter((name) => /^\d+$/.test(name));
  return [...numbers.map((_, at) => join(copies, String(at + 1))), dir];
}

async function runWith(
  preloaded: string,
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<{ signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, ['--require', preloaded, CHILD, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(`ended with ${signal ?? status}`);
  return { signal };
}

/** Runs a verb of `child.mjs` without root's power. */
export function runUnprivileged(...words: string[]): { status: number | null; output: string } {
  const [program = '', ...rest] =
    process.getuid?.() === 0 ? [...AS_NOBODY, process.execPath] : [process.execPath];
  const { status, stdout, stderr } = spawnSync(program, [...rest, CHILD, ...words], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** Runs a verb of `child.mjs` with a small file system of its own mounted at a folder. */
export function runOnSmallDisk(folder: string, size: string, ...words: string[]) {
  const script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"';
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', script, 'sh', size, folder, process.execPath, CHILD, ...words],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

/** Why a part cannot be tested here; null where it can. */
export function whyNot(part: 'unprivileged' | 'small disk'): string | null {
  if (part === 'unprivileged' && process.getuid?.() !== 0) return null;
  const [program = '', ...words] =
    part === 'unprivileged'
      ? [...AS_NOBODY, process.execPath, '--version']
      : ['unshare', '-rm', 'true'];
  const doesWork = spawnSync(program, words).status === 0;
  return doesWork ? null : `${[program, ...words].join(' ')} does not work here`;
}
