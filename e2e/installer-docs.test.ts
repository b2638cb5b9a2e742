import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ASKS,
  botFolder,
  INSTALLER,
  runSession,
  type SessionOptions,
} from './support/installer.js';
import { type Files, temporaryFolder, version, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';
import { itIsShellcheckClean } from './support/shellcheck.js';

const PAGE = readFileSync(new URL('../docs/installer.md', import.meta.url), 'utf8');
const LINES = /```bash\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';

const PLAIN = '[Y/n] ';
const CTRL_C = '\u0003';

/** An install.sh that holds the lines, piped into bash, and a training that says how it is called. */
function install(
  python: string,
  models: Files,
  options: SessionOptions & { readonly helper?: 'missing'; readonly config?: string } = {},
) {
  const cwd = botFolder(models, options.config);
  const script = `set -euo pipefail\n${LINES}echo installed\n`;
  writeFiles(cwd, {
    'install.sh': script,
    'train.py': 'import sys; print("trains", sys.argv[1:])',
  });
  const programs = temporaryFolder();
  if (options.helper !== 'missing') {
    symlinkSync(INSTALLER, join(programs, 'model-registry-installer'));
  }
  const env = { PATH: `${programs}:${process.env.PATH}` };
  return runSession(python, ['bash', '-c', 'cat install.sh | bash'], { ...options, cwd, env });
}

describe('the lines for an existing install.sh', () => {
  const FOUND = version('1.4');

  it('are ten', () => {
    expect(LINES.trim().split('\n')).toHaveLength(10);
  });

  itIsShellcheckClean('in a script', () => `#!/bin/bash\n${LINES}`);

  for (const { name, models, keys, trains } of [
    { name: 'the model is reused', models: FOUND, keys: '\n', trains: '' },
    {
      name: 'training is forced',
      models: FOUND,
      keys: 'y\n',
      trains: "trains ['--force-train']\n",
    },
    { name: 'without a model it trains', models: {}, keys: null, trains: 'trains []\n' },
  ]) {
    itWithPython(name, [], (python) => {
      const dialogue = keys === null ? [] : [[ASKS, keys] as const];
      const { status, stdout } = install(python, models, { dialogue });
      expect({ status, stdout }).toEqual({ status: 0, stdout: `${trains}installed\n` });
    });
  }

  for (const { name, options, says } of [
    { name: 'the helper is missing', options: { helper: 'missing' }, says: 'command not found' },
    { name: 'the config is broken', options: { config: 'model: [' }, says: 'config/config.yaml: ' },
  ] as const) {
    for (const [keys, trains] of [
      ['\n', 'trains []\n'],
      ['n\n', ''],
    ] as const) {
      itWithPython(`${name}: it asks as before, ${JSON.stringify(keys)}`, [], (python) => {
        const result = install(python, FOUND, { ...options, dialogue: [[PLAIN, keys]] });
        expect(result).toMatchObject({ status: 0, stdout: `${trains}installed\n` });
        expect(result.screen).toContain(says);
      });
    }

    itWithPython(`${name}, and there is no terminal: it trains`, [], (python) => {
      const result = install(python, FOUND, { ...options, terminal: false });
      expect(result).toMatchObject({ status: 0, stdout: 'trains []\ninstalled\n' });
    });
  }

  itWithPython('Ctrl-C ends the installation', [], (python) => {
    const { status, stdout } = install(python, FOUND, { dialogue: [[ASKS, CTRL_C]] });
    expect(stdout).toBe('');
    expect(status).not.toBe(0);
  });
});
