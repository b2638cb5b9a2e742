// Tries each parser with inputs made of the corpus, each for so many seconds.
//
//     pnpm fuzz [SECONDS] [TARGET]           FUZZ_SEED=N repeats a run
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TARGETS = readdirSync(new URL('corpus/', import.meta.url)).sort();

const root = fileURLToPath(new URL('..', import.meta.url));
const [seconds = '2', target = ''] = process.argv.slice(2);
const seed = process.env.FUZZ_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
if (!(Number(seconds) > 0)) refuse(`${seconds} is not a number of seconds`);
if (target !== '' && !TARGETS.includes(target)) {
  refuse(`there is no target ${target}: expected one of ${TARGETS.join(', ')}`);
}

console.log(`${seconds} s for each target, seed ${seed}`);
const words = ['node_modules/vitest/vitest.mjs', 'run', 'fuzz/fuzz.test.ts', '-t', target];
const env = { ...process.env, FUZZ_SECONDS: seconds, FUZZ_SEED: seed };
const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env });
process.exitCode = status ?? 1;

function refuse(why) {
  console.error(why);
  process.exit(2);
}
