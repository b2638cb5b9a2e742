// How soon a machine that follows a store has what another one pushed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../environment.mjs';
import { linesOf, make } from '../watch.mjs';

/**
 * Pushes so many versions, one after the other, to a folder that another machine asks once a second.
 *
 * @returns milliseconds from the entry of the journal to the line of `watch` there, in ascending order
 */
export async function measureFleet(cli, folder, publications) {
  const store = join(folder, 'store');
  mkdirSync(store);
  const config = join(folder, 'fleet.yaml');
  writeFileSync(config, `model: {training_mode: single_symbol, store: {url: "file://${store}"}}`);
  const dirs = ['trainer', 'puller'].map((name) => join(folder, name));
  for (const dir of dirs) mkdirSync(dir);
  const [trainer, puller] = dirs.map((dir) => ({ ...environment, MODEL_REGISTRY_MODELS_DIR: dir }));
  const push = (version) => {
    make(dirs[0], version);
    const words = [cli, 'push', '--config', config];
    const { status, stderr } = spawnSync(process.execPath, words, { env: trainer });
    if (status !== 0) throw new Error(String(stderr));
  };
  push('1.0');
  const start = (...words) =>
    spawn(process.execPath, [cli, ...words, '--config', config], {
      env: puller,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const watcher = start('watch');
  const follower = start('pull', '--follow', '--every', '1s');
  follower.stdout.resume();
  try {
    const lines = linesOf(watcher.stdout);
    while (JSON.parse((await lines.next()).value).selected?.version !== '1.0');
    const latencies = [];
    for (let n = 1; n <= publications; n += 1) {
      push(`1.${n}`);
      const { value } = await lines.next();
      const now = Date.now();
      if (JSON.parse(value).selected?.version !== `1.${n}`) throw new Error(`not 1.${n}: ${value}`);
      const entry = join(store, `journal/${String(n + 1).padStart(12, '0')}.json`);
      latencies.push(now - statSync(entry).mtimeMs);
    }
    return latencies.sort((a, b) => a - b);
  } finally {
    follower.kill();
    watcher.kill();
  }
}
