import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A test that shellcheck has nothing to say about a script; skipped, but not in CI, without it. */
export function itIsShellcheckClean(name: string, script: () => string): void {
  const title = `${name}: shellcheck has nothing to say`;
  const isThere = spawnSync('shellcheck', ['--version']).status === 0;
  if (!isThere && !process.env.CI) {
    it.skip(`${title} (skipped: this machine has no shellcheck)`);
    return;
  }
  it(title, () => {
    const words = ['--shell=bash', '-'];
    const { stdout, error } = spawnSync('shellcheck', words, { input: script(), encoding: 'utf8' });
    expect({ stdout, error }).toEqual({ stdout: '', error: undefined });
  });
}
