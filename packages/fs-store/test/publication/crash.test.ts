import { cpSync, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  ARTIFACTS,
  artifactFileName,
  DEFAULT_LAYOUT,
  type Recovery,
} from '@org/model-registry-core';
import { registryAt, scanModels } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import {
  archiveVersion,
  checkTrio,
  deleteArchived,
  readJournal,
  recover,
  restoreArchived,
  trainingLock,
  withStoreLock,
} from '../../src/index.js';
import {
  CHECKS,
  changeIn,
  configOf,
  directoryOf,
  filesIn,
  forEachStep,
  IN_MEMORY,
  modelsIn,
  publish,
  QUICK,
  runKilledAt,
  stage,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

/** What must hold at any moment, for any reader. */
async function expectNothingTorn(dir: string): Promise<void> {
  expect(modelsIn(dir)).toMatchObject(trio('1.0'));
  const names = readdirSync(dir);
  const isListed = ARTIFACTS.every((artifact) =>
    names.includes(artifactFileName(DEFAULT_LAYOUT, artifact, '1.1')),
  );
  const found = scanModels(dir, DEFAULT_LAYOUT).models.find(({ version }) => version === '1.1');
  expect(found?.exists ?? false).toBe(isListed);
  if (!isListed) return;
  expect(await checkTrio({ layout: DEFAULT_LAYOUT }, dir, '1.1', CHECKS)).toMatchObject({
    ok: true,
  });
  expect(Object.keys(configOf(dir, '1.1'))).toEqual(['auc', 'artifacts', 'published_at']);
}

/** What the next run does once it has the locks. */
function recovered(dir: string): Promise<Recovery> {
  return recover(storeOf(dir), trainingOf(dir), changeIn(dir));
}

/** The same with the locks, which are free. */
async function nextRun(dir: string): Promise<Recovery> {
  const registry = registryAt(dir);
  const lock = await trainingLock(registry, QUICK);
  try {
    return await withStoreLock(registry, QUICK, (store) => recover(store, lock, changeIn(dir)));
  } finally {
    await lock.release();
  }
}

/** After a recovery the version is published, or it is whole in staging; never both, never a part. */
async function expectConsistent(dir: string, { kept, stuck }: Recovery): Promise<void> {
  await expectNothingTorn(dir);
  expect(stuck).toEqual([]);
  const runs = readdirSync(join(dir, '.registry/staging'));
  expect(kept.map(({ folder }) => basename(folder))).toEqual(runs);
  const models = Object.keys(modelsIn(dir));
  const { entries, skipped } = readJournal(registryAt(dir));
  const published = entries.filter(({ version }) => version === '1.1');
  expect(skipped).toBe(0);
  if (kept.length > 0) {
    expect({ models: models.length, published }).toEqual({ models: 3, published: [] });
    const folder = kept[0]?.folder ?? '';
    expect(await publish(dir, folder, '1.1')).toMatchObject({ ok: true });
    await expectNothingTorn(dir);
  } else {
    expect({ models: models.length, published }).toMatchObject({
      models: 6,
      published: [{ previous_version: '1.0', selected_version: '1.1', reason: 'a child' }],
    });
  }
  expect(await recovered(dir)).toEqual({
    publications: [],
    removed: [],
    kept: [],
    stuck: [],
  });
}

function staged(): { dir: string; staging: string } {
  const dir = directoryOf(trio('1.0'));
  return { dir, staging: stage(dir, trio('1.1', '{"auc": 1}')) };
}

process.env.TMPDIR = IN_MEMORY;

it('a publication that is killed before any of its steps leaves nothing torn', async () => {
  const outcomes = new Set<string>();
  const steps = await forEachStep(async (step) => {
    const { dir, staging } = staged();
    const isKilled = await runKilledAt(step, 'publish', dir, staging, '1.1');
    await expectNothingTorn(dir);
    const recovery = await recovered(dir);
    outcomes.add(`completed ${recovery.publications.length}, kept ${recovery.kept.length}`);
    await expectConsistent(dir, recovery);
    return isKilled;
  });
  expect(steps).toBeGreaterThan(12);
  expect([...outcomes].sort()).toEqual([
    'completed 0, kept 0',
    'completed 0, kept 1',
    'completed 1, kept 0',
  ]);
});

it('its recovery may be killed before any of its steps as well', async () => {
  const { dir, staging } = staged();
  const half = await withIntent(dir, staging);
  const steps = await forEachStep(async (step) => {
    const copy = join(directoryOf({}), 'models');
    cpSync(half, copy, { recursive: true });
    const isKilled = await runKilledAt(step, 'clean', copy);
    await expectNothingTorn(copy);
    await expectConsistent(copy, await recovered(copy));
    return isKilled;
  });
  expect(steps).toBeGreaterThan(7);
});

/** A copy in which the intent is written, and no file of the version has its name yet. */
async function withIntent(dir: string, staging: string): Promise<string> {
  for (let step = 5; ; step += 1) {
    const copy = join(directoryOf({}), 'models');
    cpSync(dir, copy, { recursive: true });
    await runKilledAt(
      step,
      'publish',
      copy,
      join(copy, '.registry/staging', basename(staging)),
      '1.1',
    );
    const names = Object.keys(filesIn(copy));
    if (names.some((name) => name.endsWith('.publish.json'))) {
      expect(Object.keys(modelsIn(copy))).toHaveLength(3);
      return copy;
    }
  }
}

it('archiving that is killed before any of its steps is completed by the next recovery', async () => {
  const archived = Object.entries(trio('0.9')).map(([name, text]) => [`archive/${name}`, text]);
  const steps = await forEachStep(async (step) => {
    const dir = directoryOf({ ...trio('1.0'), ...trio('0.9') });
    const isKilled = await runKilledAt(step, 'archive', dir, '0.9');
    expect(modelsIn(dir)).toMatchObject(trio('1.0'));
    await nextRun(dir);
    if (readJournal(registryAt(dir)).entries.length === 0)
      await archiveVersion(storeOf(dir), '0.9', changeIn(dir));
    expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...Object.fromEntries(archived) });
    expect(readJournal(registryAt(dir)).entries).toMatchObject([
      { event: 'archived', version: '0.9' },
    ]);
    const own = ['journal.jsonl', 'names.json', 'store.lock', 'training.lock'];
    expect(Object.keys(filesIn(join(dir, '.registry'))).sort()).toEqual(own);
    return isKilled;
  });
  expect(steps).toBeGreaterThan(7);
});

it('a restore that is killed before any of its steps is completed by the next recovery', async () => {
  const archived = Object.entries(trio('0.9')).map(([name, text]) => [`archive/${name}`, text]);
  const steps = await forEachStep(async (step) => {
    const dir = directoryOf({ ...trio('1.0'), ...Object.fromEntries(archived) });
    const isKilled = await runKilledAt(step, 'restore', dir, '0.9');
    expect(modelsIn(dir)).toMatchObject(trio('1.0'));
    await nextRun(dir);
    if (readJournal(registryAt(dir)).entries.length === 0)
      await restoreArchived(storeOf(dir), '0.9', changeIn(dir));
    expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...trio('0.9') });
    expect(readJournal(registryAt(dir)).entries).toMatchObject([
      { event: 'restored', version: '0.9' },
    ]);
    const own = ['journal.jsonl', 'names.json', 'store.lock', 'training.lock'];
    expect(Object.keys(filesIn(join(dir, '.registry'))).sort()).toEqual(own);
    return isKilled;
  });
  expect(steps).toBeGreaterThan(7);
});

it('a deletion that is killed before any of its steps is completed by the next recovery', async () => {
  const archived = (version: string) =>
    Object.fromEntries(
      Object.entries(trio(version)).map(([name, text]) => [`archive/${name}`, text]),
    );
  const steps = await forEachStep(async (step) => {
    const dir = directoryOf({ ...trio('1.0'), ...archived('0.8'), ...archived('0.9') });
    const isKilled = await runKilledAt(step, 'remove', dir, '0.8');
    expect(modelsIn(dir)).toMatchObject({ ...trio('1.0'), ...archived('0.9') });
    await nextRun(dir);
    if (readJournal(registryAt(dir)).entries.length === 0)
      await deleteArchived(storeOf(dir), '0.8', changeIn(dir));
    expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...archived('0.9') });
    expect(readJournal(registryAt(dir)).entries).toMatchObject([
      { event: 'deleted', version: '0.8' },
    ]);
    const own = ['journal.jsonl', 'names.json', 'store.lock', 'training.lock'];
    expect(Object.keys(filesIn(join(dir, '.registry'))).sort()).toEqual(own);
    return isKilled;
  });
  expect(steps).toBeGreaterThan(7);
});

it('a rejection that is killed before any of its steps leaves the version whole, in one place', async () => {
  const places = new Set<string>();
  const steps = await forEachStep(async (step) => {
    const { dir, staging } = staged();
    const isKilled = await runKilledAt(step, 'reject', dir, staging, '1.1');
    const { kept, stuck } = await nextRun(dir);
    expect(modelsIn(dir)).toEqual(trio('1.0'));
    expect(stuck).toEqual([]);
    const rejected = join(dir, '.registry/rejected/1.1');
    const folders = [...kept.map(({ folder }) => folder), rejected].filter(existsSync);
    expect(folders).toHaveLength(1);
    expect(filesIn(folders[0] as string)).toMatchObject(trio('1.1', '{"auc": 1}'));
    places.add(folders[0] === rejected ? 'rejected' : 'kept');
    return isKilled;
  });
  expect(steps).toBeGreaterThan(4);
  expect([...places].sort()).toEqual(['kept', 'rejected']);
});
