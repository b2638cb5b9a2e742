import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openRegistry } from '@org/model-registry';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Bot, bot, CONFIG, filesIn, inFolder, modelsIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { type Files, version, writeFiles } from './support/models.js';

const all = (...names: string[]): Files => Object.assign({}, ...names.map((name) => version(name)));
const archived = (...names: string[]): Files => inFolder('archive', all(...names));

const eventsOf = async (own: Bot) =>
  ((await own.json(['history'])).entries as { event: string; version: string }[]).map(
    ({ event, version }) => `${event} ${version}`,
  );

describe('a pin in the config of what is in archive/', () => {
  const pinned = `${CONFIG}  pin: "1.0"\n`;

  it('says where the version is, and how it comes back', async () => {
    const own = bot({ ...all('1.1'), ...archived('1.0') }, pinned);
    const said =
      'the pinned version 1.0 is in archive/, and no other may be selected: model-registry restore 1.0 brings it back';
    for (const [words, status] of [
      [['select'], 1],
      [['list'], 0],
      [['explain'], 0],
    ] as const) {
      const result = await own.run(words);
      expectEnd(result, status);
      expect(result.stderr).toContain(said);
    }
    const warned: string[] = [];
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation((text) => {
      warned.push(String(text));
    });
    onTestFinished(() => warn.mockRestore());
    const facade = openRegistry({
      config: join(own.cwd, 'config/config.yaml'),
      modelsDir: own.models,
    });
    expect(await facade.select()).toBeNull();
    expect(warned).toEqual([expect.stringContaining(said)]);
    await expect(facade.pin('1.0')).rejects.toThrow('model-registry restore 1.0 brings it back');
    expectEnd(await own.run(['restore', '1.0']), 0);
    expect((await own.run(['select', '--paths'])).stdout).toContain('_v1.0.');
  });
});

describe('restore', () => {
  it('brings a version back, as it was, and says what is selected then', async () => {
    const own = bot(all('1.0', '1.1', '1.2', '1.3'));
    await own.run(['prune', '--keep', '1']);
    const back = await own.run(['restore', '1.1']);
    expectEnd(back, 0);
    expect(back.stdout).toBe('Restored 1.1: 1.3 stays selected\n');
    expect(modelsIn(own.models)).toEqual({ ...all('1.1', '1.3'), ...archived('1.0', '1.2') });
    expect(await eventsOf(own)).toEqual([
      'archived 1.0',
      'archived 1.1',
      'archived 1.2',
      'restored 1.1',
    ]);
    expectEnd(await own.run(['pin', '1.1']), 0);
    expect((await own.run(['select', '--paths'])).stdout).toContain('_v1.1.');
  });

  it('--json', async () => {
    const own = bot({ ...all('1.0'), ...archived('1.1') });
    expect(await own.json(['restore', '1.1'])).toMatchObject({
      schema: 'model-registry/restore@1',
      action: 'restored',
      version: '1.1',
      selected: { version: '1.1' },
    });
  });

  it.each([
    ['what is not there', '0.5', 'list --archived'],
    ['what is in the models directory', '1.0', 'it is in the models directory already'],
    ['what is in both', '1.1', 'version 1.1 is taken'],
    ['what is no version', '../1', 'expected'],
  ])('%s: exit 2, and nothing is changed', async (_, name, said) => {
    const own = bot({ ...all('1.0', '1.1'), ...archived('1.1', '1.2') });
    const before = modelsIn(own.models);
    const result = await own.run(['restore', name]);
    expectEnd(result, 2);
    expect(result.stderr).toContain(said);
    expect(modelsIn(own.models)).toEqual(before);
  });

  it('leaves a version that a symlink in the models directory leads to: exit 1', async () => {
    const own = bot({ ...all('1.1'), ...archived('1.0') });
    const scaler = join(own.models, 'feature_scaler_v1.1.joblib');
    rmSync(scaler);
    symlinkSync('archive/feature_scaler_v1.0.joblib', scaler);
    const result = await own.run(['restore', '1.0']);
    expectEnd(result, 1);
    expect(result.stderr).toContain('a symlink in the models directory leads to version 1.0');
    expect((await own.json(['select'])).selected).toMatchObject({ version: '1.1' });
  });

  it('is what pin, rollback, inspect and backfill name for a version in the archive', async () => {
    const own = bot(all('1.0', '1.1'));
    await own.run(['pin', '1.0']);
    await own.run(['pin', '1.1']);
    mkdirSync(join(own.models, 'archive'));
    for (const name of Object.keys(all('1.0'))) {
      renameSync(join(own.models, name), join(own.models, 'archive', name));
    }
    for (const words of [['pin', '1.0'], ['rollback'], ['inspect', '1.0'], ['backfill', '1.0']]) {
      const result = await own.run(words);
      expectEnd(result, 2);
      expect(result.stderr).toContain('it is in archive/, and model-registry restore 1.0 brings');
    }
  });

  it.each([
    [
      'integer versions and no scaler',
      '{version: integer, model: "m{version}.pkl", scaler: null, config: "m{version}.json"}',
      '7',
      [],
    ],
    [
      'a family',
      '{model: "{symbol}_v{version}.pkl", scaler: null, config: "{symbol}_v{version}.json"}',
      '1.0',
      ['--set', 'symbol=BTC'],
    ],
  ])('works with %s', async (_, layout, old, set) => {
    const config = `${CONFIG}  layout: ${layout}\n`;
    const names = (name: string) =>
      set.length > 0
        ? [`BTC_v${name}.pkl`, `BTC_v${name}.json`]
        : [`m${name}.pkl`, `m${name}.json`];
    const filesOf = (name: string): Files => {
      const [model = '', metadata = ''] = names(name);
      return { [model]: 'Vmodel\n.', [metadata]: '{}' };
    };
    const newer = old === '7' ? '8' : '1.1';
    const own = bot({ ...filesOf(old), ...filesOf(newer), 'ETH_v1.0.pkl': 'Veth\n.' }, config);
    const before = modelsIn(own.models);
    expectEnd(await own.run(['prune', '--keep', '1', ...set]), 0);
    expect(existsSync(join(own.models, 'archive', names(old)[0] ?? ''))).toBe(true);
    expectEnd(await own.run(['restore', old, ...set]), 0);
    expect(modelsIn(own.models)).toEqual(before);
    await own.run(['prune', '--keep', '1', '--archive-keep', '0', ...set]);
    expect(Object.keys(modelsIn(own.models)).sort()).toEqual(
      [...names(newer), 'ETH_v1.0.pkl'].sort(),
    );
  });

  it('openRegistry has it', async () => {
    const own = bot({ ...all('1.0'), ...archived('0.9') });
    const registry = openRegistry({
      config: join(own.cwd, 'config/config.yaml'),
      modelsDir: own.models,
    });
    expect((await registry.restore('0.9')).version).toBe('0.9');
    expect((await registry.list()).map(({ version }) => version)).toEqual(['0.9', '1.0']);
    await expect(registry.restore('0.9')).rejects.toThrow('it is in the models directory already');
  });
});

describe('list --archived', () => {
  it('says what is there, how large, since when, and how to bring it back', async () => {
    const own = bot(all('1.0', '1.9', '1.10'));
    await own.run(['prune', '--keep', '1']);
    writeFiles(own.models, { 'archive/meta_model_v0.1.joblib': 'x'.repeat(2_000) });
    const { stdout } = await own.run(['list', '--archived']);
    const shown = stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'THEN').replaceAll(own.models, 'M');
    const bytes = (name: string) => Object.values(all(name)).join('').length;
    expect(shown).toBe(`Found 3 archived version(s)
in M/archive

  0.1     2.0 kB  archived unknown  not complete
  1.0  ${bytes('1.0')} bytes  archived THEN
  1.9  ${bytes('1.9')} bytes  archived THEN

model-registry restore VERSION brings one back.
`);
    const document = await own.json(['list', '--archived']);
    expect(document).toMatchObject({
      selected: null,
      models: [{ version: '0.1', exists: false }, { version: '1.0' }, { version: '1.9' }],
      archived: [
        { version: '0.1', bytes: 2_000, archived_at: null },
        { version: '1.0', bytes: bytes('1.0') },
        { version: '1.9' },
      ],
    });
  });

  it('without an archive: none', async () => {
    const result = await bot(all('1.0')).run(['list', '--archived']);
    expectEnd(result, 0);
    expect(result.stdout).toContain('Found 0 archived version(s)');
  });
});

describe('prune --archive-keep', () => {
  it('deletes the oldest there, and says how much that freed; --dry-run only says it', async () => {
    const own = bot({ ...all('1.0', '1.1'), ...archived('0.8', '0.9') });
    const before = modelsIn(own.models);
    const words = ['prune', '--keep', '1', '--archive-keep', '1'];
    const dry = await own.run([...words, '--dry-run']);
    expectEnd(dry, 0);
    const size = Object.values(all('0.8', '0.9')).join('').length;
    expect(dry.stdout).toBe(`1.0  would move to archive/
1.1  stays: selected
0.8  would be deleted from archive/
0.9  would be deleted from archive/
1.0  stays in archive/: among the newest
${size} bytes would be freed.
`);
    expect(modelsIn(own.models)).toEqual(before);
    const done = await own.run(words);
    expectEnd(done, 0);
    expect(done.stdout).toContain(`\n${size} bytes freed.\n`);
    expect(modelsIn(own.models)).toEqual({ ...all('1.1'), ...archived('1.0') });
    expect(await eventsOf(own)).toEqual(['archived 1.0', 'deleted 0.8', 'deleted 0.9']);
  });

  it('leaves the number of what is deleted taken: it is not given again', async () => {
    const own = bot(all('1.0', '1.1'), `${CONFIG}  pin: "1.0"\n`);
    await own.run(['prune', '--keep', '0', '--archive-keep', '0']);
    expect(modelsIn(own.models)).toEqual(all('1.0'));
    expect((await own.run(['next-version', '--force-train'])).stdout).toContain('train 1.2');
    writeFiles(join(own.cwd, 'out'), all('1.1'));
    expectEnd(await own.run(['publish', 'out']), 2);
    expectEnd(await own.run(['restore', '1.1']), 2);
  });

  it('alone moves nothing', async () => {
    const own = bot({ ...all('1.0', '1.1'), ...archived('0.9') });
    expect(await own.json(['prune', '--archive-keep', '0'])).toEqual({
      schema: 'model-registry/prune@1',
      dry_run: false,
      versions: [],
      archived: [{ version: '0.9', action: 'delete' }],
      freed_bytes: Object.values(all('0.9')).join('').length,
    });
    expect(modelsIn(own.models)).toEqual(all('1.0', '1.1'));
  });

  it('leaves what is pinned, what was live before, and what a symlink leads to', async () => {
    const files = { ...all('1.2'), ...archived('0.7', '0.8', '0.9', '1.0') };
    const own = bot(files, `${CONFIG}  pin: "0.9"\n`);
    const scaler = join(own.models, 'feature_scaler_v1.2.joblib');
    rmSync(scaler);
    symlinkSync('archive/feature_scaler_v0.8.joblib', scaler);
    const entry = { at: '2026-01-01T00:00:00Z', reason: 'test', previous_version: null };
    writeFiles(own.models, {
      '.registry/journal.jsonl': ['1.0', '1.2']
        .map(
          (name) =>
            `${JSON.stringify({ event: 'published', version: name, ...entry, selected_version: name })}\n`,
        )
        .join(''),
    });
    writeFiles(own.cwd, { 'config/free.yaml': CONFIG });
    const free = await own.run([
      'prune',
      '--archive-keep',
      '0',
      '--config',
      'config/free.yaml',
      '--dry-run',
      '--also-config',
      'config/config.yaml',
    ]);
    expect(free.stdout).toContain(
      '0.7  would be deleted from archive/\n0.8  stays in archive/: a symlink',
    );
    expect(free.stdout).toContain('0.9  stays in archive/: needed by');
    expect(free.stdout).toContain('1.0  stays in archive/: was live before');
    const before = filesIn(own.models);
    const pinned = await own.run(['prune', '--archive-keep', '0', '--dry-run']);
    expect(pinned.stdout).toContain('0.9  stays in archive/: pinned');
    expect(filesIn(own.models)).toEqual(before);
  });

  it('deletes none where something is in the way, which list --archived shows like any other', async () => {
    const own = bot({ ...all('1.0'), ...archived('0.8', '0.9') });
    rmSync(join(own.models, 'archive/feature_scaler_v0.9.joblib'));
    mkdirSync(join(own.models, 'archive/feature_scaler_v0.9.joblib'));
    const before = modelsIn(own.models);
    const listed = await own.run(['list', '--archived']);
    expectEnd(listed, 0);
    expect(listed.stdout).toMatch(/0\.8 .*\n {2}0\.9 .*not complete/);
    const result = await own.run(['prune', '--archive-keep', '0']);
    expectEnd(result, 3);
    expect(result.stderr).toContain('feature_scaler_v0.9.joblib is no regular file');
    expect(modelsIn(own.models)).toEqual(before);
    expectEnd(await own.run(['recover']), 0);
  });

  describe('of versions in folders', () => {
    const FOLDERS = JSON.stringify({
      model: {
        layout: {
          version: 'integer',
          model: '{version}/m.pkl',
          scaler: null,
          config: '{version}/c.json',
        },
      },
    });
    const files = (n: string) => ({ [`${n}/m.pkl`]: 'N.', [`${n}/c.json`]: '{}' });
    const inFolders = () =>
      bot({ ...files('3'), ...inFolder('archive', { ...files('1'), ...files('2') }) }, FOLDERS);

    it.each([
      ['a symlink in the place of its folder', 'is no folder'],
      ['a file of somebody in its folder', 'is no file of the version'],
    ])('deletes none where there is %s', async (what, says) => {
      const own = inFolders();
      const folder = join(own.models, 'archive/2');
      if (what.includes('symlink')) {
        renameSync(folder, join(own.cwd, 'elsewhere'));
        symlinkSync(join(own.cwd, 'elsewhere'), folder);
      } else writeFiles(folder, { 'training.csv': 'mine' });
      const result = await own.run(['prune', '--archive-keep', '0']);
      expectEnd(result, 3);
      expect(result.stderr).toContain(says);
      expect(existsSync(join(own.models, 'archive/1/m.pkl'))).toBe(true);
    });

    it('completes a deletion without what somebody has put there since', async () => {
      const own = inFolders();
      const intent = { version: '2', at: '2026-01-01T00:00:00Z', reason: 'prune' };
      writeFiles(own.models, {
        '.registry/deleting.json': JSON.stringify({ ...intent, previous_version: '3' }),
        'archive/2/training.csv': 'mine',
      });
      rmSync(join(own.models, 'archive/2/c.json'));
      expectEnd(await own.run(['recover']), 0);
      expect(Object.keys(filesIn(join(own.models, 'archive/2')))).toEqual(['training.csv']);
      expect(await eventsOf(own)).toEqual(['deleted 2']);
    });

    it('restores none whose folder a symlink leads into: exit 1', async () => {
      const own = inFolders();
      writeFiles(own.models, { 'archive/2/shared.bin': 'N.' });
      rmSync(join(own.models, '3/m.pkl'));
      symlinkSync('../archive/2/shared.bin', join(own.models, '3/m.pkl'));
      expectEnd(await own.run(['restore', '2']), 1);
      expectEnd(await own.run(['restore', '1']), 0);
    });
  });

  it('needs a number of versions: exit 2', async () => {
    const own = bot(archived('0.9'));
    for (const words of [
      [],
      ['--archive-keep'],
      ['--archive-keep', '-1'],
      ['--archive-keep', 'x'],
    ]) {
      expectEnd(await own.run(['prune', ...words]), 2);
    }
    expect(modelsIn(own.models)).toEqual(archived('0.9'));
  });
});
