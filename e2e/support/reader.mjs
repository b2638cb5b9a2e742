// Looks at a models directory again and again, as a bot may, until its input ends. Says what it saw.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import { scanModels } from '@org/model-registry-fs-scanner';

const [dir] = process.argv.slice(2);
const CONFIG = /^model_config_v(.*)\.json$/;
const whole = new Map();
const torn = [];
let looks = 0;
let isOver = false;

// Without a pause, and still not in the way of those that it watches.
setPriority(10);

process.stdin.resume().on('end', () => {
  isOver = true;
});
process.stdout.write('looking\n');
lookAgain();

function lookAgain() {
  looks += 1;
  try {
    if (looks % 2 === 0) lookByName();
    else lookByScan();
  } catch (error) {
    torn.push(error.message);
  }
  if (!isOver) setImmediate(lookAgain);
  else process.stdout.write(`${JSON.stringify({ looks, versions: [...whole.keys()], torn })}\n`);
}

/** A plain script: lists the files, and takes a version whose config file is there for complete. */
function lookByName() {
  const names = readdirSync(dir);
  const versions = names.flatMap((name) => CONFIG.exec(name)?.[1] ?? []);
  const lost = [...whole.keys()].filter((version) => !versions.includes(version));
  if (lost.length > 0) torn.push(`gone: ${lost}`);
  for (const version of versions) check(version);
}

/** A program that uses our package. */
function lookByScan() {
  for (const { version, exists, metadata, problems } of scanModels(dir, DEFAULT_LAYOUT).models) {
    if (!exists) continue;
    if (problems.length > 0 || metadata === null) torn.push(`${version}: ${problems}`);
    check(version);
  }
}

/** The files are those that the config file records, and what they were when they first were there. */
function check(version) {
  const files = [
    `meta_model_v${version}.joblib`,
    `feature_scaler_v${version}.joblib`,
    `model_config_v${version}.json`,
  ].map((name) => join(dir, name));
  const state = files.map(stateOf).join();
  const known = whole.get(version);
  if (known === state) return;
  if (known !== undefined) torn.push(`${version} has changed`);
  whole.set(version, state);
  const [model, scaler, config] = files.map((file) => readFileSync(file));
  const { artifacts } = JSON.parse(config);
  if (artifacts?.model.sha256 === hash(model) && artifacts.scaler.sha256 === hash(scaler)) return;
  torn.push(`${version} is not what its config file records`);
}

function stateOf(file) {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true });
  return [ino, size, mtimeNs].join(' ');
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}
