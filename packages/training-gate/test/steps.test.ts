import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, selectedVersion } from '@org/model-registry-core';
import {
  BusyError,
  readJournal,
  type TrainingLock,
  trainingLock,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  beginTraining,
  checkEnd,
  checkTrained,
  failureOf,
  nextTraining,
  publishTrained,
  recoverTraining,
  rejectTrained,
  runTraining,
  type Training,
  unfit,
} from '../src/index.js';
import { directoryOf, filesOf, QUICK, situationIn, trio, UNDISTURBED } from './support.js';

/** Writes the three files of the version that is asked for. */
const WRITES = `
printf 'Vmodel\\n.' > "$2/meta_model_v$1.joblib"
printf 'Vscaler\\n.' > "$2/feature_scaler_v$1.joblib"
printf '{}' > "$2/model_config_v$1.json"
`;

interface Wanted {
  readonly inPlace?: boolean;
  readonly symbols?: readonly string[];
  readonly command?: readonly string[];
  /** Reasons to set the model aside; undefined publishes it. */
  readonly reasons?: unknown;
}

const NOW = instantOf('2026-11-30T10:00:00Z');

/** A training in steps, as the programs make them. */
async function trainIn(dir: string, wanted: Wanted = {}, script = WRITES) {
  const { registry, config } = situationIn(dir);
  const lock = await trainingLock(registry, QUICK);
  try {
    const request = { forceTrain: true, requested: null, configured: config.version };
    const { version } = nextTraining(registry, await decide(situationIn(dir)), request, NOW);
    const { inPlace = false, symbols = null } = wanted;
    const training = beginTraining(lock, { version, inPlace, symbols });
    const result = await runAndPublish(lock, training, wanted, script);
    if ('action' in result) return result;
    return {
      action: 'failed',
      version,
      ...(await recoverTraining(lock, training, situationIn(dir), result)),
    };
  } finally {
    await lock.release();
  }
}

async function runAndPublish(
  lock: TrainingLock,
  training: Training,
  { command = ['sh', '-c', '', 'sh', '{version}', '{out}'], reasons }: Wanted,
  script: string,
) {
  const situation = situationIn(lock.registry.modelsDir);
  const words = command.map((word) => word || script);
  const output = { stdout: openSync('/dev/null', 'w') };
  try {
    const run = { command: words, output, timeoutSeconds: null, ...UNDISTURBED };
    const end = await runTraining(lock, training, run);
    const failure = checkEnd(lock.registry, training, end);
    if (failure) return failure;
    const check = await checkTrained(lock, training, {
      ...situation.config.requirements,
      restamp: false,
      trainedWith: {},
    });
    if (!check.ok) return unfit(check);
    return await withStoreLock(lock.registry, QUICK, async (store) => {
      const change = { situation, at: instantOf(new Date()), previousVersion: null };
      if (reasons !== undefined) {
        const folder = await rejectTrained(store, lock, training, reasons, change);
        return { action: 'rejected', folder };
      }
      const publication = await publishTrained(store, lock, training, check, change);
      if (!publication.ok) return unfit(publication);
      return { action: 'published', ...publication };
    });
  } catch (error) {
    return failureOf(error);
  }
}

describe('a training in steps', () => {
  it('without a model: the configured version', async () => {
    const outcome = await trainIn(join(directoryOf({}), 'models'));
    expect(outcome).toMatchObject({ action: 'published', version: '1.0' });
    if ('decision' in outcome) expect(selectedVersion(outcome.decision)).toBe('1.0');
  });

  it('with a model: the next free version', async () => {
    const dir = directoryOf({ ...trio('1.0'), 'archive/meta_model_v1.1.joblib': 'x' });
    expect(await trainIn(dir)).toMatchObject({ action: 'published', version: '1.2' });
    expect(filesOf(dir)).toMatchObject(trio('1.0'));
  });

  it.each([
    ['not wanted', { forceTrain: false, requested: null }, { action: 'skip' }],
    [
      'a version that is taken',
      { forceTrain: true, requested: '1.0' },
      { action: 'refuse', reason: 'version-taken' },
    ],
  ])('%s: nothing to train', async (_, request, plan) => {
    const situation = situationIn(directoryOf(trio('1.0')));
    const decision = await decide(situation);
    const { registry } = situation;
    const planned = nextTraining(registry, decision, { ...request, configured: '1.0' }, NOW);
    expect(planned).toMatchObject(plan);
  });

  it.each([
    ['exit 3', { kind: 'command', end: { kind: 'exited', status: 3 } }, []],
    [`${WRITES}\nexit 3`, { kind: 'command', end: { kind: 'exited', status: 3 } }, ['1.1']],
    ['kill $$', { kind: 'command', end: { kind: 'killed', signal: 'SIGTERM' } }, []],
    [`${WRITES}\nrm "$2"/*.json`, { kind: 'unfit', problems: [{ kind: 'missing-file' }] }, []],
  ])('%j: failed, and every earlier model is as it was', async (script, failure, kept) => {
    const dir = directoryOf(trio('1.0'));
    const outcome = await trainIn(dir, {}, script);
    expect(outcome).toMatchObject({ action: 'failed', version: '1.1', failure, kept });
    expect(filesOf(dir)).toEqual(trio('1.0'));
    const lock = await trainingLock(situationIn(dir).registry, QUICK);
    await lock.release();
  });

  const OTHERS = 'touch ensemble.pkl scaler.pkl meta.json a b c notes && mkdir plots';

  it.each<[string, string, boolean, unknown]>([
    [
      'misnamed files',
      `cd "$2" && ${OTHERS}`,
      false,
      { names: ['ensemble.pkl', 'scaler.pkl', 'a', 'b', 'c'], more: 3 },
    ],
    ['nothing', 'true', false, { names: [], more: 0 }],
    ['no folder', 'rm -r "$2"', false, { names: [], more: 0 }],
    ['a link in its place', 'rm -r "$2" && ln -s / "$2"', false, { names: [], more: 0 }],
    [
      'misnamed files, in place',
      `cd "$2" && ${OTHERS}`,
      true,
      { names: ['ensemble.pkl', 'scaler.pkl'], more: 0 },
    ],
  ])('%s where files are missing', async (_, script, inPlace, names) => {
    const dir = directoryOf({ ...trio('1.0'), 'old.pkl': '' });
    const expected = {
      model: 'meta_model_v1.1.joblib',
      scaler: 'feature_scaler_v1.1.joblib',
      config: 'model_config_v1.1.json',
    };
    expect(await trainIn(dir, { inPlace }, script)).toMatchObject({
      failure: { kind: 'unfit', instead: { expected, ...(names as object) } },
      appeared: { names: [], more: 0 },
      removed: inPlace ? { names: [], more: 0 } : names,
    });
  });

  it.each([
    ['a version that is whole', '$2/../../..', WRITES, 'misplaced', 3],
    ['one that fails then', '$2/../../..', `${WRITES}exit 3`, 'command', 3],
    ['another version', '$2/../../..', `set 7.7 "$2"; ${WRITES}`, 'unfit', 3],
    ['a part of it', '$2/../../..', `${WRITES}rm "$2"/*.json`, 'version-taken', 2],
    ['another name', '$2/../../..', 'echo > "$2/ensemble.joblib"', 'unfit', 1],
    ['over an earlier one', '$2/../../..', 'echo > "$2/meta_model_v1.0.joblib"', 'unfit', 1],
    ['what is no model', '$2/../../..', 'echo > "$2/state.json"', 'unfit', 0],
    ['nothing, but to {out}', '$2', `${WRITES}exit 3`, 'command', 0],
  ])('what comes into the models directory is told: %s', async (_, out, script, kind, count) => {
    const dir = directoryOf({ ...trio('1.0'), 'old.pkl': '' });
    const outcome = await trainIn(dir, {}, `set "$1" "${out}"; ${script}`);
    expect(outcome).toMatchObject({ action: 'failed', failure: { kind } });
    expect('appeared' in outcome && outcome.appeared.names).toHaveLength(count);
    const { entries } = readJournal(situationIn(dir).registry);
    const reason = expect.stringMatching(/^not judged: the training command wrote into the models/);
    const taken =
      kind === 'misplaced' ? [expect.objectContaining({ event: 'taken-back', reason })] : [];
    if (kind !== 'command') expect(entries).toEqual(taken);
  });

  it('what comes there beside what is in {out} is taken back, and the other is kept', async () => {
    const dir = directoryOf(trio('1.0'));
    const outcome = await trainIn(dir, {}, `${WRITES}\ncp "$2"/* "$2/../../.."`);
    expect(outcome).toMatchObject({ failure: { kind: 'version-taken' }, kept: ['1.1'] });
    const { entries } = readJournal(situationIn(dir).registry);
    const reason = 'not judged: the version was taken while it was trained';
    expect(entries).toMatchObject([{ event: 'taken-back', version: '1.1', reason }]);
  });

  it('the symbols to train are in a file too, for as long as it takes', async () => {
    const dir = directoryOf({});
    const command = ['sh', '-c', `${WRITES}\ncp "$3" "$2/../copy"`, 'sh'];
    const words = [...command, '{version}', '{out}', '{symbols_file}'];
    await trainIn(dir, { command: words, symbols: ['A', 'B'] });
    expect(filesOf(join(dir, '.registry/staging'))).toEqual({ copy: 'A\nB\n' });
    expect(filesOf(join(dir, '.registry'))).not.toHaveProperty('symbols.txt');
    expect(filesOf(join(dir, '.registry'))).not.toHaveProperty('training.json');
  });

  it('the symbols to train are told to the command', async () => {
    const dir = directoryOf({});
    const script = `${WRITES}\nprintf '{"trained_symbols": ["%s", "%s"]}' "$3" "$MODEL_REGISTRY_SYMBOLS" > "$2/model_config_v$1.json"`;
    const command = ['sh', '-c', script, 'sh', '{version}', '{out}', '{symbols}'];
    const outcome = await trainIn(dir, { command, symbols: ['A', 'B'] });
    const models = 'decision' in outcome ? outcome.decision.scan.models : [];
    expect(models[0]?.fields?.trainedSymbols).toEqual(['A,B', 'A,B']);
  });
});

describe('in place, a command that fails', () => {
  const IN_PLACE = { inPlace: true };

  it('when its model is finished: it moves into staging and is kept, the live one stays', async () => {
    const dir = directoryOf(trio('1.0'));
    const outcome = await trainIn(dir, IN_PLACE, `${WRITES}\nexit 3`);
    expect(outcome).toMatchObject({
      action: 'failed',
      failure: { kind: 'command' },
      kept: ['1.1'],
    });
    expect(filesOf(dir)).toEqual(trio('1.0'));
    const { out } = outcome as { out: string };
    expect(out).toContain('.registry/staging/run-');
    expect(Object.keys(filesOf(out))).toEqual(Object.keys(trio('1.1')).sort());
  });

  it('before that: what it wrote stays, and nobody loads it', async () => {
    const dir = directoryOf(trio('1.0'));
    const script = `${WRITES}\nrm "$2/feature_scaler_v$1.joblib"; exit 3`;
    const outcome = await trainIn(dir, IN_PLACE, script);
    expect(outcome).toMatchObject({ action: 'failed', out: dir, kept: [] });
    expect(Object.keys(filesOf(dir))).toHaveLength(5);
  });

  it('when its model cannot be moved: that is told', async () => {
    const dir = directoryOf(trio('1.0'));
    const script = `${WRITES}\nrm -r "$2/.registry/staging"; : > "$2/.registry/staging"; exit 3`;
    const outcome = await trainIn(dir, IN_PLACE, script);
    expect(outcome).toMatchObject({
      failure: { kind: 'command' },
      kept: [],
      stillLive: expect.stringContaining(`version 1.1 is still in ${dir}, where it may be live`),
    });
  });
});

describe('in place, what was not judged is taken back', () => {
  it.each([
    ['refused', `${WRITES}\nprintf '{"version": "9.9"}' > "$2/model_config_v$1.json"`],
    ['under another number', WRITES.replaceAll('v$1', 'v1.7')],
    ['beside files of an earlier model that changed', `${WRITES}\n: > "$2/meta_model_v1.0.joblib"`],
  ])('%s', async (_, script) => {
    const dir = directoryOf(trio('1.0'));
    const outcome = await trainIn(dir, { inPlace: true }, script);
    expect(outcome).toMatchObject({ action: 'failed', stillLive: null });
    const names = Object.keys(filesOf(dir));
    expect(names.sort()).toEqual(Object.keys(trio('1.0')).sort());
    const { entries } = readJournal(situationIn(dir).registry);
    expect(entries).toMatchObject([{ event: 'taken-back' }]);
  });
});

it.each([
  ['the store lock is held by another', new BusyError('store.lock', null)],
  ['a signal came', new Error('interrupted')],
])('in place, a model that could not be published is taken back: %s', async (_, error) => {
  const dir = directoryOf(trio('1.0'));
  const situation = situationIn(dir);
  const lock = await trainingLock(situation.registry, QUICK);
  onTestFinished(() => lock.release());
  const training = beginTraining(lock, { version: '1.1', inPlace: true, symbols: null });
  for (const [name, text] of Object.entries(trio('1.1'))) writeFileSync(join(dir, name), text);
  const failed = await recoverTraining(lock, training, situation, failureOf(error));
  expect(failed).toMatchObject({ failure: { error }, kept: ['1.1'], stillLive: null });
  expect(filesOf(dir)).toEqual(trio('1.0'));
  expect(Object.keys(filesOf(failed.out)).sort()).toEqual(Object.keys(trio('1.1')).sort());
});

describe('a model that is not to be published', () => {
  const REASONS = [{ kind: 'too-bad' }];

  it.each([false, true])('is set aside, with the reasons (in place: %s)', async (inPlace) => {
    const dir = directoryOf(trio('1.0'));
    const folder = join(dir, '.registry/rejected/1.1');
    expect(await trainIn(dir, { inPlace, reasons: REASONS })).toEqual({
      action: 'rejected',
      folder,
    });
    expect(filesOf(dir)).toEqual(trio('1.0'));
    expect(Object.keys(filesOf(folder)).sort()).toEqual([
      ...Object.keys(trio('1.1')).sort(),
      'reasons.json',
    ]);
    expect(JSON.parse(filesOf(folder)['reasons.json'] ?? '')).toMatchObject({
      version: '1.1',
      reasons: REASONS,
    });
  });

  it.each([undefined, REASONS])(
    'of a version that was taken meanwhile changes nothing: its files are kept (%j)',
    async (reasons) => {
      const dir = directoryOf(trio('1.0'));
      const taken = `${WRITES}\nmkdir "$2/../../rejected" "$2/../../rejected/$1"`;
      const outcome = await trainIn(dir, { reasons }, taken);
      const failure = { kind: 'version-taken' };
      expect(outcome).toMatchObject({ action: 'failed', version: '1.1', failure, kept: ['1.1'] });
      expect(filesOf(dir)).toEqual(trio('1.0'));
    },
  );
});
