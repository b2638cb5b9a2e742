import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, runCli } from './support/cli.js';
import { runSession } from './support/installer.js';
import { temporaryFolder, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';
import { itIsShellcheckClean } from './support/shellcheck.js';
import { spawnToEnd } from './support/spawn.js';

/** What is typed behind `model-registry`, Tab keys with it, and the command line that comes of it. */
const TYPED: Readonly<Record<string, string>> = {
  'pub\t': 'publish',
  '--ver\t': '--version',
  'select --pat\t': 'select|--paths',
  'list --pat\t': 'list|--pat',
  'list --models-dir mod\t': 'list|--models-dir|models/',
  'list --models-dir=mod\t': 'list|--models-dir=models/',
  'list --config con\tbot\t': 'list|--config|config/bot config.yaml',
  'list --config=con\tbot\t': 'list|--config=config/bot config.yaml',
  'explain --verify st\t': 'explain|--verify|strict',
  'explain --verify=st\t': 'explain|--verify=strict',
  'history --at mod\t': 'history|--at|mod',
  'inspect mixed.\t': 'inspect|mixed.joblib',
  'publish made\t': 'publish|made elsewhere/',
  'pin --forc\t1.0': 'pin|--force|1.0',
  'pin 1.1\t': 'pin|1.10',
  'pin --models-dir=elsewhere 7\t': 'pin|--models-dir=elsewhere|7.0',
  'inspect 1.1\t': 'inspect|1.10',
  'pin mod\t': 'pin|mod',
  'backfill 0.9 --symbol-encoding in\t': 'backfill|0.9|--symbol-encoding|index',
  'completion z\t': 'completion|zsh',
  'train --in-p\t-- trainer-of-th\tmade.\t': 'train|--in-place|--|trainer-of-the-test|made.txt',
  'nonsense mod\t': 'nonsense|mod',
};

/** Of it, what shows that a script is in use at all. */
const SAMPLE = Object.fromEntries(
  ['pub\t', 'explain --verify=st\t', 'list --models-dir mod\t', 'pin 1.1\t'].map((keys) => [
    keys,
    TYPED[keys] ?? '',
  ]),
);

/** The ways of the documentation: how a shell starts, and a prompt that counts. */
const WAYS = [
  {
    name: 'bash, with source in ~/.bashrc',
    typed: TYPED,
    argv: (home: string) => ['bash', '--noprofile', '--rcfile', join(home, '.bashrc'), '-i'],
    start: `PROMPT_COMMAND='PS1="ready $((++n))> "'
bind 'set bell-style none'
source <(model-registry completion bash)`,
  },
  {
    name: 'zsh, with source in ~/.zshrc',
    typed: TYPED,
    argv: () => ['zsh', '--no-globalrcs', '-i'],
    start: `precmd() { PS1="ready $((++n))> " }
unsetopt beep auto_remove_slash
autoload -U compinit && compinit -D
source <(model-registry completion zsh)`,
  },
  {
    name: 'zsh, with a file in a folder of fpath',
    // The same script as above.
    typed: SAMPLE,
    argv: () => ['zsh', '--no-globalrcs', '-i'],
    start: `precmd() { PS1="ready $((++n))> " }
unsetopt beep auto_remove_slash
mkdir ~/.zfunc && model-registry completion zsh > ~/.zfunc/_model-registry
fpath=(~/.zfunc $fpath)
autoload -U compinit && compinit -D`,
  },
];

/** A folder to complete in, with the file that the shell reads first. */
function prepare(start: string): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'config/bot config.yaml': '',
    'models/meta_model_v1.0.joblib': '',
    'models/meta_model_v1.10.joblib': '',
    'elsewhere/model_config_v7.0.json': '',
    'made elsewhere/README': '',
    'made.txt': '',
    'mixed.joblib': '',
    'programs/trainer-of-the-test': '#!/bin/sh\n',
    '.bashrc': `${start}\nmodel-registry() { (IFS='|'; echo "$*"); }\n`,
  });
  chmodSync(join(folder, 'programs/trainer-of-the-test'), 0o755);
  symlinkSync(CLI, join(folder, 'programs/model-registry'));
  symlinkSync('.bashrc', join(folder, '.zshrc'));
  return folder;
}

describe.each(WAYS)('$name', ({ argv, start, typed }) => {
  const does = 'the Tab key completes commands, options, words and paths';
  const [shell = ''] = argv('');
  const isThere = spawnSync(shell, ['--version']).status === 0;
  if (!isThere && !process.env.CI) {
    it.skip(`${does} (skipped: this machine has no ${shell})`);
    return;
  }

  itWithPython(does, [], (python) => {
    const cwd = prepare(start);
    const lines = [...Object.keys(typed).map((line) => `model-registry ${line}\n`), 'exit\n'];
    const { status, stdout, screen } = runSession(python, argv(cwd), {
      cwd,
      env: { PATH: `${cwd}/programs:${process.env.PATH}`, HOME: cwd, TERM: 'xterm' },
      dialogue: lines.map((keys, at) => [`ready ${at + 1}> `, keys]),
    });
    expect(stdout.split('\n'), screen).toEqual([...Object.values(typed), '']);
    expect(status).toBe(0);
  });
});

/** What fish offers for a command line. Its prompt draws too much to be driven as the others are. */
const OFFERED: Readonly<Record<string, string[]>> = {
  pub: ['publish'],
  '--ver': ['--version'],
  'select --pat': ['--paths'],
  'list --models-dir mod': ['models/'],
  'list --models-dir=mod': ['--models-dir=models/'],
  'list --config config/': ['config/bot config.yaml'],
  'list --config=config/': ['--config=config/bot config.yaml'],
  'explain --verify=st': ['--verify=strict'],
  'history --at mod': [],
  'inspect mixed.': ['mixed.joblib'],
  'publish made': ['made elsewhere/'],
  'pin 1': ['1.10', '1.0'],
  'pin --models-dir elsewhere ': ['7.0'],
  'completion z': ['zsh'],
  'train -- trainer-of-th': ['trainer-of-the-test'],
  'train -- true made.': ['made.txt'],
  'nonsense mod': [],
};

describe('fish, with source in config.fish', () => {
  const does = 'the Tab key is offered commands, options, words and paths';
  if (spawnSync('fish', ['--version']).status !== 0 && !process.env.CI) {
    it.skip(`${does} (skipped: this machine has no fish)`);
    return;
  }

  it(does, () => {
    const cwd = prepare('');
    const lines = Object.keys(OFFERED).map(
      (line) => `echo '> ${line}'; complete -C 'model-registry ${line}'`,
    );
    const script = ['model-registry completion fish | source', ...lines].join('\n');
    const { stdout, stderr } = spawnToEnd('fish', ['--no-config', '-c', script], {
      cwd,
      env: { PATH: `${cwd}/programs:${process.env.PATH}`, HOME: cwd, TERM: 'xterm' },
    });
    expect(stderr).toBe('');
    const offered = stdout
      .split(/^> /m)
      .slice(1)
      .map((part) => {
        const [line = '', ...words] = part.trimEnd().split('\n');
        return [line, words.map((word) => word.split('\t')[0])];
      });
    expect(Object.fromEntries(offered)).toEqual(OFFERED);
  });
});

describe('the script', () => {
  const script = async (shell: string) => (await runCli(['completion', shell])).stdout;

  itIsShellcheckClean('for bash', async () => `#!/bin/bash\n${await script('bash')}`);

  it.each(['bash', 'zsh', 'fish'])('for %s is in the JSON document too', async (shell) => {
    const document = JSON.parse((await runCli(['completion', shell, '--json'])).stdout);
    expect(document).toEqual({
      schema: 'model-registry/completion@1',
      shell,
      script: await script(shell),
    });
  });

  it('for another shell is refused', async () => {
    const { status, stdout, stderr } = await runCli(['completion', 'tcsh']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'model-registry: there is no completion for tcsh: expected bash, zsh, fish\n',
    );
  });
});
