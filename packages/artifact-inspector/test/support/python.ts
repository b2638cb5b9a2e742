import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';

const CANDIDATES = [process.env.PYTHON, '/usr/bin/python3', 'python3'];
const MODULES = ['joblib', 'sklearn', 'xgboost'];

/** Fails where one of the modules is not installed; to import them would take a while. */
const LOOK = `import sys; from importlib.util import find_spec
sys.exit(None in map(find_spec, sys.argv[1:]))`;

function findPython(): string | null {
  const works = (python?: string) =>
    python && spawnSync(python, ['-c', LOOK, ...MODULES]).status === 0;
  return CANDIDATES.find(works) ?? null;
}

/** A Python with scikit-learn and XGBoost; null where this machine has none. */
export const PYTHON = findPython();

/**
 * A test that needs Python with scikit-learn and XGBoost: it is skipped, with the reason in its name, on a machine without
 * one, and fails there in CI.
 */
export function itWithPython(name: string, test: () => Promise<void>): void {
  if (PYTHON) it(name, test);
  else if (process.env.CI) it(name, () => Promise.reject(new Error('CI needs scikit-learn')));
  else it.skip(`${name} (skipped: no Python with ${MODULES.join(', ')})`);
}

/** Runs a script of this package, and returns what it prints. */
export function runPython(script: string, ...words: string[]): string {
  const path = fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));
  const options = { encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
  const { status, stdout, stderr } = spawnSync(PYTHON as string, [path, ...words], options);
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
  return stdout;
}
