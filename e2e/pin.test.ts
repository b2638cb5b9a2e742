import { existsSync, mkdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, CONFIG, filesIn, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version, writeFiles } from './support/models.js';

const THREE = { ...version('1.0'), ...version('1.1'), ...version('1.2') };
const MULTI = version('3.0', { training_mode: 'multi_symbol' });

async function selectedBy(own: Bot): Promise<unknown> {
  const { selected } = (await own.json(['select'])) as { selected: { version: string } };
  return selected.version;
}

const UNTIL = 'Until model-registry unpin, newer models are not selected and none is due.\n';

describe('a pin that holds', () => {
  it.each([['select'], ['list'], ['explain'], ['doctor']])(
    '%s says so, since when and by whom',
    async (command) => {
      const own = bot(THREE);
      await own.run(['pin', '1.0']);
      const { stderr } = await own.run([command]);
      expect(stderr).toMatch(
        /version 1\.0 is pinned since 20[-\dT:]+Z by \S+.*: newer models are not/,
      );
    },
  );

  it('explain says once that another version is pinned', async () => {
    const own = bot({ ...THREE, ...MULTI });
    await own.run(['pin', '1.0']);
    const { stdout } = await own.run(['explain']);
    expect(stdout.match(/Another version is pinned/g)).toHaveLength(1);
    expect(stdout).toContain('found     1.1, 1.2, 3.0');
    expect(stdout).toContain('The training mode differs');
  });
});

describe('pin', () => {
  it('freezes the selection, also for every later process, until unpin', async () => {
    const own = bot(THREE);
    const pinned = await own.run(['pin', '1.0']);
    expectEnd(pinned, 0);
    expect(pinned.stdout).toBe(`Pinned 1.0: 1.0 is selected now, 1.2 was before\n${UNTIL}`);
    expect((await own.run(['pin', '1.1'])).stdout).toContain('1.1 is selected now, 1.0 was before');
    expectEnd(await own.run(['train', '--force-train', '--version', '9.0', ...training()]), 0);
    expect(await selectedBy(own)).toBe('1.1');
    const unpinned = await own.run(['unpin']);
    expect(unpinned.stdout).toBe('Unpinned: 9.0 is selected now, 1.1 was before\n');
    expect(await selectedBy(own)).toBe('9.0');
    expect(await own.run(['unpin'])).toMatchObject({
      status: 0,
      stdout: 'There was no pin made by command: 9.0 stays selected\n',
    });
  });

  it('of a version that could not be selected is refused with the reasons: exit 1', async () => {
    const own = bot({ ...THREE, ...MULTI });
    const before = filesIn(own.models);
    const refused = await own.run(['pin', '3.0']);
    expectEnd(refused, 1);
    expect(refused.stdout).toContain('Not pinned: version 3.0 could not be selected');
    expect(refused.stdout).toContain('The training mode differs from the config');
    expect(filesIn(own.models)).toEqual(before);
    const forced = await own.run(['pin', '3.0', '--force']);
    expectEnd(forced, 0);
    expect(forced.stdout).toBe(`Pinned 3.0: no model is selected now\n${UNTIL}`);
    const selected = await own.run(['select']);
    expectEnd(selected, 1);
    expect(selected.stderr).toContain('the pinned version 3.0 is turned down');
  });

  it('of a version that verification refuses is refused, as a rollback to it is', async () => {
    const own = bot(THREE);
    await own.run(['pin', '1.0']);
    await own.run(['pin', '1.1']);
    const before = filesIn(join(own.models, '.registry'));
    writeFiles(own.models, { 'meta_model_v1.0.joblib': "cos\nsystem\n(S'true'\ntR." });
    for (const words of [['pin', '1.0'], ['rollback']]) {
      const refused = await own.run(words);
      expectEnd(refused, 1);
      expect(refused.stdout).toContain('Loading the model file is not safe');
    }
    expect(filesIn(join(own.models, '.registry'))).toEqual(before);
    expectEnd(await own.run(['pin', '1.0', '--verify', 'off']), 0);
  });

  it.each([
    ['7.0', 2, 'there is no version 7.0 in'],
    ['1', 2, 'version 1: expected MAJOR.MINOR'],
    ['2.0', 1, 'The scaler file is missing'],
  ])('of %s: exit %i, nothing is written', async (which, status, says) => {
    const { 'feature_scaler_v2.0.joblib': _, ...incomplete } = version('2.0');
    const own = bot({ ...THREE, ...incomplete });
    const result = await own.run(['pin', which]);
    expectEnd(result, status);
    expect(result.stdout + result.stderr).toContain(says);
    expect(existsSync(join(own.models, '.registry/pin.json'))).toBe(false);
  });

  it('in the config file wins over one made by command', async () => {
    const own = bot(THREE, `${CONFIG}  pin: "1.1"\n`);
    const refused = await own.run(['pin', '1.0']);
    expectEnd(refused, 1);
    expect(refused.stdout).toContain('Another version is pinned');
    expect(refused.stdout).toContain(
      'model.pin in the config pins 1.1: change or remove it there.',
    );
    const forced = await own.run(['pin', '1.0', '--force']);
    expect(forced.stdout).toContain('Pinned 1.0: 1.1 stays selected\n');
    expect(forced.stderr).toContain('model.pin in the config file still pins 1.1');
    expect(await selectedBy(own)).toBe('1.1');
    const unpinned = await own.run(['unpin']);
    expectEnd(unpinned, 0);
    expect(unpinned.stderr).toContain('model.pin in the config file still pins 1.1');
    writeFiles(own.cwd, { 'config/config.yaml': CONFIG });
    expect(await selectedBy(own)).toBe('1.2');
  });
});

describe('a pin file that cannot be used', () => {
  const BROKEN = ['', '{', '{"version": "01.0"}'];

  it.each(BROKEN)('%j: readers exit 2 and name it, pin and unpin repair it', async (content) => {
    const own = bot({ ...THREE, '.registry/pin.json': content });
    const file = join(own.models, '.registry/pin.json');
    const repairs = content === '{' ? ['unpin', 'pin 1.0'] : ['pin 1.0'];
    const readers = content === '{' ? READERS : [['select']];
    for (const words of readers) {
      const result = await own.run(words);
      expectEnd(result, 2);
      expect(result.stderr).toContain(`pin file ${file} cannot be used`);
      expect(result.stderr).toContain('pin a version again, or unpin');
    }
    for (const repair of repairs) {
      writeFiles(own.models, { '.registry/pin.json': content });
      expectEnd(await own.run(repair.split(' ')), 0);
      expect(await selectedBy(own)).toBe(repair === 'unpin' ? '1.2' : '1.0');
    }
  });

  const READERS = [
    ['select'],
    ['list'],
    ['explain'],
    ['next-version'],
    ['prune', '--keep', '1'],
    ['train', ...training('exit 9')],
  ];

  it('a folder in its place: unpin removes it', async () => {
    const own = bot(THREE);
    mkdirSync(join(own.models, '.registry/pin.json/x'), { recursive: true });
    expectEnd(await own.run(['select']), 2);
    expectEnd(await own.run(['unpin']), 0);
    expect(await selectedBy(own)).toBe('1.2');
  });
});

describe('rollback', () => {
  it('pins what was live before; again, it goes further back; unpin ends it', async () => {
    const own = bot();
    await own.run(['train', ...training()]);
    await own.run(['train', '--force-train', ...training()]);
    await own.run(['train', '--force-train', ...training()]);
    const back = await own.run(['rollback']);
    expectEnd(back, 0);
    expect(back.stdout).toBe(`Pinned 1.1: 1.1 is selected now, 1.2 was before\n${UNTIL}`);
    expect((await own.run(['rollback'])).stdout).toContain('1.0 is selected now, 1.1 was before');
    const end = await own.run(['rollback']);
    expectEnd(end, 1);
    expect(end.stderr).toContain('no version is known that was live before 1.0: use pin');
    expect((await own.run(['unpin'])).stdout).toContain('1.2 is selected now');
    expect((await own.run(['rollback'])).stdout).toContain('Pinned 1.0');
  });

  it('leaves what it left where it is: prune keeps it too', async () => {
    const own = bot(THREE);
    await own.run(['pin', '1.1']);
    await own.run(['unpin']);
    expect((await own.run(['rollback'])).stdout).toContain('Pinned 1.1');
    const { stdout } = await own.run(['prune', '--keep', '0']);
    expect(stdout).toContain('1.0  moved to archive/');
    expect(stdout).toContain('1.2  stays: was live before');
  });

  it('knows also what was put there by hand, from the first change on', async () => {
    const own = bot(version('1.0'));
    await own.run(['train', '--force-train', ...training()]);
    expect((await own.run(['rollback'])).stdout).toContain('Pinned 1.0');
  });

  it('with nothing before: exit 1, and nothing is written', async () => {
    const own = bot(THREE);
    const result = await own.run(['rollback']);
    expectEnd(result, 1);
    expect(result.stderr).toContain('no version is known that was live before 1.2: use pin');
    expect(existsSync(join(own.models, '.registry/pin.json'))).toBe(false);
  });

  it('to a version that cannot be selected any more: exit 1 with the reasons; --force', async () => {
    const own = bot(version('1.0'));
    await own.run(['train', '--force-train', ...training()]);
    writeFiles(own.models, version('1.0', { training_mode: 'multi_symbol' }));
    const refused = await own.run(['rollback']);
    expectEnd(refused, 1);
    expect(refused.stdout).toContain('The training mode differs from the config');
    expectEnd(await own.run(['rollback', '--force']), 0);
    expectEnd(await own.run(['select']), 1);
  });

  it('to a version that was deleted: exit 2, by name', async () => {
    const own = bot(version('1.0'));
    await own.run(['train', '--force-train', ...training()]);
    for (const name of Object.keys(version('1.0'))) unlinkSync(join(own.models, name));
    const result = await own.run(['rollback']);
    expectEnd(result, 2);
    expect(result.stderr).toContain(`there is no version 1.0 in ${own.models}`);
    expect(await selectedBy(own)).toBe('1.1');
  });
});

describe('--json', () => {
  const own = () => bot({ ...THREE, ...MULTI });
  const selected = (version: string) => ({ version, exists: true });

  it('pin and unpin', async () => {
    const { json } = own();
    const pinned = await json(['pin', '1.0']);
    expect(pinned).toMatchObject({ action: 'pinned', version: '1.0', problems: [] });
    expect(pinned).toMatchObject({ schema: 'model-registry/pin@1', selected: selected('1.0') });
    const unpinned = { schema: 'model-registry/unpin@1', selected: selected('1.2') };
    expect(await json(['unpin'])).toMatchObject({ ...unpinned, action: 'unpinned' });
    expect(await json(['unpin'])).toMatchObject({ ...unpinned, action: 'none' });
  });

  it('what is refused', async () => {
    expect(await own().json(['pin', '3.0'], 1)).toEqual({
      schema: 'model-registry/pin@1',
      action: 'refused',
      version: '3.0',
      others: [],
      problems: [
        {
          kind: 'training-mode-mismatch',
          expected: 'single_symbol',
          actual: 'multi_symbol',
          stated: true,
        },
      ],
    });
  });

  it('rollback', async () => {
    const { json, run } = own();
    await run(['pin', '1.0']);
    const document = { schema: 'model-registry/rollback@1', action: 'pinned', version: '1.2' };
    expect(await json(['rollback'])).toMatchObject({ ...document, selected: selected('1.2') });
  });
});

it.each([['pin', '1.0'], ['unpin'], ['rollback'], ['prune', '--keep', '1']])(
  '%s in a models directory that is misspelt: exit 2, nothing is made',
  async (...words) => {
    const own = bot(THREE);
    const result = await own.run([...words, '--models-dir', 'modles']);
    expectEnd(result, 2);
    expect(result.stderr).toContain(`there is no models directory at ${join(own.cwd, 'modles')}`);
    expect(existsSync(join(own.cwd, 'modles'))).toBe(false);
  },
);
