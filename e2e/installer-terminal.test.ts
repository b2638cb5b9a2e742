import { describe, expect } from 'vitest';
import { ASKS, botFolder, INSTALLER, runInstaller, runSession } from './support/installer.js';
import { version } from './support/models.js';
import { NODE } from './support/node.js';
import { itWithPython } from './support/python.js';

const bot = () => botFolder(version('1.4'));
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

describe('the answer', () => {
  for (const [keys, decision] of [
    ['y\n', 'retrain'],
    ['Y\n', 'retrain'],
    ['yes\n', 'retrain'],
    ['YES\n', 'retrain'],
    [' y \n', 'retrain'],
    ['n\n', 'reuse'],
    ['No\n', 'reuse'],
    ['\n', 'reuse'],
    [CTRL_D, 'reuse'],
    [`y${CTRL_D}${CTRL_D}`, 'reuse'],
  ] as const) {
    itWithPython(`${JSON.stringify(keys)}: ${decision}`, [], (python) => {
      const result = runInstaller(python, [], { cwd: bot(), dialogue: [[ASKS, keys]] });
      expect(result).toMatchObject({ status: 0, stdout: `${decision}\n`, typed: 1 });
    });
  }

  for (const rubbish of ['what\n', 'yy\n', 'constructor\n', '\u00fc\u{1f600}\n']) {
    itWithPython(`${JSON.stringify(rubbish)}: asks again`, [], (python) => {
      const dialogue = [[ASKS, rubbish] as const, [ASKS, rubbish] as const, [ASKS, 'y\n'] as const];
      const result = runInstaller(python, [], { cwd: bot(), dialogue });
      expect(result).toMatchObject({ status: 0, stdout: 'retrain\n', typed: 3 });
      expect(result.screen).toContain('Please answer y or n. Do you want to retrain anyway?');
    });
  }

  itWithPython('several lines typed at once: the first that is one counts', [], (python) => {
    const dialogue = [[ASKS, 'what\ny\nn\n'] as const];
    const result = runInstaller(python, [], { cwd: bot(), dialogue });
    expect(result).toMatchObject({ status: 0, stdout: 'retrain\n' });
  });

  itWithPython('Ctrl-C: exit status 130, and no decision', [], (python) => {
    const options = { cwd: bot(), dialogue: [[ASKS, CTRL_C] as const] };
    const result = runInstaller(python, ['--json'], options);
    expect(result).toMatchObject({ status: 130, stdout: '', typed: 1 });
    expect(withoutColour(result.screen)).toMatch(
      /\^C\nmodel-registry-installer: interrupted: nothing is decided\n$/,
    );
  });
});

describe('the question', () => {
  itWithPython('comes behind the model', [], (python) => {
    const { screen } = runInstaller(python, [], { cwd: bot(), dialogue: [[ASKS, '\n']] });
    expect(screen).toBe(`Compatible model found:
  Version: 1.4
  Training Mode: single_symbol
  Symbol Encoding: one_hot
  Trained Symbols: 1 (BTCUSDT)
  Training Days: 730
  Training End: 2025-11-30T00:00:00Z
  Files Exist: True

Do you want to retrain anyway? [y/N] 
`);
  });

  itWithPython('is asked on the terminal where stdin is a pipe', [], (python) => {
    const options = { cwd: bot(), stdin: 'pipe', dialogue: [[ASKS, 'y\n'] as const] } as const;
    const result = runInstaller(python, [], options);
    expect(result).toMatchObject({ status: 0, stdout: 'retrain\n', typed: 1 });
  });

  itWithPython('comes with its model where stderr goes elsewhere', [], (python) => {
    const options = { cwd: bot(), stderr: 'pipe', dialogue: [[ASKS, 'y\n'] as const] } as const;
    const result = runInstaller(python, [], options);
    expect(result).toMatchObject({ status: 0, stdout: 'retrain\n', typed: 1 });
    expect(result.screen).toMatch(/Version: 1\.4\n[\s\S]*\n\nDo you want to retrain anyway\?/);
    expect(result.stderr).toContain('Version: 1.4\n');
    expect(result.stderr).not.toContain('Do you want');
  });

  for (const [words, env, decision] of [
    [['--no-input'], {}, 'reuse'],
    [[], { CI: 'true' }, 'reuse'],
    [['--reuse'], {}, 'reuse'],
    [['--retrain'], {}, 'retrain'],
    [[], { MODEL_REGISTRY_RETRAIN: 'yes' }, 'retrain'],
    [['--models-dir', 'nowhere'], {}, 'train'],
  ] as const) {
    itWithPython(`is not asked with ${JSON.stringify([words, env])}`, [], (python) => {
      const { screen, ...result } = runInstaller(python, words, { cwd: bot(), env });
      expect(result).toMatchObject({ status: 0, stdout: `${decision}\n` });
      expect(screen).not.toContain('Do you want');
    });
  }

  itWithPython("is not asked in a shell's background, where it would stop", [], (python) => {
    const script = 'set -m; "$@" & wait $!';
    const argv = ['bash', '-c', script, 'bash', NODE, INSTALLER];
    const { screen, ...result } = runSession(python, argv, { cwd: bot() });
    expect(result).toMatchObject({ status: 0, stdout: 'reuse\n' });
    expect(screen).toContain('no terminal: the model is reused');
  });
});

function withoutColour(screen: string): string {
  return screen.replaceAll('\u001b[31m', '').replaceAll('\u001b[39m', '');
}
