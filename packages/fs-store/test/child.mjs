// What tests do in processes of their own; `bundle` in support.ts makes one file of it and the source.
import { spawn } from 'node:child_process';
import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LAYOUT, instantOf, parseConfig } from '@org/model-registry-core';
import { registryAt, scanModels } from '@org/model-registry-fs-scanner';
import {
  archiveVersion,
  checkInPlace,
  checkStaged,
  createStaging,
  deleteArchived,
  endTraining,
  publishStaged,
  publishInPlace as publishTrio,
  recordResult,
  recover,
  rejectStaged,
  restoreArchived,
  trainingLock,
  withStoreLock,
} from '../src/index.js';

const CHECKS = { verify: 'checksum', trustedGlobals: [], restamp: false };
const OPTIONS = { waitSeconds: 0, purpose: 'a child' };
const [verb, ...words] = process.argv.slice(2);
const VERBS = {
  hold,
  publish,
  publishInPlace,
  clean,
  archive,
  restore,
  remove,
  record,
  reject,
  fill,
};
VERBS[verb](...words);

/** With the layout of the test, where that is not the default one. */
function registryOf(dir) {
  const layout = process.env.LAYOUT ? JSON.parse(process.env.LAYOUT) : DEFAULT_LAYOUT;
  return registryAt(dir, { layout });
}

function changeIn(dir) {
  const { config } = parseConfig({ model: { selection: { verify: 'checksum' } } });
  const at = instantOf('2026-01-02T03:04:05.678Z');
  const situation = { registry: registryOf(dir), config, now: at };
  return { situation, at, reason: 'a child', previousVersion: '1.0' };
}

/** Holds the training lock until it is killed, or its input ends; then gives it up, and goes on. */
async function hold(dir, heir) {
  const lock = await trainingLock(registryOf(dir), OPTIONS);
  const stdio = ['ignore', 'ignore', 'ignore', lock.fd];
  const child = heir && spawn('sleep', ['1000'], { stdio, detached: true });
  process.stdout.write(`${child?.pid ?? 'held'}\n`);
  process.stdin.resume().on('end', async () => {
    await lock.release();
    process.stdout.write('released\n');
  });
  setInterval(() => {}, 1_000);
}

async function publish(dir, staging, version) {
  const result = await withStoreLock(registryOf(dir), OPTIONS, async (store) => {
    await recover(store, null, changeIn(dir));
    return publishIn(store, staging, version);
  });
  process.stdout.write(JSON.stringify(result));
}

async function publishIn(store, staging, version) {
  const check = await checkStaged({ registry: store.registry }, staging, version, CHECKS);
  const { modelsDir } = store.registry;
  return check.ok ? publishStaged(store, check, changeIn(modelsDir)) : check;
}

/** As a training in place does it whose intent is written. */
async function publishInPlace(dir, version) {
  const lock = await trainingLock(registryOf(dir), OPTIONS);
  await withStoreLock(registryOf(dir), OPTIONS, async (store) => {
    const check = await checkInPlace(lock, version, { ...CHECKS, restamp: true });
    await publishTrio(store, lock, check, changeIn(dir));
    endTraining(lock);
  });
  await lock.release();
}

async function clean(dir) {
  const lock = await trainingLock(registryOf(dir), OPTIONS);
  await withStoreLock(registryOf(dir), OPTIONS, (store) => recover(store, lock, changeIn(dir)));
  await lock.release();
}

async function restore(dir, version) {
  await withStoreLock(registryAt(dir), OPTIONS, async (store) => {
    await recover(store, null, changeIn(dir));
    await restoreArchived(store, version, changeIn(dir));
  });
}

async function remove(dir, version) {
  await withStoreLock(registryAt(dir), OPTIONS, async (store) => {
    await recover(store, null, changeIn(dir));
    await deleteArchived(store, version, changeIn(dir));
  });
}

/** By which a version is turned down that is below 0.4 in its last four results. */
async function record(dir, version, rate) {
  const live = { min: { win_rate: 0.4 }, min_samples: 3, window: 4 };
  const { config } = parseConfig({ model: { selection: { verify: 'off', live } } });
  const at = instantOf('2026-01-02T03:04:05.678Z');
  const result = { version, metrics: { win_rate: Number(rate) }, at };
  await recordResult({ registry: registryAt(dir), config, now: at }, result, { ...OPTIONS, at });
}

async function archive(dir, version) {
  await withStoreLock(registryOf(dir), OPTIONS, async (store) => {
    await recover(store, null, changeIn(dir));
    await archiveVersion(store, version, changeIn(dir));
  });
}

async function reject(dir, staging, version) {
  await withStoreLock(registryOf(dir), OPTIONS, async (store) => {
    await rejectStaged(store, staging, version, ['a reason'], changeIn(dir));
  });
}

/** Publishes when only some blocks of the disk are free, and again when all are. */
async function fill(dir, blocks) {
  const lock = await trainingLock(registryOf(dir), OPTIONS);
  const underLock = (body) => withStoreLock(registryOf(dir), OPTIONS, body);
  const staging = createStaging(lock);
  for (const name of ['meta_model', 'feature_scaler']) {
    writeFileSync(join(staging, `${name}_v1.1.joblib`), 'x'.repeat(5_000));
  }
  const config = join(staging, 'model_config_v1.1.json');
  writeFileSync(config, JSON.stringify({ note: 'y'.repeat(5_000) }));
  const filler = join(dir, 'filler');
  const first = await underLock(async (store) => {
    try {
      for (;;) writeFileSync(filler, 'z'.repeat(4_096), { flag: 'a' });
    } catch {
      // Full.
    }
    truncateSync(filler, statSync(filler).size - Number(blocks) * 4_096);
    try {
      await publishIn(store, staging, '1.1');
      return 'published';
    } catch (error) {
      return error.message;
    }
  });
  const there = scanModels(dir, DEFAULT_LAYOUT).models;
  rmSync(filler);
  await underLock(async (store) => {
    const { kept } = await recover(store, lock, changeIn(dir));
    for (const { folder } of kept) await publishIn(store, folder, '1.1');
  });
  const { models } = scanModels(dir, DEFAULT_LAYOUT);
  process.stdout.write(JSON.stringify({ first, there, models }));
  await lock.release();
}
