import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { hasWatch } from './support/live-bot.js';
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
  const skipped = stderr.match(/^.*\.\.\. skipped .*$/gm) ?? [];
  for (const line of skipped) console.warn(line);
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/^Ran [1-9]\d+ tests/m);
  // Nothing else is missing here, and so nothing else may be skipped.
  if (hasWatch()) expect(skipped).toEqual([]);
  for (const line of skipped) expect(line).toContain('the command has no `watch` yet');
});
