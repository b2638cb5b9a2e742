// How soon a watcher tells of a publication, and what it costs while nothing happens.
import { spawn } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { environment } from './environment.mjs';

const TICKS = 100; // clock ticks a second, on every Linux

/**
 * Publishes so many versions, one after the other, as the store does: three links, the config last.
 *
 * @returns milliseconds from the last link to the line, in ascending order; the share of one core
 *   that is used while nothing happens; and resident memory in MiB after the first tenth, and at the end
 */
export async function measureWatch(cli, folder, publications, idleSeconds) {
  const models = join(folder, 'watched');
  const made = join(folder, 'made');
  for (const dir of [models, made]) mkdirSync(dir);
  const watcher = spawn(process.execPath, [cli, 'watch', '--config', join(folder, 'watch.yaml')], {
    env: { ...environment, MODEL_REGISTRY_MODELS_DIR: models },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = linesOf(watcher.stdout);
  await lines.next();
  const latencies = [];
  let early = 0;
  for (let n = 0; n < publications; n += 1) {
    publish(made, models, `1.${n}`);
    const published = performance.now();
    const { value } = await lines.next();
    latencies.push(performance.now() - published);
    if (JSON.parse(value).selected?.version !== `1.${n}`) throw new Error(`not 1.${n}: ${value}`);
    if (n === Math.floor(publications / 10)) early = residentOf(watcher.pid);
    // The directory stays small: an old version goes, which changes nothing.
    if (n >= 5) for (const file of filesOf(`1.${n - 5}`)) rmSync(join(models, file));
  }
  const late = residentOf(watcher.pid);
  await setTimeout(3_000);
  const before = cpuOf(watcher.pid);
  await setTimeout(idleSeconds * 1_000);
  const idle = (cpuOf(watcher.pid) - before) / idleSeconds;
  watcher.kill();
  return { latencies: latencies.sort((a, b) => a - b), idle, early, late };
}

/**
 * The share of one core that a watch of such a directory uses while nothing happens. Not of the start: what that
 * left of a large directory is collected once, up to a minute and a half later.
 */
export async function measureIdle(cli, config, models, seconds) {
  const watcher = spawn(process.execPath, [cli, 'watch', '--config', config], {
    env: { ...environment, MODEL_REGISTRY_MODELS_DIR: models },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await linesOf(watcher.stdout).next();
  await setTimeout(90_000);
  const before = cpuOf(watcher.pid);
  await setTimeout(seconds * 1_000);
  const idle = (cpuOf(watcher.pid) - before) / seconds;
  watcher.kill();
  return idle;
}

/** The lines of a stream, one at a time. */
export async function* linesOf(stream) {
  let text = '';
  for await (const piece of stream.setEncoding('utf8')) {
    text += piece;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
}

/** Makes a version in one folder and publishes it into another as the store does. */
export function publish(made, models, version) {
  for (const file of make(made, version)) linkSync(join(made, file), join(models, file));
}

const filesOf = (version) => [
  `meta_model_v${version}.joblib`,
  `feature_scaler_v${version}.joblib`,
  `model_config_v${version}.json`,
];

/** The files of a version, in the order in which they become public; gives their names. */
export function make(folder, version) {
  const [model, scaler, config] = filesOf(version);
  writeFileSync(join(folder, model), 'N.');
  writeFileSync(join(folder, scaler), 'N.');
  writeFileSync(join(folder, config), '{"training_mode": "single_symbol"}');
  return [model, scaler, config];
}

/** Seconds of one core. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** MiB. */
export function residentOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
