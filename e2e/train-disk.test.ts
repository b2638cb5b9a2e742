import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bot, bot, filesIn, modelsIn, stagedIn, training } from './support/bot.js';
import { CLI, expectEnd } from './support/cli.js';
import { unwrapped } from './support/in-process.js';
import { version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { spawnToEnd } from './support/spawn.js';
import { skipBecause } from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

const FORCED = ['train', '--force-train'];

describe('a full disk', () => {
  /** Runs a shell script with `models/` on a disk of 256 KiB; `registry` stands for the command. */
  function onSmallDisk({ cwd, models }: Bot, script: string) {
    const registry = `registry() { '${NODE}' '${CLI}' "$@"; }`;
    const all = `mount -t tmpfs -o size=256k tmpfs '${models}' || exit 99\n${registry}\n${script}`;
    const words = [
      '-rm',
      'sh',
      '-c',
      all,
      'sh',
      ...training('eval "$BEFORE"; write; eval "$AFTER"'),
    ];
    const { status, stdout, stderr } = spawnToEnd('unshare', words, { cwd });
    return { status, stdout, stderr: unwrapped(stderr) };
  }

  const whyNot = () =>
    spawnSync('unshare', ['-rm', 'true']).status === 0 ? null : 'unshare does not work here';

  const FILL = 'dd if=/dev/zero of=models/filler 2>/dev/null || true';

  it.for([
    {
      when: 'before the command writes',
      script: `BEFORE='${FILL}'`,
      status: 4,
      says: /the training command ended with exit status/,
      kept: 0,
    },
    {
      when: 'when it has written everything',
      script: `AFTER='${FILL}'`,
      status: 3,
      says: /no space left[\s\S]*the files of version 1\.1 are kept in/i,
      kept: 1,
    },
  ])('$when: exit $status, and nothing is lost', ({ script, status, says, kept }, test) => {
    skipBecause(test, whyNot());
    const result = onSmallDisk(
      bot(),
      `
      export BEFORE=true AFTER=true
      registry train "$@" >&2 || exit 98
      before=$(cat models/*_v1.0.*)
      (${script}; registry train --force-train "$@")
      echo "exit $?"
      registry select
      rm models/filler
      registry train --force-train "$@"
      echo "kept $(ls models/.registry/staging | wc -l)"
      test "$before" = "$(cat models/*_v1.0.*)"
      `,
    );
    expect(result.status, result.stderr).toBe(0);
    expect(result.stdout).toMatch(new RegExp(`^exit ${status}\nVersion: 1\\.0\n`));
    expect(result.stderr).toMatch(says);
    expect(result.stdout).toMatch(new RegExp(`Published 1\\.1: .*\nkept ${kept}\n$`));
  });
});

describe('a models directory that is read-only', () => {
  it.for(['train', 'publish', 'pin'])(
    '%s: exit 3, by name, nothing is changed',
    async (verb, test) => {
      skipBecause(test, whyNotUnprivileged());
      const { cwd, models, run } = bot(version('1.0'));
      writeFiles(cwd, Object.fromEntries(at('out', version('2.0'))));
      chmodSync(models, 0o555);
      const words = { train: ['--force-train', ...training()], publish: ['out'], pin: ['1.0'] };
      const result = await run([verb, ...words[verb as keyof typeof words]], {
        unprivileged: true,
      });
      expectEnd(result, 3);
      expect(result.stderr).toContain(`${models} cannot be written to: EACCES`);
      expect(filesIn(models)).toEqual(version('1.0'));
    },
  );
});

it('what a command locked away does not hide how it ended, and is reported next time', async (test) => {
  skipBecause(test, whyNotUnprivileged());
  const own = bot(version('1.0'));
  if (process.getuid?.() === 0) {
    for (const path of [own.cwd, own.models]) chownSync(path, 65_534, 65_534);
  }
  const script = 'mkdir "$out/x"; echo > "$out/x/y"; chmod 0 "$out/x"; exit 3';
  const failed = await own.run([...FORCED, ...training(script)], { unprivileged: true });
  expectEnd(failed, 4);
  expect(failed.stderr).toContain('the training command ended with exit status 3');
  const [left = ''] = stagedIn(own);
  const next = await own.run([...FORCED, ...training()], { unprivileged: true });
  expectEnd(next, 0);
  expect(next.stderr).toContain(`${left} cannot be removed: EACCES`);
});

describe('under umask 077, who may read the directory may read the model', () => {
  it.each([
    [0o755, 0o644],
    [0o750, 0o640],
    [0o700, 0o600],
  ])('%o gives %o', (directory, file) => {
    const { models, cwd } = bot();
    chmodSync(models, directory);
    const words = ['train', ...training('umask 077; write')];
    const script = 'umask 077; exec "$@"';
    const { status } = spawnToEnd('sh', ['-c', script, 'sh', NODE, CLI, ...words], {
      cwd,
    });
    expect(status).toBe(0);
    const modes = readdirSync(models, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => statSync(join(models, name)).mode & 0o777);
    expect(modes).toEqual([file, file, file]);
    expect(statSync(join(models, '.registry/journal.jsonl')).mode & 0o777).toBe(file);
  });
});

it('publishes a folder from another file system', async (test) => {
  const own = bot(version('1.0'));
  const isOther = (place: string) =>
    existsSync(place) && statSync(place).dev !== statSync(own.cwd).dev;
  const other = ['/dev/shm', '/var/tmp'].find(isOther);
  skipBecause(test, other ? null : 'there is no other file system here');
  const folder = mkdtempSync(join(other ?? '', 'model-registry-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFiles(folder, version('2.0'));
  expectEnd(await own.run(['publish', folder]), 0);
  expect((await own.json(['select'])).selected).toMatchObject({ version: '2.0' });
  expect(modelsIn(own.models)).toMatchObject(version('1.0'));
  expect(filesIn(folder)).toEqual(version('2.0'));
  expect(stagedIn(own)).toEqual([]);
});

/** The same files in a folder. */
function at(folder: string, files: object): [string, string][] {
  return Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]);
}
