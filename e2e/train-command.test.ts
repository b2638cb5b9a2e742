import { chmodSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, filesIn, modelsIn, stagedIn, training } from './support/bot.js';
import { type CliResult, expectEnd } from './support/cli.js';
import { version, writeFiles } from './support/models.js';
import { endAtLast, isAlive, lineIn } from './support/running.js';

interface Row {
  readonly name: string;
  /** A shell script, or the words of the command itself. */
  readonly command: string | readonly string[];
  readonly status: number;
  readonly says: readonly (string | RegExp)[];
  /** The versions that are kept in staging. */
  readonly kept?: readonly string[];
}

const UNFIT = 'the training command did not leave files that can be published';

const ROWS: Row[] = [
  {
    name: 'is missing',
    command: ['no-such-program'],
    status: 4,
    says: ['(ENOENT): there is no program no-such-program in the PATH'],
  },
  {
    name: 'is not executable',
    command: ['./config/config.yaml'],
    status: 4,
    says: ['the training command cannot be started (EACCES): ./config/config.yaml'],
  },
  {
    name: 'has no interpreter',
    command: ['./train.sh'],
    status: 4,
    says: ['there is no program ./train.sh, or not the one that its first line names'],
  },
  {
    name: 'is a directory',
    command: ['./config'],
    status: 4,
    says: ['the training command cannot be started (EACCES): ./config'],
  },
  {
    name: 'fails',
    command: 'exit 3',
    status: 4,
    says: ['the training command ended with exit status 3'],
  },
  {
    name: 'fails after it wrote everything',
    command: 'write; exit 1',
    status: 4,
    says: [
      'ended with exit status 1',
      'the files of version 1.1 are kept in',
      'publish with: model-registry publish /',
    ],
    kept: ['1.1'],
  },
  {
    name: 'fails after it wrote one file',
    command: 'echo > "$out/meta_model_v1.1.joblib"; exit 1',
    status: 4,
    says: ['ended with exit status 1'],
  },
  {
    name: 'is killed',
    command: 'kill -9 $$',
    status: 4,
    says: ['the training command was killed by SIGKILL'],
  },
  {
    name: 'crashes',
    command: 'kill -SEGV $$',
    status: 4,
    says: ['the training command was killed by SIGSEGV'],
  },
  {
    name: 'writes nothing',
    command: 'true',
    status: 4,
    says: [UNFIT, /The model file is missing/, /The scaler file/, /The config file is missing/],
  },
  {
    name: 'writes two of the three files',
    command: 'write; rm "$out"/feature_scaler*',
    status: 4,
    says: [UNFIT, 'The scaler file is missing'],
  },
  {
    name: 'writes an empty model',
    command: 'write; : > "$out/meta_model_v$v.joblib"',
    status: 4,
    says: [UNFIT, 'The model file is empty'],
  },
  {
    name: 'links a model that is elsewhere',
    command: 'write; ln -sf "$PWD/models/meta_model_v1.0.joblib" "$out/meta_model_v$v.joblib"',
    status: 4,
    says: [UNFIT, 'The model file is not usable', 'a symlink'],
  },
  {
    name: 'writes metadata that is cut off',
    command: `write "$v" '{"training_mode": "single'`,
    status: 4,
    says: [UNFIT, "The model's config file cannot be used", 'not JSON'],
  },
  {
    name: 'writes metadata that is a list',
    command: `write "$v" '[]'`,
    status: 4,
    says: [UNFIT, 'JSON, but no object (list)'],
  },
  {
    name: 'writes files of another version',
    command: 'write 9.9',
    status: 4,
    says: [UNFIT, 'The model file is missing', 'the files of version 9.9 are kept in'],
    kept: ['9.9'],
  },
  {
    name: 'writes metadata of another version',
    command: `write "$v" '{"version": "1.0"}'`,
    status: 4,
    says: [UNFIT, 'config file is that of another version', 'version 1.1'],
    kept: ['1.1'],
  },
  {
    name: 'removes its folder',
    command: 'rm -r "$out"',
    status: 4,
    says: [UNFIT, 'The model file is missing'],
  },
  {
    name: 'puts a file in place of its folder',
    command: 'rm -r "$out"; : > "$out"',
    status: 4,
    says: [
      UNFIT,
      'The model file is missing',
      /to do +Have the command write this file into {out}/,
    ],
  },
  {
    name: 'puts a symlink in place of its folder',
    command: 'rm -r "$out"; mkdir elsewhere; ln -s "$PWD/elsewhere" "$out"; write',
    status: 4,
    says: [UNFIT, 'The model file is missing'],
  },
  {
    name: 'removes all of .registry, the locks with it',
    command: 'rm -r models/.registry; mkdir -p "$out"; write',
    status: 0,
    says: [],
  },
];

/** A healthy 1.0, and a training that is forced. */
async function train({ command }: Pick<Row, 'command'>): Promise<{ own: Bot; result: CliResult }> {
  const own = bot(version('1.0'));
  writeFiles(own.cwd, { 'train.sh': '#!/no/such/interpreter\n' });
  chmodSync(join(own.cwd, 'train.sh'), 0o755);
  const words = typeof command === 'string' ? training(command) : ['--', ...command];
  return { own, result: await own.run(['train', '--force-train', ...words]) };
}

/** Whether a process has a file open. */
function holds(pid: number, file: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((name) => readlinkSync(join(folder, name)) === file);
}

describe('a training command that', () => {
  it.each(ROWS)('$name: exit $status', async ({ command, status, says, kept = [] }) => {
    const { own, result } = await train({ command });
    expectEnd(result, status);
    for (const words of says) expect(result.stderr).toMatch(words);
    expect(result.stderr).not.toMatch(/^ +at |node:/m);
    const models = modelsIn(own.models);
    expect(models).toMatchObject(version('1.0'));
    expect(Object.keys(models)).toHaveLength(status === 0 ? 6 : 3);
    expect(stagedIn(own)).toHaveLength(kept.length === 0 ? 0 : 1);
    const staged = Object.keys(filesIn(join(own.models, '.registry/staging')));
    expect(staged.map((path) => /_v(.*)\.json$/.exec(path)?.[1]).filter(Boolean)).toEqual(kept);
  });

  it('makes the journal unwritable: the version is published, and nothing says that it is not', async () => {
    const { run, models } = bot();
    const result = await run(['train', ...training('write; mkdir models/.registry/journal.jsonl')]);
    expectEnd(result, 3);
    expect(result.stderr).toMatch(
      /^model-registry: version 1\.0 is published, and not all is done: /m,
    );
    expect(result.stderr).not.toContain('is not published');
    expect(Object.keys(modelsIn(models))).toHaveLength(3);
  });

  it('leaves a background process: the lock is free although that has the descriptor', async () => {
    const { cwd, run, models } = bot();
    const script = 'write; sleep 1000 >/dev/null 2>&1 & echo $! > heir; write';
    expectEnd(await run(['train', ...training(script)]), 0);
    const heir = Number(await lineIn(join(cwd, 'heir')));
    endAtLast(heir);
    expect(isAlive(heir)).toBe(true);
    expect(holds(heir, join(models, '.registry/training.lock'))).toBe(true);
    expectEnd(await run(['train', '--force-train', '--wait', '0', ...training()]), 0);
    expect(isAlive(heir)).toBe(true);
  });

  it('fails and leaves a background process: the lock is free as well', async () => {
    const { cwd, run } = bot();
    const script = 'sleep 1000 >/dev/null 2>&1 & echo $! > heir; exit 1';
    expectEnd(await run(['train', ...training(script)]), 4);
    endAtLast(Number(await lineIn(join(cwd, 'heir'))));
    expectEnd(await run(['train', '--wait', '0', ...training()]), 0);
  });
});
