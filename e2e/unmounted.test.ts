import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROGRAM as INSTALLER } from '../apps/installer-helper/src/program.js';
import { type Bot, bot, CONFIG, training, versionsIn } from './support/bot.js';
import { expectEnd, runCli } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { version, writeFiles } from './support/models.js';
import { botWith, retrain } from './support/retrain.js';
import { skipBecause } from './support/special-files.js';

/** As where the volume is not mounted: an empty directory is in the place of the models. */
function unmount(models: string): void {
  renameSync(models, `${models}.volume`);
  mkdirSync(models);
}

async function used(own: Bot = bot()): Promise<Bot> {
  expectEnd(await own.run(['train', ...training()]), 0);
  unmount(own.models);
  return own;
}

const LOST = 'is empty or gone, and it was used before: is its volume mounted?';

describe('a models directory that was used and is empty', () => {
  it.each([
    [['select']],
    [['select', '--paths']],
    [['list']],
    [['list', '--archived']],
    [['history']],
    [['inspect', '1.0']],
    [['next-version']],
    [['watch']],
    [['train', ...training()]],
    [['train', '--force-train', ...training()]],
    [['train', '--in-place', ...training()]],
    [['publish', 'out']],
    [['pin', '1.0']],
    [['unpin']],
    [['rollback']],
    [['prune', '--keep', '1']],
  ])('%j: exit 3, nothing is done', async (words) => {
    const own = await used();
    writeFiles(own.cwd, Object.fromEntries(Object.entries(version('2.0')).map(inOut)));
    const result = await own.run(words);
    expectEnd(result, 3);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(LOST);
    expect(readdirSync(own.models)).toEqual([]);
  });

  it('the installer gives no decision', async () => {
    const { cwd } = await used();
    const result = await runInProcess(INSTALLER, ['--format', 'shell'], { cwd });
    expectEnd(result, 3);
    expect(result.stdout).toBe('');
  });

  it('the scheduler trains nothing, also after a mere pin, and with --force', async () => {
    const own = botWith();
    const models = join(own.dir, 'models');
    expectEnd(await runCli(['pin', '1.0'], { cwd: own.dir }), 0);
    unmount(models);
    for (const words of [[], ['--force'], ['--dry-run', '--fresh']]) {
      const result = await retrain(own, ...words);
      expect(result.status).toBe(3);
      expect(result.stderr).toContain(LOST);
      expect(readdirSync(models)).toEqual([]);
    }
    expect((await retrain(own, '--fresh')).events).toContain('promoted');
  });

  it('with --fresh, the next training is the first one', async () => {
    const own = await used();
    const result = await own.run(['train', '--fresh', ...training()]);
    expectEnd(result, 0);
    expect(versionsIn(own.models)).toEqual(['1.0']);
    expectEnd(await own.run(['select']), 0);
  });

  it('is told from one that never was used', async () => {
    const own = bot();
    expectEnd(await own.run(['select']), 1);
    expectEnd(await own.run(['train', ...training()]), 0);
  });
});

it('is found where the whole parent is on the volume', async () => {
  const own = bot({}, `${CONFIG}  models_dir: data/models\n`);
  expectEnd(await own.run(['train', ...training()]), 0);
  unmount(join(own.cwd, 'data'));
  for (const words of [['select'], ['train', ...training()]]) {
    const result = await own.run(words);
    expectEnd(result, 3);
    expect(result.stderr).toContain(LOST);
  }
  expect(existsSync(join(own.cwd, 'data/models'))).toBe(false);
});

it('a real mount point whose volume is taken away', async (test) => {
  const own = bot();
  const disk = join(own.cwd, 'disk');
  mkdirSync(disk);
  const mount = () => execFileSync('mount', ['--bind', disk, own.models], { stdio: 'pipe' });
  const umount = () => execFileSync('umount', [own.models], { stdio: 'pipe' });
  try {
    mount();
  } catch {
    skipBecause(test, 'nothing can be mounted here');
  }
  let isMounted = true;
  onTestFinished(() => {
    if (isMounted) umount();
  });
  expectEnd(await own.run(['train', ...training()]), 0);
  umount();
  isMounted = false;
  expectEnd(await own.run(['select']), 3);
  expectEnd(await own.run(['train', ...training()]), 3);
  expect(readdirSync(own.models)).toEqual([]);
});

function inOut([name, content]: [string, string | Uint8Array]): [string, string | Uint8Array] {
  return [`out/${name}`, content];
}
