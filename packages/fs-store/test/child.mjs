// What tests do in processes of their own; `bundle` in support.ts makes one file of it and the source.
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelsDirectory } from '@org/model-registry-fs-scanner';
import {
  acquireLock,
  archiveVersion,
  cleanStaging,
  createStaging,
  publishStaged,
} from '../src/index.js';

const CHECKS = { verify: 'checksum', trustedGlobals: [] };
const OPTIONS = { waitSeconds: 0, purpose: 'a child' };
const [verb, ...words] = process.argv.slice(2);
const VERBS = { hold, publish, clean, archive, fill };
VERBS[verb](...words);

function changeIn(dir) {
  const now = BigInt(Date.parse('2026-01-02T03:04:05.678Z')) * 1_000_000n;
  const selected = () =>
    modelsDirectory(dir)
      .scanSync()
      .models.findLast(({ exists }) => exists)?.version ?? null;
  return { now, reason: 'a child', before: '1.0', selected };
}

/** Holds a lock until it is killed, or its input ends; then gives it up, and goes on. */
async function hold(file, heir) {
  const lock = await acquireLock(file, OPTIONS);
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
  const result = await publishStaged(dir, staging, version, CHECKS, changeIn(dir));
  process.stdout.write(JSON.stringify(result));
}

async function clean(dir) {
  await cleanStaging(dir, changeIn(dir));
}

async function archive(dir, version) {
  await archiveVersion(dir, version, changeIn(dir));
}

/** Publishes when only some blocks of the disk are free, and again when all are. */
async function fill(dir, blocks) {
  const config = (version) => join(staging, `model_config_v${version}.json`);
  const staging = createStaging(dir);
  for (const name of ['meta_model', 'feature_scaler']) {
    writeFileSync(join(staging, `${name}_v1.1.joblib`), 'x'.repeat(5_000));
  }
  writeFileSync(config('1.1'), JSON.stringify({ note: 'y'.repeat(5_000) }));
  const filler = join(dir, 'filler');
  try {
    for (;;) writeFileSync(filler, 'z'.repeat(4_096), { flag: 'a' });
  } catch {
    // Full.
  }
  const { truncateSync, statSync } = await import('node:fs');
  truncateSync(filler, statSync(filler).size - Number(blocks) * 4_096);
  const first = await publishStaged(dir, staging, '1.1', CHECKS, changeIn(dir)).then(
    () => 'published',
    (error) => error.message,
  );
  const there = modelsDirectory(dir).scanSync().models;
  rmSync(filler);
  const { finished, kept, removed } = await cleanStaging(dir, changeIn(dir));
  for (const { folder } of kept) await publishStaged(dir, folder, '1.1', CHECKS, changeIn(dir));
  const { models } = modelsDirectory(dir).scanSync();
  process.stdout.write(JSON.stringify({ first, there, finished, kept, removed, models }));
}
