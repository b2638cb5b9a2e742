import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { artifactFileName, DEFAULT_LAYOUT } from '@org/model-registry-core';
import { scanRegistry, survey } from '@org/model-registry-fs-scanner';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  beginCopy,
  beginPull,
  createStaging,
  diagnoseStore,
  findUnfinished,
  recover,
  recoverStaging,
  trainingLock,
} from '../../src/index.js';
import {
  changeIn,
  directoryOf,
  filesIn,
  modelsIn,
  QUICK,
  stage,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

const STAGING = '.registry/staging';
const { [artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1')]: _, ...PART } = trio('1.1');

/** The same files in a folder in staging. */
function staged(run: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(files).map(([name, text]) => [`${STAGING}/${run}/${name}`, text]);
  return Object.fromEntries(named);
}

const registryIn = (dir: string) => storeOf(dir).registry;

function leftBehind(): string {
  return directoryOf({
    ...trio('1.0'),
    ...staged('copy-part', PART),
    ...staged('copy-whole', trio('1.2')),
    ...staged('run-training', PART),
    [`${STAGING}/copy-gone.publish.json.tmp`]: '{',
    [`${STAGING}/copy-whole.publish.json`]: '{"version": "1.2"}',
    '.model_config_v1.0.json.tmp': '{',
    '.registry/.pin.json.tmp': '{',
    '.registry/.retrain.json.tmp': '{',
  });
}

it('while a training is under way, recovery leaves alone what may be its', async () => {
  const dir = leftBehind();
  const lock = await trainingLock(registryIn(dir), QUICK);
  const mayBeIts = [`${STAGING}/run-training`, '.registry/.retrain.json.tmp'];
  try {
    await recover(storeOf(dir), null, changeIn(dir));
    expect(readdirSync(join(dir, STAGING)).sort()).toEqual(['copy-whole', 'run-training']);
    expect(await findUnfinished(registryIn(dir))).toEqual([]);
  } finally {
    await lock.release();
  }
  const paths = mayBeIts.map((path) => join(dir, path)).sort();
  expect(await findUnfinished(registryIn(dir))).toEqual(paths);
  expect(modelsIn(dir)).toEqual(trio('1.0'));
});

it('every writer recovers from a training that is over', async () => {
  const dir = leftBehind();
  expect((await findUnfinished(registryIn(dir))).map((path) => basename(path))).toEqual([
    '.model_config_v1.0.json.tmp',
    '.pin.json.tmp',
    '.retrain.json.tmp',
    'copy-gone.publish.json.tmp',
    'copy-part',
    'copy-whole.publish.json',
    'run-training',
  ]);
  await recover(storeOf(dir), null, changeIn(dir));
  expect(await findUnfinished(registryIn(dir))).toEqual([]);
  expect(readdirSync(join(dir, STAGING))).toEqual(['copy-whole']);
  expect(modelsIn(dir)).toEqual(trio('1.0'));
});

it('a finished model in staging stays, and what replaced one of its files for it goes', async () => {
  const dir = directoryOf(trio('1.0'));
  const staging = stage(dir, { ...trio('1.1'), '.model_config_v1.1.json.tmp': '{' });
  const half = join(staging, '.model_config_v1.1.json.tmp');
  expect(await findUnfinished(registryIn(dir))).toEqual([half]);
  const { removed, kept } = await recover(storeOf(dir), null, changeIn(dir));
  expect(removed).toEqual([half]);
  expect(kept).toEqual([{ folder: staging, versions: ['1.1'] }]);
});

it('of two finished models of one version both are kept for a week, and then the later one', async () => {
  const dir = directoryOf(trio('1.0'));
  const [first, other] = [stage(dir, trio('1.1', '{"a": 1}')), stage(dir, '1.2')];
  const second = stage(dir, trio('1.1', '{"a": 2}'));
  onTestFinished(() => void vi.useRealTimers());
  const after = async (days: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 });
    const { removed, kept } = await recover(storeOf(dir), null, changeIn(dir));
    return { removed, kept: kept.map(({ folder }) => folder).sort() };
  };
  expect(await after(6.99)).toEqual({ removed: [], kept: [first, other, second].sort() });
  expect(await after(0.02)).toEqual({ removed: [first], kept: [other, second].sort() });
});

it('a copy that is being made is left alone, and removed when its maker is gone', async () => {
  const dir = directoryOf(trio('1.0'));
  const copy = await beginCopy(storeOf(dir));
  const lockFile = `${copy.folder}.lock`;
  expect((await recover(storeOf(dir), null, changeIn(dir))).removed).toEqual([]);
  const content = readFileSync(lockFile);
  await copy.end();
  expect(readdirSync(join(dir, STAGING))).toEqual([]);
  mkdirSync(copy.folder);
  writeFileSync(lockFile, content);
  const left = [copy.folder, lockFile];
  expect(await diagnoseStore(registryIn(dir))).toEqual(
    left.map((file) => ({ version: null, problem: { kind: 'leftover', file } })),
  );
  expect(await findUnfinished(registryIn(dir))).toEqual(left);
  expect((await recover(storeOf(dir), null, changeIn(dir))).removed).toEqual(left);
});

it('what a killed pull fetched stays for the next, and a lock alone does not', async () => {
  const dir = directoryOf({
    ...trio('1.0'),
    ...staged('pull-1_1', trio('1.1')),
    [`${STAGING}/pull-1_1.lock`]: '',
    [`${STAGING}/pull-1_2.lock`]: '',
  });
  const { removed, kept } = await recover(storeOf(dir), null, changeIn(dir));
  expect([removed, kept]).toEqual([[join(dir, STAGING, 'pull-1_2.lock')], []]);
  expect(readdirSync(join(dir, STAGING)).sort()).toEqual(['pull-1_1', 'pull-1_1.lock']);
  expect(survey(registryIn(dir), scanRegistry(registryIn(dir))).staging).toEqual([]);
});

it('a pull goes on in the folder of one that was killed at any step', async () => {
  const left = { probe: '', 'probe-link': '', 'meta_model_v1.1.joblib.part': 'N' };
  const dir = directoryOf({ ...trio('1.0'), ...staged('pull-1_1', left) });
  const pull = await beginPull(storeOf(dir), '1.1');
  expect(readdirSync(pull.folder)).toEqual(['meta_model_v1.1.joblib.part']);
  await pull.end();
});

describe('recoverStaging', () => {
  it.each([
    ['a part of a model: removed', PART, [], []],
    ['a whole model: kept', trio('1.1'), ['1.1'], ['run']],
  ])('%s', (_, files, kept, left) => {
    const dir = directoryOf({});
    const staging = stage(dir, files);
    expect(recoverStaging(trainingOf(dir), staging)).toEqual(kept);
    expect(readdirSync(join(dir, STAGING)).map((name) => name.slice(0, 3))).toEqual(left);
  });

  it('a folder that is gone is no failure', () => {
    const dir = directoryOf({});
    const staging = createStaging(trainingOf(dir));
    rmSync(staging, { recursive: true });
    expect(recoverStaging(trainingOf(dir), staging)).toEqual([]);
  });

  it('any other folder is refused', () => {
    const dir = directoryOf(trio('1.0'));
    expect(() => recoverStaging(trainingOf(dir), dir)).toThrow(TypeError);
    expect(filesIn(dir)).toEqual(trio('1.0'));
  });
});
