import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, CONFIG, filesIn, modelsIn, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { type Files, version, writeFiles } from './support/models.js';

const all = (...names: string[]): Files => Object.assign({}, ...names.map((name) => version(name)));

/** The versions in a folder by their names. */
function versionsAt(folder: string): string[] {
  const names = Object.keys(modelsIn(folder)).filter((name) => !name.includes('/'));
  return [...new Set(names.map((name) => /_v(.*)\.jo?/.exec(name)?.[1] ?? ''))].sort();
}

const left = ({ models }: Bot) => ({
  stay: versionsAt(models),
  archive: versionsAt(join(models, 'archive')),
});

const FIVE = ['1.0', '1.1', '1.2', '1.3', '1.4'];

describe('prune', () => {
  it.each([
    [5, FIVE, []],
    [3, ['1.2', '1.3', '1.4'], ['1.0', '1.1']],
    [1, ['1.4'], FIVE.slice(0, 4)],
    [0, ['1.4'], FIVE.slice(0, 4)],
  ])('--keep %i', async (keep, stay, archive) => {
    const own = bot(all(...FIVE));
    expectEnd(await own.run(['prune', '--keep', String(keep)]), 0);
    expect(left(own)).toEqual({ stay, archive });
    const moved = all(...archive);
    expect(filesIn(join(own.models, 'archive'))).toEqual(moved);
    expect(modelsIn(own.models)).toMatchObject(all(...stay));
  });

  it('--dry-run says the same and moves nothing', async () => {
    const own = bot(all('1.9', '1.10', '1.11'));
    const before = filesIn(own.models);
    const dry = await own.run(['prune', '--keep', '2', '--dry-run']);
    expectEnd(dry, 0);
    expect(dry.stdout).toBe(
      '1.9   would move to archive/\n1.10  stays: among the newest\n1.11  stays: selected\n',
    );
    expect(filesIn(own.models)).toEqual(before);
    const done = await own.run(['prune', '--keep', '2']);
    expect(done.stdout).toBe(dry.stdout.replace('would move to', 'moved to'));
  });

  it('does not count a version that verification would refuse, and leaves it', async () => {
    const own = bot({ ...all(...FIVE), 'meta_model_v1.4.joblib': '{}' });
    const result = await own.run(['prune', '--keep', '2']);
    expectEnd(result, 0);
    expect(left(own)).toEqual({ stay: ['1.2', '1.3', '1.4'], archive: ['1.0', '1.1'] });
    expect(result.stdout).toContain('1.4  stays: verification would refuse it');
  });

  it('leaves what a symlink leads from or to: versions that share a scaler stay whole', async () => {
    const own = bot(all('1.0', '1.1', '1.2', '1.3'));
    for (const later of ['1.2', '1.3']) {
      const scaler = join(own.models, `feature_scaler_v${later}.joblib`);
      rmSync(scaler);
      symlinkSync('feature_scaler_v1.0.joblib', scaler);
    }
    const result = await own.run(['prune', '--keep', '1']);
    expectEnd(result, 0);
    expect(result.stdout).toBe(
      `1.0  stays: a symlink leads from or to its files
1.1  moved to archive/
1.2  stays: a symlink leads from or to its files
1.3  stays: selected
`,
    );
    expect((await own.run(['select', '--paths'])).stdout).toContain('_v1.3.');
  });

  it('never moves the selected, the pinned or the one that was live before', async () => {
    const own = bot(all('1.0', '1.1'));
    await own.run(['pin', '1.0']);
    await own.run(['pin', '1.1']);
    writeFiles(own.models, all('1.2', '1.3'));
    const result = await own.run(['prune', '--keep', '0']);
    expectEnd(result, 0);
    expect(result.stdout.split('\n').slice(0, 4)).toEqual([
      '1.0  stays: was live before',
      '1.1  stays: selected',
      '1.2  moved to archive/',
      '1.3  moved to archive/',
    ]);
    expectEnd(await own.run(['rollback']), 0);
  });

  it('never moves the one that is pinned in the config file, selectable or not', async () => {
    const multi = version('1.0', { training_mode: 'multi_symbol' });
    const own = bot({ ...multi, ...all('1.1', '1.2') }, `${CONFIG}  pin: "1.0"\n`);
    expect((await own.run(['prune', '--keep', '0'])).stdout).toContain('1.0  stays: pinned');
    expect(left(own)).toEqual({ stay: ['1.0'], archive: ['1.1', '1.2'] });
  });

  it('leaves what is not complete alone, and replaces nothing in archive/: exit 2', async () => {
    const archived = { 'archive/meta_model_v1.0.joblib': 'precious' };
    const half = { 'meta_model_v0.9.joblib': 'half' };
    const own = bot({ ...all('1.0', '1.1'), ...archived, ...half });
    const result = await own.run(['prune', '--keep', '1']);
    expectEnd(result, 2);
    expect(result.stderr).toContain('version 1.0 is taken');
    expect(modelsIn(own.models)).toEqual({ ...all('1.0', '1.1'), ...archived, ...half });
  });

  it('moves nothing without the config that says what is selected: exit 2', async () => {
    const own = bot(all(...FIVE));
    rmSync(join(own.cwd, 'config'), { recursive: true });
    const result = await own.run(['prune', '--keep', '0']);
    expectEnd(result, 2);
    expect(result.stderr).toContain('name the config with --config FILE');
    expect(left(own)).toEqual({ stay: FIVE, archive: [] });
  });

  it('moves none where one of several cannot be moved', async () => {
    const files = { ...all('1.0', '1.1', '1.2'), 'archive/meta_model_v1.1.joblib': 'precious' };
    const own = bot(files);
    expectEnd(await own.run(['prune', '--keep', '1']), 2);
    expect(modelsIn(own.models)).toEqual(files);
  });

  it('a version that was archived is not trained again', async () => {
    const own = bot(all('1.0', '1.1'));
    await own.run(['pin', '1.0']);
    await own.run(['unpin']);
    writeFiles(own.models, all('1.2'));
    await own.run(['pin', '1.0']);
    await own.run(['prune', '--keep', '0']);
    expect(left(own).archive).toEqual(['1.1']);
    const { stdout } = await own.run(['next-version', '--force-train']);
    expect(stdout).toContain('train 1.3');
    const words = ['train', '--force-train', '--version', '1.1', ...training()];
    expectEnd(await own.run(words), 2);
  });

  it('--json', async () => {
    expect(await bot(all('1.0', '1.1')).json(['prune', '--keep', '1', '--dry-run'])).toEqual({
      schema: 'model-registry/prune@1',
      dry_run: true,
      versions: [
        { version: '1.0', action: 'archive' },
        { version: '1.1', action: 'keep', reason: 'selected' },
      ],
    });
  });

  it.each([[[]], [['--keep', '-1']], [['--keep', 'all']], [['--keep', '1.5']]])(
    '%j: exit 2',
    async (words) => {
      const own = bot(all('1.0'));
      expectEnd(await own.run(['prune', ...words]), 2);
      expect(filesIn(own.models)).toEqual(all('1.0'));
    },
  );
});
