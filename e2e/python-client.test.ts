import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { itWithPython } from './support/python.js';

const CLIENT = fileURLToPath(new URL('../clients/python', import.meta.url));

itWithPython('the Python client keeps its specification', ['sklearn', 'joblib'], (python) => {
  const words = ['-B', '-m', 'unittest', '--verbose', 'test_model_registry_client'];
  const { status, stderr } = spawnSync(python, words, {
    cwd: CLIENT,
    env: { ...process.env, MODEL_REGISTRY_COMMAND: '' },
    encoding: 'utf8',
    timeout: 110_000,
    killSignal: 'SIGKILL',
  });
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/^Ran [1-9]\d+ tests/m);
  expect(stderr).not.toContain('skipped');
});
