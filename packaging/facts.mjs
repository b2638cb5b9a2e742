// What all forms of a release have in common.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folders of `apps` by the names of their programs. */
const APPS = {
  'model-registry': 'cli',
  'model-registry-installer': 'installer-helper',
  'model-registry-retrain': 'retrain-scheduler',
};

export const PROGRAMS = Object.keys(APPS);

/** The version of all packages. */
export const VERSION = JSON.parse(read('apps/cli/package.json')).version;

/** @param {string} file below the checkout */
export function read(file) {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The two files of a program: what is called, and what that loads. */
export function builtFiles(program) {
  const names = [`${program}.cjs`, `${program}.main.cjs`];
  const files = names.map((name) => ({
    name,
    path: join(ROOT, 'apps', APPS[program], 'dist', name),
  }));
  const missing = files.find(({ path }) => !existsSync(path));
  if (missing) throw new Error(`${missing.path} is not there: run pnpm build`);
  return files;
}

/** What makes the programs that are in its folder start sooner. */
export const START_CACHE = 'scripts/start-cache.cjs';

/** What a built program prints. */
export function outputOf(program, words) {
  const [{ path }] = builtFiles(program);
  return execFileSync(process.execPath, [path, ...words], { encoding: 'utf8' });
}

/** Of the last commit, in seconds since 1970. */
export function releaseTime() {
  const words = ['log', '-1', '--format=%ct'];
  return Number(execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }));
}

/** Makes a folder that may be there, and gives its path. */
export function makeFolder(path) {
  mkdirSync(path, { recursive: true });
  return path;
}
