import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { CLI } from './support/cli.js';
import { ASKS, INSTALLER, runSession, type SessionOptions } from './support/installer.js';
import { temporaryFolder, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';
import { itIsShellcheckClean } from './support/shellcheck.js';

const BOT = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const VENV = '.venv? [y/N] ';
const CRON = '(cron)? [y/N] ';
const SCIKIT = ['sklearn', 'joblib', 'numpy'];
const PLAIN = 'Train a model now? [Y/n] ';

interface InstallOptions extends SessionOptions {
  readonly helper?: 'in PATH' | 'shipped' | 'missing';
  readonly models?: 'the example';
  readonly config?: string;
  /** What trains: the example's script, or one that is done at once. */
  readonly trainer?: 'the example' | 'stub';
  /** Instead of ./install.sh. */
  readonly argv?: readonly string[];
}

/** Runs a copy of the example's installer with programs of ours, and a crontab that is a file. */
function install(python: string, options: InstallOptions = {}) {
  const { helper = 'in PATH', argv = ['./install.sh'] } = options;
  const bot = makeBot(options);
  const programs = temporaryFolder();
  const python3 = IS_QUICK ? quickly(python) : `#!/bin/sh\nexec '${python}' "$@"\n`;
  writeFiles(programs, { python3 });
  chmodSync(join(programs, 'python3'), 0o755);
  symlinkSync(CLI, join(programs, 'model-registry'));
  if (helper === 'in PATH') symlinkSync(INSTALLER, join(programs, 'model-registry-installer'));
  const table = join(programs, 'table');
  const crontab = `if [ "$1" = - ]; then cat >'${table}'; else cat '${table}'; fi\n`;
  writeFiles(programs, { crontab: `#!/bin/sh\n${crontab}`, table: '' });
  chmodSync(join(programs, 'crontab'), 0o755);
  const env = {
    PATH: `${programs}:${process.env.PATH}`,
    ...(helper === 'shipped' ? { MODEL_REGISTRY_INSTALLER: INSTALLER } : {}),
    ...options.env,
  };
  const result = runSession(python, argv, { ...options, cwd: bot, env });
  return { ...result, bot, jobs: readFileSync(table, 'utf8') };
}

/** A virtual environment gets a pip of its own, which takes longer than all else, only where all is proven. */
const IS_QUICK = process.env.PROOFS !== 'full';

/** Python, but for virtual environments, which use the system's pip. */
const quickly = (python: string) => `#!/bin/sh
case "$1 $2" in
  '-m venv')
    shift 2
    '${python}' -m venv --without-pip "$@"
    for folder; do :; done
    printf '#!/bin/sh\\nexec %s/bin/python3 -m pip "$@"\\n' "$folder" >"$folder/bin/pip"
    chmod +x "$folder/bin/pip" ;;
  *) exec '${python}' "$@" ;;
esac
`;

function makeBot({ models, config = MULTI, trainer = 'stub' }: InstallOptions): string {
  const bot = temporaryFolder();
  writeFiles(bot, { 'config/config.yaml': config, 'train_model.py': STUB });
  const scripts = trainer === 'stub' ? [] : SCRIPTS;
  for (const name of ['install.sh', ...scripts]) copyFileSync(join(BOT, name), join(bot, name));
  if (models === 'the example') cpSync(join(BOT, 'models'), join(bot, 'models'), AS_IT_IS);
  return bot;
}

const SCRIPTS = ['train_model.py', 'bot_training.py', 'bot_features.py'];
const STUB = `
import pathlib, sys
_, version, _, out = sys.argv[1:]
def write(name, content):
    pathlib.Path(out, name.format(version)).write_text(content)
write('meta_model_v{}.joblib', 'N.')
write('feature_scaler_v{}.joblib', 'N.')
write('model_config_v{}.json', '{"training_mode": "multi_symbol"}')
`;
const MULTI = 'model: {training_mode: multi_symbol}\n';
const AS_IT_IS = { recursive: true, verbatimSymlinks: true };

itIsShellcheckClean('install.sh', () => readFileSync(join(BOT, 'install.sh'), 'utf8'));

describe("the example's installer, with a compatible model", () => {
  const models = 'the example';

  itWithPython('reuses it unless told otherwise', [], (python) => {
    const dialogue = [...[VENV, ASKS, CRON].map((asked) => [asked, '\n'] as const)];
    const { status, stdout, screen, jobs } = install(python, { models, dialogue });
    expect({ status, stdout, jobs }).toEqual({ status: 0, stdout: '', jobs: '' });
    expect(screen).toMatch(/Installed\.\n$/);
  });

  for (const helper of ['in PATH', 'shipped'] as const) {
    itWithPython(`passes --force-train on (the helper is ${helper})`, [], (python) => {
      const dialogue = [[VENV, 'n\n'] as const, [ASKS, 'y\n'] as const, [CRON, 'n\n'] as const];
      const { status, stdout, bot } = install(python, { models, helper, dialogue });
      expect(status).toBe(0);
      expect(stdout).toContain('Published 2.3');
      expect(existsSync(join(bot, 'models/meta_model_v2.3.joblib'))).toBe(true);
    });
  }

  itWithPython('piped into bash: asks on the terminal', [], (python) => {
    const argv = ['bash', '-c', 'cat install.sh | bash'];
    const dialogue = [[VENV, '\n'] as const, [ASKS, 'y\n'] as const, [CRON, '\n'] as const];
    const { status, stdout, screen } = install(python, { models, argv, dialogue });
    expect(status).toBe(0);
    expect(stdout).toContain('Published 2.3');
    expect(screen).toMatch(/Installed\.\n$/);
  });

  itWithPython('asks nothing and reuses it without a terminal', [], (python) => {
    const { status, stdout, stderr } = install(python, { models, terminal: false, stdin: 'pipe' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/no terminal: the model is reused .*\n[\s\S]*Installed\.\n$/);
  });

  itWithPython('asks nothing and reuses it with CI', [], (python) => {
    const { status, stdout, screen } = install(python, { models, env: { CI: 'true' } });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(screen).not.toContain('[y/N]');
  });

  itWithPython('ends at Ctrl-C, and trains nothing', [], (python) => {
    const dialogue = [[VENV, '\n'] as const, [ASKS, '\u0003'] as const];
    const { status, stdout, screen } = install(python, { models, dialogue });
    expect(stdout).toBe('');
    expect(status).not.toBe(0);
    expect(screen).not.toContain('Installed');
  });
});

describe("the example's installer, without the helper's answer", () => {
  for (const [name, options] of [
    ['it is missing', { helper: 'missing' }],
    ['it is shipped, and is not there', { env: { MODEL_REGISTRY_INSTALLER: '/nowhere.cjs' } }],
    ['the config is broken', { config: 'model: [' }],
  ] as const) {
    itWithPython(`asks as before where ${name}: no`, [], (python) => {
      const dialogue = [[VENV, '\n'] as const, [PLAIN, 'n\n'] as const, [CRON, '\n'] as const];
      const result = install(python, { ...options, dialogue });
      expect(result).toMatchObject({ status: 0, stdout: '', typed: 3 });
    });
  }

  itWithPython('asks as before: yes', [], (python) => {
    const dialogue = [[VENV, '\n'] as const, [PLAIN, '\n'] as const, [CRON, '\n'] as const];
    const { status, stdout } = install(python, { helper: 'missing', dialogue });
    expect(status).toBe(0);
    expect(stdout).toContain('Published 1.0');
  });

  itWithPython('says that a training failed, and fails', [], (python) => {
    const { status, stderr } = install(python, { config: 'model: [', terminal: false });
    expect(status).toBe(1);
    expect(stderr).toMatch(/install\.sh: the training failed\n$/);
  });
});

describe("the example's installer, in an empty folder", () => {
  itWithPython('trains without a question', [], (python) => {
    const result = install(python, { terminal: false });
    expect(result).toMatchObject({ status: 0, stdout: expect.stringContaining('Published 1.0') });
    expect(result.stderr).toContain('there is no models directory');
    expect(statSync(join(result.bot, '.env')).mode & 0o777).toBe(0o600);
  });

  const VENVS = [...SCIKIT, IS_QUICK ? 'pip' : 'ensurepip'];
  itWithPython('makes a virtual environment and a cron job on request', VENVS, (python) => {
    const dialogue = [[VENV, 'y\n'] as const, [CRON, 'y\n'] as const];
    const options = { trainer: 'the example', dialogue } as const;
    const { status, stdout, bot, jobs } = install(python, options);
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Published 1.0'),
    });
    expect(jobs).toMatch(/^0 3 1 \* \* cd .* --force-train -- .*>>logs\/training\.log 2>&1\n$/);
    expect(jobs).toContain(`cd '${bot}' && `);
    expect(jobs).toContain("-- '.venv/bin/python3' 'train_model.py' ");
  });
});
