// What all forms of a release have in common.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const PROGRAMS = ['model-registry', 'model-registry-installer', 'model-registry-retrain'];

/** What is beside them: all three, what few commands need, and what makes them start sooner. */
const BESIDE = ['programs.main.cjs', 'programs.fleet.cjs', 'programs.page.cjs', 'start-cache.cjs'];

/** The version of all packages. */
export const VERSION = JSON.parse(read('apps/cli/package.json')).version;

/** @param {string} file below the checkout */
export function read(file) {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What is installed: for each program the file that is called, and what these load. */
export function builtFiles() {
  const files = [...PROGRAMS.map((program) => `${program}.cjs`), ...BESIDE].map((name) => ({
    name,
    path: join(ROOT, 'packaging/programs/dist', name),
  }));
  const missing = files.find(({ path }) => !existsSync(path));
  if (missing) throw new Error(`${missing.path} is not there: run pnpm build`);
  return files;
}

/** What a built program prints. */
export function outputOf(program, words) {
  const file = join(ROOT, 'packaging/programs/dist', `${program}.cjs`);
  return execFileSync(process.execPath, [file, ...words], { encoding: 'utf8' });
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
