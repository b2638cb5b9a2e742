// Runs the tests on every major version of Node that is supported, the newest of each; npx gets it.
//
//     node scripts/test-nodes.mjs [MAJOR…] [-- WORDS FOR VITEST]
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJORS = ['20', '22', '24', '26'];

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const majors = end > 0 ? words.slice(0, end) : MAJORS;
const tests = ['node_modules/vitest/vitest.mjs', 'run', ...words.slice(end + 1)];
const outcomes = [];

for (const major of majors) {
  const node = find(major);
  const outcome = node ? test(node) : 'cannot be had';
  outcomes.push({ name: node ? `Node ${node.version}` : `Node ${major}`, outcome });
}

for (const { name, outcome } of outcomes) console.log(`${name}: ${outcome}`);
process.exitCode = outcomes.every(({ outcome }) => outcome === 'passed') ? 0 : 1;

/** The newest Node of this major version; null where there is none, or none that runs here. */
function find(major) {
  const print = 'console.log(JSON.stringify([process.version, process.execPath]))';
  const command = ['--yes', '--package', `node@${major}`, '--', 'node', '-e', print];
  const { status, stdout } = spawnSync('npx', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) return null;
  const [version, program] = JSON.parse(stdout.toString());
  return { version, program };
}

/** Not through npx, whose settings would be those of every npx that a test starts. */
function test({ version, program }) {
  console.log(`\n== Node ${version}`);
  const env = { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` };
  const { status } = spawnSync(program, tests, { cwd: root, stdio: 'inherit', env });
  return status === 0 ? 'passed' : 'failed';
}
