import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version, writeFiles } from './support/models.js';

const SPOT = ['--config', 'spot.yaml'];
const FUTURES = ['--config', 'futures.yaml'];
const FILES = {
  ...version('1.0'),
  ...version('2.0', { training_mode: 'multi_symbol' }),
  ...version('2.1', { training_mode: 'multi_symbol' }),
};

/** Two bots with configs of their own in one models directory; both have written there. */
async function two(spotModel = ''): Promise<Bot> {
  const own = unknown(spotModel);
  expectEnd(await own.run(['backfill', '1.0', '--training-days', '9', ...SPOT]), 0);
  return own;
}

function unknown(spotModel = ''): Bot {
  const own = bot({ ...FILES, ...version('1.0', { training_days: undefined }) });
  writeFiles(own.cwd, {
    'spot.yaml': `model: {training_mode: single_symbol${spotModel}}`,
    'futures.yaml': 'model: {training_mode: multi_symbol}',
  });
  return own;
}

async function selected(own: Bot, config: readonly string[]): Promise<string | null> {
  const { status, stdout } = await own.run(['select', '--json', ...config]);
  return status === 0 ? JSON.parse(stdout).selected.version : null;
}

const recorded = ({ models }: Bot) =>
  JSON.parse(readFileSync(join(models, '.registry/configs.json'), 'utf8'));

describe('prune', () => {
  it.each([
    ['that wrote there', two, []],
    ['that is named', async () => unknown(), ['--also-config', 'spot.yaml']],
  ])('keeps what another config %s selects, and says whose it is', async (_, make, words) => {
    const own = await make();
    const result = await own.run(['prune', '--keep', '1', ...FUTURES, ...words]);
    expectEnd(result, 0);
    expect(result.stdout).toContain(`1.0  stays: needed by ${join(own.cwd, 'spot.yaml')}`);
    expect(await selected(own, SPOT)).toBe('1.0');
  });

  it('keeps the newest of another training mode: its bot may only read', async () => {
    const own = unknown();
    const result = await own.run(['prune', '--keep', '1', ...FUTURES]);
    expectEnd(result, 0);
    expect(result.stdout).toContain('1.0  stays: the newest of another training mode');
    expect(await selected(own, SPOT)).toBe('1.0');
  });

  it('keeps what it pins, and nothing where it names another directory by now', async () => {
    const own = await two();
    writeFiles(own.cwd, { 'spot.yaml': 'model: {models_dir: elsewhere, pin: "2.0"}' });
    const dry = await own.run(['prune', '--keep', '1', '--dry-run', ...FUTURES]);
    expect(dry.stdout).toContain('2.0  would move');
    writeFiles(own.cwd, { 'spot.yaml': 'model: {pin: "2.0"}' });
    const pinned = await own.run(['prune', '--keep', '1', '--dry-run', ...FUTURES]);
    expect(pinned.stdout).toContain('2.0  stays: needed by');
  });

  it('moves nothing while a config cannot be read, and goes by no config that is gone', async () => {
    const own = await two();
    writeFiles(own.cwd, { 'spot.yaml': 'model: {training_mode: [secret' });
    const broken = await own.run(['prune', '--keep', '1', ...FUTURES]);
    expectEnd(broken, 0);
    expect(broken.stdout).toContain('2.0  stays: perhaps needed by');
    expect(broken.stderr).toContain('spot.yaml cannot be read, so nothing is moved');
    expect(broken.stderr).not.toContain('secret');
    rmSync(join(own.cwd, 'spot.yaml'));
    const doctor = await own.json(['doctor', ...FUTURES]);
    expect(doctor.problems).toContainEqual(
      expect.objectContaining({ kind: 'config-unreadable', what: 'config', detail: 'ENOENT' }),
    );
    const gone = await own.run(['prune', '--keep', '1', ...FUTURES]);
    expectEnd(gone, 0);
    expect(gone.stderr).toContain('spot.yaml is gone: what it selected is not reckoned with');
    expect(gone.stdout).toContain('2.0  moved');
  });

  it.each(['/dev/zero', '/dev/stdin', '/proc/self/fd/0', '/etc'])(
    'a recorded path that is no regular file is not read: %s',
    async (config) => {
      const own = await two();
      const [entry] = recorded(own);
      const file = join(own.models, '.registry/configs.json');
      writeFileSync(file, JSON.stringify([{ ...entry, config }]));
      const result = await own.run(['prune', '--keep', '1', ...FUTURES]);
      expectEnd(result, 0);
      expect(result.stdout).toContain('perhaps needed by');
    },
  );

  it('finds relative paths of another config as its bot would', async () => {
    const own = unknown();
    mkdirSync(join(own.cwd, 'other'));
    writeFiles(own.cwd, { 'other/c.yaml': 'model: {models_dir: ../models}' });
    const cwd = join(own.cwd, 'other');
    const words = ['backfill', '1.0', '--training-days', '9', '--config', 'c.yaml'];
    expectEnd(await own.run(words, { cwd }), 0);
    const result = await own.run(['prune', '--keep', '1', ...FUTURES]);
    expect(result.stdout).toContain(`1.0  stays: needed by ${join(cwd, 'c.yaml')}`);
  });
});

describe('pin', () => {
  it('says that a bot which only reads may have no model now, and how to pin for one', async () => {
    const own = unknown();
    const pinned = await own.run(['pin', '2.0', ...FUTURES]);
    expectEnd(pinned, 0);
    expect(pinned.stderr).toContain(
      'asks for single_symbol (such as 1.0) and that has no pin of its own finds no model',
    );
    expect(pinned.stderr).toContain('--for-config');
    const forOne = await own.run(['pin', '2.0', '--for-config', ...FUTURES]);
    expect(forOne.stderr).not.toContain('such as 1.0');
  });

  it('that leaves another config without a model is refused, unless for one config or by force', async () => {
    const own = await two();
    const refused = await own.run(['pin', '2.0', ...FUTURES]);
    expectEnd(refused, 1);
    expect(refused.stdout).toContain(join(own.cwd, 'spot.yaml'));
    expect(refused.stdout).toContain('The training mode differs from the config');
    expect(refused.stdout).toContain('--for-config');
    expect((await own.json(['pin', '2.0', ...FUTURES], 1)).others).toHaveLength(1);
    expect(await selected(own, SPOT)).toBe('1.0');
    expectEnd(await own.run(['pin', '2.0', '--for-config', ...FUTURES]), 0);
    expect([await selected(own, SPOT), await selected(own, FUTURES)]).toEqual(['1.0', '2.0']);
    expectEnd(await own.run(['pin', '2.1', '--force', ...FUTURES]), 0);
    expect([await selected(own, SPOT), await selected(own, FUTURES)]).toEqual([null, '2.1']);
  });

  it('holds for one config beside another pin, and each is unpinned by its own bot', async () => {
    const own = await two();
    expectEnd(await own.run(['pin', '2.0', '--for-config', ...FUTURES]), 0);
    expectEnd(await own.run(['pin', '1.0', '--for-config', ...SPOT]), 0);
    expect(await selected(own, FUTURES)).toBe('2.0');
    expectEnd(await own.run(['unpin', ...SPOT]), 0);
    expect(await selected(own, FUTURES)).toBe('2.0');
    expectEnd(await own.run(['unpin', ...FUTURES]), 0);
    expect(await selected(own, FUTURES)).toBe('2.1');
    expect((await own.run(['unpin', ...FUTURES])).stdout).toContain('There was no pin');
  });

  it('passes where the other config has a pin of its own, or no model anyway', async () => {
    const pinned = await two(', pin: "1.0"');
    expectEnd(await pinned.run(['pin', '2.0', ...FUTURES]), 0);
    const without = await two(', selection: {required_symbols: [NONE]}');
    expectEnd(await without.run(['pin', '2.0', ...FUTURES]), 0);
  });

  it('a rollback is refused alike', async () => {
    const own = await two();
    await own.run(['train', '--force-train', ...FUTURES, ...training(`write '' '${MULTI}'`)]);
    const refused = await own.run(['rollback', ...FUTURES]);
    expectEnd(refused, 1);
    expect(refused.stdout).toContain(join(own.cwd, 'spot.yaml'));
    expectEnd(await own.run(['rollback', '--for-config', ...FUTURES]), 0);
  });

  it.each([['-'], [undefined]])('--for-config needs a config file: %s', async (config) => {
    const own = unknown();
    rmSync(join(own.cwd, 'config'), { recursive: true });
    const words = config === undefined ? [] : ['--config', config];
    const result = await own.run(['pin', '1.0', '--for-config', ...words], { stdin: '' });
    expectEnd(result, 2);
    expect(result.stderr).toContain('--for-config: there is no config file');
  });
});

const MULTI = JSON.stringify({ training_mode: 'multi_symbol', trained_symbols: ['A', 'B', 'C'] });

it('writers are recorded with their working directory, a config from stdin is not', async () => {
  const own = await two();
  expectEnd(await own.run(['pin', '1.0', '--config', '-'], { stdin: '' }), 0);
  expectEnd(await own.run(['pin', '2.0', '--for-config', ...FUTURES]), 0);
  expect(recorded(own)).toMatchObject([
    { config: join(own.cwd, 'futures.yaml'), working_directory: own.cwd },
    { config: join(own.cwd, 'spot.yaml'), models_dir_named: false },
  ]);
});
