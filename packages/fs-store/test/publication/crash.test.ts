import { existsSync, readdirSync } from 'node:fs';
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
  modelsIn,
  publish,
  QUICK,
  runKilledAt,
  stage,
  statesOf,
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

/** What stands in a directory, but for random names, processes and times. */
function contentsOf(dir: string): Record<string, string> {
  const plain = (text: string) =>
    text.replaceAll(/run-\w+/g, 'run').replaceAll(/"(pid|since)":("[^"]*"|\d+)/g, '');
  const files = Object.entries(filesIn(dir));
  return Object.fromEntries(files.map(([path, text]) => [plain(path), plain(text)]));
}

it('a copy before a step is what a kill there leaves', async () => {
  const { dir, staging } = staged();
  const states = await statesOf(dir, 'publish', dir, staging, '1.1');
  for (const step of [
    1,
    Math.ceil(states.length / 3),
    Math.ceil(states.length / 2),
    states.length - 1,
  ]) {
    const other = staged();
    await runKilledAt(step, 'publish', other.dir, other.staging, '1.1');
    expect(contentsOf(other.dir), `step ${step}`).toEqual(contentsOf(states[step - 1] as string));
    await expectConsistent(other.dir, await recovered(other.dir));
  }
});

it('a publication that is killed before any of its steps leaves nothing torn', async () => {
  const outcomes = new Set<string>();
  const { dir, staging } = staged();
  const states = await statesOf(dir, 'publish', dir, staging, '1.1');
  for (const state of states) {
    await expectNothingTorn(state);
    const recovery = await recovered(state);
    outcomes.add(`completed ${recovery.publications.length}, kept ${recovery.kept.length}`);
    await expectConsistent(state, recovery);
  }
  expect(states.length).toBeGreaterThan(13);
  expect([...outcomes].sort()).toEqual([
    'completed 0, kept 0',
    'completed 0, kept 1',
    'completed 1, kept 0',
  ]);
});

it('its recovery may be killed before any of its steps as well', async () => {
  const { dir, staging } = staged();
  const states = await statesOf(dir, 'publish', dir, staging, '1.1');
  // In which the intent is written, and no file of the version has its name yet.
  const half = states.find((state) =>
    Object.keys(filesIn(state)).some((name) => name.endsWith('.publish.json')),
  );
  if (half === undefined) throw new Error('no intent');
  expect(Object.keys(modelsIn(half))).toHaveLength(3);
  const later = await statesOf(half, 'clean', half);
  for (const state of later) {
    await expectNothingTorn(state);
    await expectConsistent(state, await recovered(state));
  }
  expect(later.length).toBeGreaterThan(8);
});

it('archiving that is killed before any of its steps is completed by the next recovery', async () => {
  const archived = Object.entries(trio('0.9')).map(([name, text]) => [`archive/${name}`, text]);
  const dir = directoryOf({ ...trio('1.0'), ...trio('0.9') });
  const states = await statesOf(dir, 'archive', dir, '0.9');
  for (const state of states) {
    expect(modelsIn(state)).toMatchObject(trio('1.0'));
    await nextRun(state);
    if (readJournal(registryAt(state)).entries.length === 0)
      await archiveVersion(storeOf(state), '0.9', changeIn(state));
    expect(modelsIn(state)).toEqual({ ...trio('1.0'), ...Object.fromEntries(archived) });
    expect(readJournal(registryAt(state)).entries).toMatchObject([
      { event: 'archived', version: '0.9' },
    ]);
    const own = ['journal.jsonl', 'names.json', 'store.lock', 'training.lock'];
    expect(Object.keys(filesIn(join(state, '.registry'))).sort()).toEqual(own);
  }
  expect(states.length).toBeGreaterThan(8);
});

it('a restore that is killed before any of its steps is completed by the next recovery', async () => {
  const archived = Object.entries(trio('0.9')).map(([name, text]) => [`archive/${name}`, text]);
  const dir = directoryOf({ ...trio('1.0'), ...Object.fromEntries(archived) });
  const states = await statesOf(dir, 'restore', dir, '0.9');
  for (const state of states) {
    expect(modelsIn(state)).toMatchObject(trio('1.0'));
    await nextRun(state);
    if (readJournal(registryAt(state)).entries.length === 0)
      await restoreArchived(storeOf(state), '0.9', changeIn(state));
    expect(modelsIn(state)).toEqual({ ...trio('1.0'), ...trio('0.9') });
    expect(readJournal(registryAt(state)).entries).toMatchObject([
      { event: 'restored', version: '0.9' },
    ]);
    const own = ['journal.jsonl', 'names.json', 'store.lock', 'training.lock'];
    expect(Object.keys(filesIn(join(state, '.registry'))).sort()).toEqual(own);
  }
  expect(states.length).toBeGreaterThan(8);
});

it('a deletion that is killed before any of its steps is completed by the next recovery', async () => {
  const archived = (version: string) =>
    Object.fromEntries(
      Object.entries(trio(version)).map(([name, text]) => [`archive/${name}`, text]),
    );
  const dir = directoryOf({ ...trio('1.0'), ...archived('0.8'), ...archived('0.9') });
  const states = await statesOf(dir, 'remove', dir, '0.8');
  for (const state of states) {
    expect(modelsIn(state)).toMatchObject({ ...trio('1.0'), ...archived('0.9') });
    await nextRun(state);
    if (readJournal(registryAt(state)).entries.length === 0)
      await deleteArchived(storeOf(state), '0.8', changeIn(state));
    expect(modelsIn(state)).toEqual({ ...trio('1.0'), ...archived('0.9') });
    expect(readJournal(registryAt(state)).entries).toMatchObject([
      { event: 'deleted', version: '0.8' },
    ]);
    const own = ['journal.jsonl', 'names.json', 'store.lock', 'training.lock'];
    expect(Object.keys(filesIn(join(state, '.registry'))).sort()).toEqual(own);
  }
  expect(states.length).toBeGreaterThan(8);
});

it('a rejection that is killed before any of its steps leaves the version whole, in one place', async () => {
  const places = new Set<string>();
  const { dir, staging } = staged();
  const states = await statesOf(dir, 'reject', dir, staging, '1.1');
  for (const state of states) {
    const { kept, stuck } = await nextRun(state);
    expect(modelsIn(state)).toEqual(trio('1.0'));
    expect(stuck).toEqual([]);
    const rejected = join(state, '.registry/rejected/1.1');
    const folders = [...kept.map(({ folder }) => folder), rejected].filter(existsSync);
    expect(folders).toHaveLength(1);
    expect(filesIn(folders[0] as string)).toMatchObject(trio('1.1', '{"auc": 1}'));
    places.add(folders[0] === rejected ? 'rejected' : 'kept');
  }
  expect(states.length).toBeGreaterThan(5);
  expect([...places].sort()).toEqual(['kept', 'rejected']);
});
