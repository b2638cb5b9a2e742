import { readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, filesIn, modelsIn, sha256, stagedIn, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { type Files, METADATA, version, versionWith, writeFiles } from './support/models.js';

/** A bot with 1.0, and a folder `out` that holds these files. */
function botAnd(out: Files): Bot {
  const own = bot(version('1.0'));
  writeFiles(join(own.cwd, 'out'), out);
  return own;
}

const configOf = ({ models }: Bot, name: string) =>
  JSON.parse(readFileSync(join(models, `model_config_v${name}.json`), 'utf8'));

it('publishes a version that was made elsewhere, and leaves the folder as it is', async () => {
  const own = botAnd({ ...version('2.0'), 'notes.txt': 'x' });
  const result = await own.run(['publish', 'out']);
  expectEnd(result, 0);
  expect(result.stdout).toContain('Published 2.0: it is selected now.');
  const fingerprint = { sha256: sha256('N.'), size: 2 };
  expect(configOf(own, '2.0')).toEqual({
    ...METADATA,
    artifacts: { model: fingerprint, scaler: fingerprint },
    published_at: expect.stringMatching(/^20\d\d-.*Z$/),
  });
  expect(Object.keys(modelsIn(own.models))).toHaveLength(6);
  expect(filesIn(join(own.cwd, 'out'))).toEqual({ ...version('2.0'), 'notes.txt': 'x' });
  expect(stagedIn(own)).toEqual([]);
});

it('--json', async () => {
  const own = botAnd(version('0.9'));
  const document = await own.json(['publish', 'out']);
  expect(document).toMatchObject({
    schema: 'model-registry/publish@1',
    action: 'published',
    model: { version: '0.9', exists: true, problems: [] },
    selected_version: '1.0',
  });
  expect(Object.keys(document)).toEqual([
    'schema',
    'action',
    'model',
    'selected_version',
    'problems',
    'warnings',
    'extras',
  ]);
  writeFiles(join(own.cwd, 'bad'), versionWith('3.0', '[]'));
  expect(await own.json(['publish', 'bad'], 1)).toEqual({
    schema: 'model-registry/publish@1',
    action: 'refused',
    model: null,
    problems: [{ kind: 'metadata-unreadable', reason: 'not-an-object', detail: 'list' }],
    instead: null,
  });
});

it('--version renames the files, and the version in the metadata', async () => {
  const own = botAnd(version('1.0', { version: '1.0', note: 'version 1.0' }));
  expectEnd(await own.run(['publish', 'out', '--version', '1.10']), 0);
  expect(configOf(own, '1.10')).toMatchObject({ version: '1.10', note: 'version 1.0' });
  expect((await own.json(['select'])).selected).toMatchObject({ version: '1.10', problems: [] });
});

it('of a folder without the right names, those that are there are named', async () => {
  const none = await botAnd({ 'ensemble.joblib': 'x', 'a.txt': '' }).run(['publish', 'out']);
  expectEnd(none, 2);
  expect(none.stderr).toContain('it holds ensemble.joblib, a.txt');
  const own = botAnd({ 'model_config_v2.0.json': '{}', 'ensemble.joblib': 'N.', 'x.pkl': 'N.' });
  const part = await own.run(['publish', 'out']);
  expectEnd(part, 1);
  expect(part.stdout).toMatch(/expected +meta_model_v2\.0\.joblib\n/);
  expect(part.stdout).toMatch(/found +no such file, but: ensemble\.joblib, x\.pkl\n/);
  expect((await own.json(['publish', 'out'], 1)).instead).toEqual({
    expected: { model: 'meta_model_v2.0.joblib', scaler: 'feature_scaler_v2.0.joblib' },
    names: ['ensemble.joblib', 'x.pkl'],
    more: 0,
  });
});

describe('metadata that name another version', () => {
  const old = version('2.0', { version: 'BTCUSDT_20251204' });

  it('are refused, and --restamp is offered', async () => {
    const result = await botAnd(old).run(['publish', 'out']);
    expectEnd(result, 1);
    expect(result.stdout.replace(/\s+/g, ' ')).toContain(
      'add --restamp: it writes 2.0, and keeps the old value as version_before.',
    );
  });

  it.each([
    [[], '2.0', 'BTCUSDT_20251204'],
    [['--version', '3.0'], '3.0', 'BTCUSDT_20251204'],
  ])('--restamp %j writes the version, and keeps the old one', async (words, named, before) => {
    const own = botAnd(old);
    expectEnd(await own.run(['publish', 'out', '--restamp', ...words]), 0);
    expect(configOf(own, named)).toMatchObject({ version: named, version_before: before });
    expect((await own.json(['select'])).selected).toMatchObject({ version: named });
    expect((await own.json(['doctor'])).problems).toEqual([]);
    expect(filesIn(join(own.cwd, 'out'))).toEqual(old);
  });

  it('--restamp in a layout of integers', async () => {
    const layout = `{version: integer, model: 'model_v{version}.pkl', scaler: null, config: 'meta_v{version}.json'}`;
    const own = bot({}, `model:\n  training_mode: single_symbol\n  layout: ${layout}\n`);
    const files = (config: string) => ({ 'model_v7.pkl': 'N.', 'meta_v7.json': config });
    writeFiles(join(own.cwd, 'out'), files('{"version": "BTC_7"}'));
    expectEnd(await own.run(['publish', 'out']), 1);
    expectEnd(await own.run(['publish', 'out', '--restamp']), 0);
    const config = JSON.parse(readFileSync(join(own.models, 'meta_v7.json'), 'utf8'));
    expect(config).toMatchObject({ version: '7', version_before: 'BTC_7' });
  });

  it.each([
    ['the right version', { version: '2.0' }],
    ['none', {}],
  ])('--restamp of metadata that name %s keeps nothing', async (_, metadata) => {
    const own = botAnd(version('2.0', metadata));
    expectEnd(await own.run(['publish', 'out', '--restamp']), 0);
    expect(configOf(own, '2.0')).toMatchObject({ version: '2.0' });
    expect(configOf(own, '2.0')).not.toHaveProperty('version_before');
  });
});

it('--version picks one of several', async () => {
  const own = botAnd({ ...version('2.0'), ...version('3.0') });
  expectEnd(await own.run(['publish', 'out', '--version', '2.0']), 0);
  expect(Object.keys(modelsIn(own.models)).filter((name) => name.includes('3.0'))).toEqual([]);
});

interface Row {
  readonly name: string;
  readonly out: Files;
  /** What is in the models directory besides 1.0. */
  readonly models?: Files;
  readonly words?: readonly string[];
  readonly status: number;
  readonly says: string;
}

const REFUSED: Row[] = [
  {
    name: 'a version that is taken',
    out: version('1.0'),
    status: 2,
    says: 'version 1.0 is taken',
  },
  {
    name: 'another name that is taken',
    out: version('2.0'),
    words: ['--version', '1.0'],
    status: 2,
    says: 'version 1.0 is taken',
  },
  {
    name: 'a version that was archived',
    out: version('2.0'),
    models: { 'archive/feature_scaler_v2.0.joblib': 'precious' },
    status: 2,
    says: 'publish it under another number with --version',
  },
  {
    name: 'a version that was turned down',
    out: version('2.0'),
    models: { '.registry/rejected/2.0/reasons.json': 'precious' },
    status: 2,
    says: 'version 2.0 is taken',
  },
  {
    name: 'a version of which one file is there',
    out: version('2.0'),
    models: { 'model_config_v2.0.json': 'precious' },
    status: 2,
    says: 'version 2.0 is taken',
  },
  { name: 'no version at all', out: { x: '' }, status: 2, says: 'out has no version' },
  {
    name: 'several versions',
    out: { ...version('2.0'), ...version('3.0') },
    status: 2,
    says: 'out has several versions (2.0, 3.0)',
  },
  {
    name: 'no such folder',
    out: {},
    status: 2,
    says: 'there is no folder out',
  },
  {
    name: 'a version that is none',
    out: version('2.0'),
    words: ['--version', '2'],
    status: 2,
    says: '--version 2: expected MAJOR.MINOR',
  },
  {
    name: 'a model that is missing',
    out: { 'model_config_v2.0.json': '{}', 'feature_scaler_v2.0.joblib': 'x' },
    status: 1,
    says: 'Put the missing file into the folder, and publish again.',
  },
  {
    name: 'a version that is not among several',
    out: { ...version('2.0'), ...version('3.0') },
    words: ['--version', '7.7'],
    status: 2,
    says: 'out has no version 7.7: it has 2.0, 3.0',
  },
  {
    name: 'an empty scaler',
    out: { ...version('2.0'), 'feature_scaler_v2.0.joblib': '' },
    status: 1,
    says: 'The scaler file is empty',
  },
  {
    name: 'metadata that is broken',
    out: versionWith('2.0', '{"training_mode"'),
    status: 1,
    says: "The model's config file cannot be used",
  },
  {
    name: 'metadata of another version',
    out: version('2.0', { version: '7.7' }),
    status: 1,
    says: "The model's config file is that of another version",
  },
  {
    name: 'a model that is not the one that its metadata records',
    out: version('2.0', { artifacts: { model: { sha256: sha256('y'), size: 2 } } }),
    status: 1,
    says: 'The model file is not the one that was recorded',
  },
];

describe('refuses', () => {
  it.each(REFUSED)(
    '$name: exit $status',
    async ({ out, models = {}, words = [], status, says }) => {
      const own = botAnd(out);
      writeFiles(own.models, models);
      const before = modelsIn(own.models);
      const result = await own.run(['publish', 'out', ...words]);
      expectEnd(result, status);
      expect(result.stdout + result.stderr).toContain(says);
      expect(modelsIn(own.models)).toEqual(before);
      expect(filesIn(own.models)).toMatchObject(models);
      expect(stagedIn(own)).toEqual([]);
      expect(filesIn(join(own.cwd, 'out'))).toEqual(out);
    },
  );

  it('a symlink in place of a file: exit 1', async () => {
    const own = botAnd(version('2.0'));
    const scaler = join(own.cwd, 'out/feature_scaler_v2.0.joblib');
    unlinkSync(scaler);
    symlinkSync(join(own.models, 'feature_scaler_v1.0.joblib'), scaler);
    const result = await own.run(['publish', 'out']);
    expectEnd(result, 1);
    expect(result.stdout).toContain('The scaler file is not usable');
    expect(modelsIn(own.models)).toEqual(version('1.0'));
  });
});

it('publishes what a failed training left in staging, and removes it there', async () => {
  const own = bot(version('1.0'));
  expectEnd(await own.run(['train', '--force-train', ...training('write; exit 1')]), 4);
  const folder = join(own.models, '.registry/staging', stagedIn(own)[0] ?? '');
  expect((await own.json(['doctor'])).problems).toMatchObject([
    { kind: 'unpublished-staging', file: folder },
  ]);
  expectEnd(await own.run(['publish', folder, '--version', '4.0']), 0);
  expect((await own.json(['select'])).selected).toMatchObject({ version: '4.0' });
  expect(stagedIn(own)).toEqual([]);
});
