import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bot, CONFIG, filesIn, training } from './support/bot.js';
import { CLI, expectEnd } from './support/cli.js';
import { version } from './support/models.js';
import { SCHEDULER } from './support/retrain.js';
import { skipBecause } from './support/special-files.js';
import { nodeForAll, readableByAll } from './support/unprivileged.js';
import { as, give, spawnAs, type User, whyNotManyUsers } from './support/users.js';

const OWNER: User = { uid: 61_001, gid: 61_001 };
const ROOT: readonly string[] = [];
const MODELS = { ...version('1.0'), ...version('1.1') };

/** A bot whose folder is the owner's. */
function theirs(mode = 0o755) {
  const own = bot(MODELS);
  give(own.cwd, OWNER);
  chmodSync(own.models, mode);
  return own;
}

/** Who owns what is at these paths, and all below it. */
function ownersIn(folder: string): number[] {
  const names = ['.', ...readdirSync(folder, { recursive: true }).map(String)];
  return [...new Set(names.map((name) => statSync(join(folder, name)).uid))];
}

describe('root in a directory of another user', () => {
  it('is that user: all that it makes is theirs', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = theirs();
    for (const words of [['pin', '1.0'], ['prune', '--keep', '1'], ['unpin']])
      expectEnd(spawnAs(ROOT, CLI, words, cwd), 0);
    expect(ownersIn(models)).toEqual([OWNER.uid]);
  });

  it('runs the training as that user, with their groups and a home that is not root’s', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = theirs();
    const script = 'write; echo "$(id -u) $(id -g) $(id -G) $HOME $USER"';
    const words = ['train', '--force-train', ...training(script)];
    const result = spawnAs(ROOT, CLI, words, cwd);
    expectEnd(result, 0);
    expect(result.stdout).toContain('61001 61001 61001 / #61001\n');
    expect(result.stderr).toContain(' as #61001');
    expect(ownersIn(models)).toEqual([OWNER.uid]);
  });

  it('does not write what that user may not: the training that is led elsewhere fails', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = theirs();
    const victim = join(cwd, '../victim');
    writeFileSync(victim, 'precious', { mode: 0o600 });
    onTestFinished(() => void spawnSync('rm', [victim]));
    const script =
      'rmdir "$out" && mkdir "$out" && ln -s "$PWD/../victim" "$out/meta_model_v1.2.joblib"; write';
    const words = ['train', '--force-train', ...training(script)];
    expectEnd(spawnAs(ROOT, CLI, words, cwd), 4);
    expect(statSync(victim).size).toBe('precious'.length);
    expect(ownersIn(models)).toEqual([OWNER.uid]);
  });

  it('is that user also where the directory has yet to be made', (test) => {
    skipBecause(test, whyNotManyUsers());
    const own = bot({}, `${CONFIG}  models_dir: new/models\n`);
    give(own.cwd, OWNER);
    expectEnd(spawnAs(ROOT, CLI, ['train', ...training()], own.cwd), 0);
    expect(ownersIn(join(own.cwd, 'new'))).toEqual([OWNER.uid]);
  });

  it('the scheduler as well, and its units name that user', (test) => {
    skipBecause(test, whyNotManyUsers());
    const own = theirs();
    const rotation = { enabled: true, command: ['sh', '-c', 'id -u > trained-by; exit 1'] };
    const config = { model: { training_mode: 'single_symbol' }, operations: {} };
    config.operations = { model_rotation: rotation };
    writeFileSync(join(own.cwd, 'config/config.yaml'), JSON.stringify(config));
    expect(spawnAs(ROOT, SCHEDULER, ['--force'], own.cwd).status).toBe(4);
    expect(filesIn(own.cwd)['trained-by']).toBe('61001\n');
    const units = spawnAs(ROOT, SCHEDULER, ['print-systemd'], own.cwd).stdout;
    expect(units).toContain('\nUser=61001\n');
    const crontab = spawnAs(ROOT, SCHEDULER, ['print-cron'], own.cwd).stdout;
    expect(crontab).toContain('crontab -e -u 61001');
  });

  it('refuses to write where others than root may, and reads', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = bot(MODELS);
    chmodSync(models, 0o777);
    const refused = spawnAs(ROOT, CLI, ['pin', '1.0'], cwd);
    expectEnd(refused, 1);
    expect(refused.stderr).toContain('sudo -u USER');
    const trained = spawnAs(ROOT, CLI, ['train', '--force-train', ...training()], cwd);
    expect(trained.stderr).toContain('sudo -u USER');
    expect(existsSync(join(models, '.registry'))).toBe(false);
    expectEnd(spawnAs(ROOT, CLI, ['select'], cwd), 0);
  });
});

describe('the root of a rootless container', () => {
  const IN_CONTAINER = [...as({ uid: 61_002, gid: 61_002, groups: [61_000] }), 'unshare', '-Ur'];

  it('that does not know the owner writes nothing, and leaves nothing', (test) => {
    skipBecause(test, whyNotManyUsers());
    if (spawnSync('unshare', ['-Ur', 'true']).status !== 0) return test.skip('no unshare -Ur');
    const own = bot(MODELS);
    give(own.cwd, { uid: 61_001, gid: 61_000 });
    chmodSync(own.models, 0o775);
    const refused = spawnAs(IN_CONTAINER, CLI, ['pin', '1.0'], own.cwd);
    expectEnd(refused, 1);
    expect(refused.stderr).toContain('outside of it');
    expect(existsSync(join(own.models, '.registry'))).toBe(false);
    expectEnd(spawnAs(IN_CONTAINER, CLI, ['select'], own.cwd), 0);
  });
});

describe('users who share a directory through a group', () => {
  const GROUP = 61_000;
  const FIRST: User = { uid: 61_001, gid: 61_001, groups: [GROUP] };
  const SECOND: User = { uid: 61_002, gid: 61_002, groups: [GROUP] };

  function shared() {
    const own = bot(MODELS);
    give(own.cwd, { uid: FIRST.uid, gid: GROUP });
    chmodSync(own.models, 0o2775);
    return own;
  }

  it('archive, pin and publish beside each other', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = shared();
    const train = ['train', '--force-train', ...training()];
    for (const [user, words] of [
      [FIRST, ['pin', '1.0']],
      [SECOND, ['unpin']],
      [FIRST, train],
      [SECOND, ['prune', '--keep', '0']],
      [SECOND, train],
      [FIRST, ['prune', '--keep', '0']],
      [SECOND, ['rollback']],
    ] as const) {
      const result = spawnAs(user, CLI, words, cwd);
      expect(result.status, `${words[0]} ${result.stderr}`).toBe(0);
    }
    // A version of either user, moved by the other one.
    expect(Object.keys(filesIn(models, 'archive'))).toHaveLength(6);
  });

  it('set aside what the other can remove', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = shared();
    const fail = { min_sharpe_ratio: 5, enabled: true };
    const [, ...command] = training();
    const rotation = { ...fail, command };
    const config = {
      model: { training_mode: 'single_symbol' },
      operations: { model_rotation: rotation },
    };
    writeFileSync(join(cwd, 'config/config.yaml'), JSON.stringify(config));
    for (const user of [FIRST, SECOND, FIRST, SECOND, FIRST, SECOND])
      expect(spawnAs(user, SCHEDULER, ['--force'], cwd).status).toBe(1);
    const kept = readdirSync(join(models, '.registry/rejected')).map(
      (name) => readdirSync(join(models, '.registry/rejected', name)).length,
    );
    expect(kept).toEqual([1, 1, 1, 4, 4, 4]);
  });

  it('are told who may write, before a training begins', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = shared();
    expectEnd(spawnAs(FIRST, CLI, ['pin', '1.0'], cwd), 0);
    chmodSync(models, 0o755);
    const words = ['train', '--force-train', ...training('touch begun')];
    const result = spawnAs(SECOND, CLI, words, cwd);
    expectEnd(result, 3);
    expect(result.stderr.replaceAll(/\s+/g, ' ')).toContain('belongs to #61001 (mode 755)');
    expect(existsSync(join(cwd, 'begun'))).toBe(false);
  });
});

describe('a user who may only read', () => {
  const READER: User = { uid: 61_003, gid: 61_003 };

  it('cannot hold the locks, also those that an earlier release left open', async (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = theirs();
    const lock = join(models, '.registry/store.lock');
    mkdirSync(join(models, '.registry'));
    writeFileSync(lock, '', { mode: 0o644 });
    give(join(models, '.registry'), OWNER);
    expectEnd(spawnAs(OWNER, CLI, ['pin', '1.0'], cwd), 0);
    expect(statSync(lock).mode & 0o777).toBe(0o600);
    const [first = '', ...rest] = [...as(READER), 'flock', lock, 'sleep', '1000'];
    const holder = spawn(first, rest, { stdio: 'ignore' });
    expect(await once(holder, 'exit')).toEqual([66, null]);
    expectEnd(spawnAs(OWNER, CLI, ['unpin', '--wait', '0'], cwd), 0);
  });

  it('goes on where nothing of .registry may be read, and is told', (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = theirs();
    expectEnd(spawnAs(OWNER, CLI, ['pin', '1.0'], cwd), 0);
    chmodSync(join(models, '.registry'), 0o700);
    for (const words of [['select'], ['list'], ['explain'], ['doctor']]) {
      const result = spawnAs(READER, CLI, words, cwd);
      expectEnd(result, 0);
      expect(result.stderr.replaceAll(/\s+/g, ' '), words[0]).toContain('cannot be read (EACCES)');
    }
    const doctor = spawnAs(READER, CLI, ['doctor', '--json'], cwd);
    expect(doctor.stdout).toContain('.registry/pin.json');
    const refused = spawnAs(READER, CLI, ['pin', '1.1'], cwd);
    expectEnd(refused, 3);
  });

  it('watches on where nothing of .registry may be read, and is told', async (test) => {
    skipBecause(test, whyNotManyUsers());
    const { cwd, models } = theirs();
    expectEnd(spawnAs(OWNER, CLI, ['pin', '1.0'], cwd), 0);
    chmodSync(join(models, '.registry'), 0o700);
    const [first = '', ...rest] = [...as(READER), nodeForAll(), readableByAll(CLI), 'watch'];
    const watch = spawn(first, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void watch.kill('SIGKILL'));
    let said = '';
    watch.stderr.on('data', (text) => {
      said += text;
    });
    const [line] = await once(watch.stdout, 'data');
    expect(String(line)).toContain('"version":"1.1"');
    watch.kill('SIGINT');
    await once(watch, 'close');
    const text = said.replaceAll(/\s+/g, ' ');
    expect(text).toContain('whether a version is pinned is not known');
    expect(text.match(/cannot be read \(EACCES\)/g), text).toHaveLength(1);
  });
});
