import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import {
  ASKS,
  botFolder,
  INSTALLER,
  runSession,
  type SessionOptions,
} from './support/installer.js';
import { version, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';

const CTRL_C = '\u0003';
const STRICT = 'set -euo pipefail\nhelper() { node "$HELPER" "$@"; }\n';

/** Runs a script of bash (or another shell) that has the helper at hand. */
function runScript(
  python: string,
  script: string,
  { env, ...options }: SessionOptions & { readonly shell?: readonly string[] } = {},
) {
  const argv = [...(options.shell ?? ['bash', '-c']), STRICT + script];
  return runSession(python, argv, { ...options, env: { HELPER: INSTALLER, ...env } });
}

describe('in a script with set -euo pipefail', () => {
  const script = 'decision=$(helper)\necho "then $decision"';

  for (const [keys, decision] of [
    ['y\n', 'retrain'],
    ['\n', 'reuse'],
  ] as const) {
    itWithPython(
      `${JSON.stringify(keys)} gives ${decision}, and the script goes on`,
      [],
      (python) => {
        const options = { cwd: botFolder(version('1.4')), dialogue: [[ASKS, keys] as const] };
        const { status, stdout } = runScript(python, script, options);
        expect({ status, stdout }).toEqual({ status: 0, stdout: `then ${decision}\n` });
      },
    );
  }

  itWithPython('a config error ends the script with 2, as any failing command', [], (python) => {
    const options = { cwd: botFolder(version('1.4'), 'model: ['), terminal: false };
    expect(runScript(python, script, options)).toMatchObject({ status: 2, stdout: '' });
  });

  itWithPython('Ctrl-C ends the script', [], (python) => {
    const options = { cwd: botFolder(version('1.4')), dialogue: [[ASKS, CTRL_C] as const] };
    const { status, stdout, typed } = runScript(python, script, options);
    expect({ stdout, typed }).toEqual({ stdout: '', typed: 1 });
    expect(status).not.toBe(0);
  });
});

describe('in a script that is piped into bash', () => {
  const shell = ['bash', '-c', 'printf "%s\\n" "$1" | bash', 'bash'];
  const script = 'decision=$(helper)\necho "then $decision"\necho "and the rest of the script"';

  itWithPython('it asks on the terminal, and leaves the script alone', [], (python) => {
    const options = { cwd: botFolder(version('1.4')), shell, dialogue: [[ASKS, 'y\n'] as const] };
    const { status, stdout } = runScript(python, script, options);
    const rest = 'and the rest of the script\n';
    expect({ status, stdout }).toEqual({ status: 0, stdout: `then retrain\n${rest}` });
  });

  itWithPython('it decides without a terminal', [], (python) => {
    const options = { cwd: botFolder(version('1.4')), shell, terminal: false };
    expect(runScript(python, script, options)).toMatchObject({
      status: 0,
      stdout: 'then reuse\nand the rest of the script\n',
    });
  });
});

describe('eval of --format shell', () => {
  const HOSTILE = "$(touch pwned)`touch pwned`'; touch pwned; '\";touch pwned;#";

  // What the variables hold; below, which ones are new.
  const bash = `eval "$(helper --retrain --models-dir "$DIR" --format shell)"
declare -p MODEL_FOUND MODEL_VERSION SKIP_TRAINING FORCE_TRAIN_FLAG`;

  itWithPython('makes four assignments of hostile names, and nothing else', [], (python) => {
    const cwd = botFolder({}, `model: {models_dir: ${JSON.stringify(HOSTILE)}}`);
    const hostile = { trained_symbols: [HOSTILE], version: HOSTILE, [HOSTILE]: HOSTILE };
    writeFiles(join(cwd, HOSTILE), {
      ...version('1.4', hostile),
      [`meta_model_v${HOSTILE}.joblib`]: 'x',
    });
    const before = readdirSync(cwd);
    const script = `known=$(compgen -v)\n${bash}\ncompgen -v | grep -vxF -e "$known" -e known`;
    const result = runScript(python, script, { cwd, terminal: false, env: { DIR: HOSTILE } });
    expect(result.stderr).toContain('Version: 1.4');
    expect(result).toMatchObject({
      status: 0,
      stdout: `declare -- MODEL_FOUND="true"
declare -- MODEL_VERSION="1.4"
declare -- SKIP_TRAINING="false"
declare -- FORCE_TRAIN_FLAG="--force-train"
FORCE_TRAIN_FLAG
MODEL_FOUND
MODEL_VERSION
SKIP_TRAINING
`,
    });
    expect(readdirSync(cwd)).toEqual(before);
  });

  itWithPython('works in a plain POSIX shell', [], (python) => {
    const script = `eval "$(node "$HELPER" --reuse --format shell)"
echo "$MODEL_FOUND $MODEL_VERSION $SKIP_TRAINING [$FORCE_TRAIN_FLAG]"`;
    const options = { cwd: botFolder(version('1.4')), terminal: false, env: { HELPER: INSTALLER } };
    const { stdout } = runSession(python, ['sh', '-eu', '-c', script], options);
    expect(stdout).toBe('true 1.4 true []\n');
  });
});
