import { spawnSync } from 'node:child_process';
import { it } from 'vitest';

/** The last one may have libraries that the system has no package of. */
const CANDIDATES = [
  process.env.PYTHON ?? '/usr/bin/python3',
  '/usr/bin/python3',
  'python3',
  ...(process.env.EXTRA_PYTHON ? [process.env.EXTRA_PYTHON] : []),
];

/** Fails where one of the modules is not installed; to import them would take a while. */
const LOOK = `import sys; from importlib.util import find_spec
sys.exit(None in map(find_spec, sys.argv[1:]))`;

const known = new Map<string, string | null>();

/** A Python that has these modules; null where the machine has none. */
function pythonWith(modules: readonly string[]): string | null {
  const key = modules.join();
  const has = (python: string) => spawnSync(python, ['-c', LOOK, ...modules]).status === 0;
  if (!known.has(key)) known.set(key, CANDIDATES.find(has) ?? null);
  return known.get(key) ?? null;
}

/**
 * A test that needs such a Python: it is skipped, with the reason in its name, on a machine
 * without one, and fails there in CI.
 */
export function itWithPython(
  name: string,
  modules: readonly string[],
  test: (python: string) => void | Promise<void>,
): void {
  const python = pythonWith(modules);
  const needs = `Python 3${modules.length > 0 ? ` with ${modules.join(', ')}` : ''}`;
  if (python) it(name, () => test(python));
  else if (process.env.CI) it(name, () => Promise.reject(new Error(`CI needs ${needs}`)));
  else it.skip(`${name} (skipped: this machine has no ${needs})`);
}
