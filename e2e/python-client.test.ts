import { fileURLToPath } from 'node:url';
import { expect, TestRunner } from 'vitest';
import { itWithPython } from './support/python.js';
import { spawnToEnd } from './support/spawn.js';

const CLIENT = fileURLToPath(new URL('../clients/python', import.meta.url));

/** What unittest says about a module of the client's tests; it has to pass. */
function unittest(python: string, module: string): string {
  const { status, stderr } = spawnToEnd(python, ['-B', '-m', 'unittest', '--verbose', module], {
    cwd: CLIENT,
    env: { ...process.env, MODEL_REGISTRY_COMMAND: '' },
  });
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/^Ran [1-9]\d* tests?/m);
  return stderr;
}

itWithPython('the Python client keeps its specification', ['sklearn', 'joblib'], (python) => {
  expect(unittest(python, 'test_model_registry_client')).not.toContain('skipped');
});

itWithPython('the Python client is a package', ['pip', 'venv'], (python) => {
  const reason = /\.\.\. skipped (.+)/.exec(unittest(python, 'test_package'))?.[1];
  if (reason) TestRunner.getCurrentTest()?.context.skip(reason);
});
