import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { spawnToEnd } from './spawn.js';

/** A test that shellcheck has nothing to say about a script; skipped, but not in CI, without it. */
export function itIsShellcheckClean(name: string, script: () => string | Promise<string>): void {
  const title = `${name}: shellcheck has nothing to say`;
  const isThere = spawnSync('shellcheck', ['--version']).status === 0;
  if (!isThere && !process.env.CI) {
    it.skip(`${title} (skipped: this machine has no shellcheck)`);
    return;
  }
  it(title, async () => {
    const { stdout } = spawnToEnd('shellcheck', ['--shell=bash', '-'], { input: await script() });
    expect(stdout).toBe('');
  });
}
