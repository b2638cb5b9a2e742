// What all forms of a release have in common.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const PROGRAMS = ['model-registry', 'model-registry-installer', 'model-registry-retrain'];

/** Where they are built, with what is in them all, what few commands need, and what makes them start sooner. */
const BUILT = join(ROOT, 'packaging/programs/dist');

/** The version of all packages. */
export const VERSION = JSON.parse(read('apps/cli/package.json')).version;

/** @param {string} file below the checkout */
export function read(file) {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What is installed: for each program the file that is called, and what these load. */
export function builtFiles() {
  const missing = PROGRAMS.map(builtFile).find((path) => !existsSync(path));
  if (missing) throw new Error(`${missing} is not there: run pnpm build`);
  const names = readdirSync(BUILT).filter((name) => name.endsWith('.cjs'));
  return names.sort().map((name) => ({ name, path: join(BUILT, name) }));
}

/** What a built program prints. */
export function outputOf(program, words) {
  return execFileSync(process.execPath, [builtFile(program), ...words], { encoding: 'utf8' });
}

function builtFile(program) {
  return join(BUILT, `${program}.cjs`);
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
