import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';
import { spawnToEnd } from './spawn.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Makes a package from what is built, and gives its path. */
export function makePackage(form: 'deb' | 'wheel', folder: string, env: object = {}): string {
  const words = [`packaging/${form}.mjs`, folder];
  const made = succeed(process.execPath, words, { cwd: ROOT, env: { ...process.env, ...env } });
  return `${folder}/${made.trim()}`;
}

/**
 * Runs a program that has to succeed, and gives what it prints.
 *
 * @throws with what it said where it did not
 */
export function succeed(
  program: string,
  words: readonly string[],
  options: Parameters<typeof spawnToEnd>[2] = {},
): string {
  const { status, stdout, stderr } = spawnToEnd(program, words, options);
  if (status === 0) return stdout;
  throw new Error(`${[program, ...words].join(' ')}: exit ${status}\n${stdout}${stderr}`);
}

/** Runs something in a shell, with nothing of this machine but its own folders of programs. */
export function inShell(script: string, env: Readonly<Record<string, string>> = {}, cwd = '/') {
  const { status, stdout, stderr } = spawnToEnd('/bin/sh', ['-c', script], {
    ...{ cwd, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', ...env } },
  });
  return { status, stdout, stderr };
}

/** A test that needs a program: skipped, with the reason in its name, without it; not in CI. */
export function itWithProgram(name: string, program: string, test: () => void): void {
  const isThere = spawnSync(program, ['--version']).error === undefined;
  if (isThere || process.env.CI) it(name, test);
  else it.skip(`${name} (skipped: this machine has no ${program})`);
}
