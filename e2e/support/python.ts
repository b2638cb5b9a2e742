import { spawnSync } from 'node:child_process';
import { it } from 'vitest';

const CANDIDATES = [process.env.PYTHON, '/usr/bin/python3', 'python3'];

/** A Python that can import these modules; null where the machine has none. */
function pythonWith(...modules: string[]): string | null {
  const script = ['import sys', ...modules.map((name) => `import ${name}`)].join('\n');
  const found = CANDIDATES.find(
    (python) => python && spawnSync(python, ['-c', script]).status === 0,
  );
  return found ?? null;
}

/**
 * A test that needs such a Python: it is skipped, with the reason in its name, on a machine
 * without one, and fails there in CI.
 */
export function itWithPython(
  name: string,
  modules: string[],
  test: (python: string) => void,
): void {
  const python = pythonWith(...modules);
  const needs = `Python 3${modules.length > 0 ? ` with ${modules.join(', ')}` : ''}`;
  if (python) it(name, () => test(python));
  else if (process.env.CI) it(name, () => Promise.reject(new Error(`CI needs ${needs}`)));
  else it.skip(`${name} (skipped: this machine has no ${needs})`);
}
