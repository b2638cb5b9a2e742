import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROBLEM_KINDS } from '@org/model-registry-core';
import { DOCUMENTS } from '@org/model-registry-documents';
import { describe, expect, it } from 'vitest';
import { bot, inFolder, training } from './support/bot.js';
import { runCli, spawnBuilt } from './support/cli.js';
import { checkDocuments } from './support/documents.js';
import { INSTALLER } from './support/installer.js';
import {
  type Files,
  modelsFolder,
  temporaryFolder,
  version,
  versionWith,
  writeFiles,
} from './support/models.js';
import {
  botWith,
  fileAppears,
  retrainJson,
  startRetrain,
  touch,
  trainer,
} from './support/retrain.js';
import { until } from './support/running.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

const EXAMPLE = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const FORCED = ['--force-train'];
const AT = ['--as-of', '2026-11-22T12:00:00Z'];

/**
 * What these print is checked where it is run, as all that any test runs: `support/documents.ts`.
 * Here all of it is run that there is.
 */
async function json(words: readonly string[], cwd = EXAMPLE) {
  return JSON.parse((await runCli([...words, '--json', ...AT], { cwd })).stdout);
}

it('each command has a schema', async () => {
  const { stdout } = await runCli(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) {2}/gm)].map(([, name]) => name);
  const others = ['installer', 'retrain', 'retrain-status', 'alert', 'progress'];
  // A unit for systemd is no document.
  const names = [...commands.filter((name) => name !== 'print-systemd'), ...others];
  expect(names.map((name) => `model-registry/${name}@1`).sort()).toEqual(
    Object.keys(DOCUMENTS).sort(),
  );
});

describe('every document that a run prints is one that the documentation describes:', () => {
  it('of the commands that read the example', async () => {
    expect((await json(['list'])).models).toHaveLength(15);
    expect((await json(['select'])).selected.version).toBe('2.0');
    expect((await json(['explain'])).ranked).toHaveLength(3);
    expect((await json(['doctor'])).problems).not.toEqual([]);
    expect((await json(['inspect', '2.0'])).verdict).toBe('clean');
    expect((await json(['inspect', '2.1'])).verdict).toBe('refused');
    expect(await json(['next-version'])).toMatchObject({ action: 'skip' });
    expect(await json(['next-version', '--force-train'])).toMatchObject({ action: 'train' });
    expect(await json(['completion', 'bash'])).toMatchObject({ shell: 'bash' });
    expect(await json(['history'])).toMatchObject({ entries: [] });
    expect(await json(['history', '--at', '2026-01-01'])).toMatchObject({
      selected_version: null,
      last: null,
    });
  });

  it('of those that find nothing', async () => {
    const nowhere = temporaryFolder();
    expect(await json(['list'], nowhere)).toMatchObject({
      found: false,
      selected: null,
      config: null,
    });
    expect(await json(['select', '--no-config'], nowhere)).toMatchObject({
      selected: null,
      score: null,
    });
    expect(await json(['explain'], nowhere)).toMatchObject({ selected_version: null });
    expect(await json(['doctor'], nowhere)).toMatchObject({ problems: [] });
    expect(await json(['next-version'], nowhere)).toMatchObject({ action: 'train' });
  });

  it('a score that is beyond the largest number', async () => {
    const own = bot(
      version('1.0', { performance: { auc: 1e300 } }),
      'model: {selection: {performance: {metric: auc, weight: 1.0e300}}}',
    );
    expect((await own.json(['select'])).score).toMatchObject({ performance: null, total: null });
  });

  it('problems of every kind', async () => {
    const unjudged = { version: '1.0', in_place: false, versions: [], step: null };
    const odd = bot(
      {
        ...version('1.0', { version: '9.9', training_end_timestamp: '2999-01-01' }),
        ...version('1.1', { training_days: 'many' }),
        'meta_model_v1.1.joblib': inExample('meta_model_v2.0.joblib'),
        'feature_scaler_v1.1.joblib': inExample('feature_scaler_v1.1.joblib'),
        ...inFolder('.registry/staging/run-a', version('1.2')),
        '.registry/configs.json': JSON.stringify([
          {
            config: '/nonexistent/config.yaml',
            working_directory: '/',
            models_dir_named: true,
            last_used: '2026-01-01T00:00:00Z',
          },
        ]),
        '.registry/training.json': JSON.stringify(unjudged),
        '.model_config_v1.0.json.tmp': '{',
        ...inFolder('made', { ...version('1.3'), 'meta_model_v1.3.joblib': '' }),
      },
      `model: {path: models/meta_model_v0.9.joblib, pinn: "1.0", python: nowhere}
operations: {alerts: {webhook_url: nowhere}}`,
    );
    chmodSync(join(odd.models, 'meta_model_v1.0.joblib'), 0o666);
    const blocked = bot({ '.registry/staging': 'in the place of a folder', 'x.pkl': '' });
    const live = bot(
      { ...version('1.0'), '.registry/results.jsonl': 'none\n' },
      'model: {selection: {live: {min: {auc: 0.5}, min_samples: 1}}}',
    );
    const damaged = await live.json(['doctor']);
    writeFiles(live.models, { '.registry/results.jsonl': '' });
    await live.run(['record', '1.0', 'auc=0']);
    const store = 'file:///srv/store';
    const fleet = {
      ...{ store, store_id: '', host: 'bot-1', journal: null, last_pull: '2024-01-01T00:00:00Z' },
      ...{
        fleet_pin: null,
        pin: null,
        retired: [],
        stored: [],
        claims: {},
        refused: [],
        proven: false,
      },
    };
    const sharing = bot(
      { ...version('1.0'), '.registry/fleet.json': JSON.stringify(fleet) },
      `model: {store: {url: "${store}", push: true}}`,
    );
    const closed = bot(version('1.0'));
    chmodSync(join(closed.models, 'model_config_v1.0.json'), 0o000);
    // Root can read every file.
    const unprivileged = whyNotUnprivileged() === null;
    const seen = await closed.run(['doctor', '--json'], { unprivileged });
    const documents = [
      ...[await json(['explain']), await json(['explain', '--config', 'config/pinned.yaml'])],
      ...[await json(['doctor']), await odd.json(['doctor']), await blocked.json(['doctor'])],
      JSON.parse(seen.stdout),
      ...[damaged, await live.json(['explain']), await sharing.json(['doctor'])],
      ...[
        (await odd.json(['inspect', '1.1'])).disagreements,
        await odd.json(['publish', 'models/made'], 1),
      ],
    ];
    const kinds = JSON.stringify(documents).matchAll(/"kind":"([a-z-]+)"/g);
    expect([...new Set(Array.from(kinds, ([, kind]) => kind))].sort()).toEqual(
      PROBLEM_KINDS.filter((kind) => unprivileged || kind !== 'unreadable-file').sort(),
    );
  });

  it.each([
    { words: [], script: 'write', gives: { action: 'skipped', model: { version: '1.0' } } },
    { words: FORCED, script: 'write', gives: { action: 'published', selected_version: '1.1' } },
    { words: FORCED, script: 'exit 7', gives: failed('command', { kind: 'exited', status: 7 }) },
    {
      words: FORCED,
      script: 'kill -9 $$',
      gives: failed('command', { kind: 'killed', signal: 'SIGKILL' }),
    },
    { words: FORCED, script: 'true', gives: failed('unfit') },
    { words: FORCED, script: 'write; out=models; write', gives: failed('version-taken') },
    { words: FORCED, script: 'out=models; write', gives: failed('misplaced') },
    {
      words: [...FORCED, '--in-place'],
      script: 'write; rm models/meta_model_v1.0.joblib',
      gives: failed('overwritten'),
    },
    {
      words: FORCED,
      script: 'write; mkdir models/.registry/journal.jsonl',
      gives: failed('error'),
    },
  ])('of train $words, whose command does $script', async ({ words, script, gives }) => {
    const own = bot(version('1.0'));
    const { stdout } = await own.run(['train', '--json', ...words, ...training(script)]);
    expect(JSON.parse(stdout)).toMatchObject(gives);
  });

  it('of train, whose command is not there', async () => {
    const { stdout } = await bot().run(['train', '--json', '--', './nowhere']);
    const end = { kind: 'not-started', code: 'ENOENT' };
    expect(JSON.parse(stdout)).toMatchObject(failed('command', end));
  });

  it('of the commands that write', async () => {
    const { cwd, json } = bot({
      ...version('1.0', { trained_symbols: [] }),
      ...version('1.1', { training_mode: 'multi_symbol' }),
      ...version('1.2'),
      ...versionWith('1.3', '{}'),
    });
    writeFiles(join(cwd, 'made'), version('1.4'));
    expect(await json(['publish', 'made'])).toMatchObject({ action: 'published' });
    expect(await json(['pin', '1.0'])).toMatchObject({ action: 'pinned', problems: [] });
    expect(await json(['pin', '1.1'], 1)).toMatchObject({ action: 'refused' });
    expect(await json(['pin', '1.1', '--force'])).toMatchObject({
      action: 'pinned',
      selected: null,
    });
    expect(await json(['rollback', '--force'])).toMatchObject({ action: 'pinned' });
    expect(await json(['unpin'])).toMatchObject({ action: 'unpinned' });
    expect(await json(['unpin'])).toMatchObject({ action: 'none' });
    const pruned = (await json(['prune', '--keep', '1'])).versions;
    expect(pruned).toContainEqual({ version: '1.1', action: 'keep', reason: 'training-mode' });
    expect(pruned).toContainEqual({ version: '1.2', action: 'archive' });
    expect(await json(['prune', '--keep', '1', '--dry-run'])).toMatchObject({ dry_run: true });
    writeFiles(join(cwd, 'models'), { 'model_config_v2.0.json': '{}' });
    const known = ['--training-mode', 'multi_symbol', '--symbol-encoding', 'index'];
    const more = [
      '--trained-symbols',
      'A,B',
      '--training-days',
      '1.5',
      '--training-end',
      '2026-01-01',
    ];
    const { added, missing } = await json(['backfill', '2.0', ...known, ...more]);
    expect(Object.keys(added as object)).toHaveLength(5);
    expect(missing).toEqual([]);
    expect((await json(['history'])).entries).not.toEqual([]);
    expect(await json(['history', '--at', '2999-01-01'])).toMatchObject({ pinned_version: null });
  });

  it('lines of watch', async () => {
    const own = bot();
    const { child, printed, ended } = own.start(['watch']);
    await until('a line', () => printed().includes('started'));
    writeFiles(own.models, version('1.0'));
    await until('another line', () => printed().includes('better-model'));
    child.kill();
    expect((await ended).stdout.split('\n')).toHaveLength(3);
  });

  it('of the installer', () => {
    const decide = (files: Files, ...words: string[]) => {
      const run = ['--json', '--no-config', '--models-dir', modelsFolder(files), ...words];
      return JSON.parse(spawnBuilt(INSTALLER, run).stdout);
    };
    expect(decide(version('1.0'), '--reuse')).toMatchObject({ action: 'reuse' });
    expect(decide(version('1.0'), '--retrain')).toMatchObject({ action: 'retrain' });
    expect(decide({})).toMatchObject({ action: 'train', selected: null });
  });

  it('of the scheduler, whatever becomes of a run', async () => {
    const gate = { min_sharpe_ratio: 1 };
    const own = botWith({ ...gate, enabled: false });
    const is = async (action: string, ...words: string[]) =>
      expect(await retrainJson(own, ...words)).toMatchObject({ action });
    await is('disabled');
    own.configure(gate);
    await is('not-due');
    await is('dry-run', '--dry-run', '--force');
    await is('not-promoted', '--force');
    own.configure({ ...gate, retrain_frequency_days: 0 });
    await is('waiting', '--as-of', '2026-03-31T00:01:00Z');
    own.configure({ command: trainer({ exit: 1 }) });
    await is('failed', '--force');
    expect(await retrainJson(own, 'status')).toMatchObject({
      failures: { count: 2 },
      running: null,
    });
    own.configure({ command: trainer({ begun: 'begun', until: 'go' }) });
    const { ended } = startRetrain(own, '--force', '--json');
    await fileAppears(own, 'begun', '\n');
    await is('busy', '--force');
    expect(await retrainJson(own, 'status')).toMatchObject({
      training: { holder: { purpose: 'train' } },
    });
    touch(own, 'go');
    expect(JSON.parse((await ended).stdout)).toMatchObject({ action: 'promoted' });
    expect((await retrainJson(own, 'status')).runs).toHaveLength(3);
  });
});

describe('the check tells', () => {
  const line = (document: object) => `${JSON.stringify(document)}\n`;
  const step = { version: '1.0', action: 'archive' };
  const prune = (more: object) => ({ schema: 'model-registry/prune@1', dry_run: true, ...more });

  it('nothing of a document that is as described', () => {
    checkDocuments(line(prune({ versions: [step] })));
  });

  it.each([
    ['a document that nobody described', { schema: 'model-registry/list@2' }],
    ['a key too many', prune({ versions: [], more: 1 })],
    ['a key too many, further in', prune({ versions: [{ ...step, reason: 'newest' }] })],
    ['a key too few', prune({})],
    ['a wrong value', prune({ versions: [{ version: '1.00', action: 'archive' }] })],
  ])('%s', (_, document) => {
    expect(() => checkDocuments(line(document))).toThrow(document.schema);
  });
});

function inExample(name: string): Buffer {
  return readFileSync(join(EXAMPLE, 'models', name));
}

function failed(kind: string, end?: object) {
  return { action: 'failed', model: null, failure: { kind, ...(end && { end }) } };
}
