// Runs the tests on every major version of Node that is supported, the newest of each; npx gets it.
// Vitest needs Node 20: for an older one it runs on this Node, and only the tests of built programs, which
// it starts with that one. A Node that is not supported has to be refused.
//
//     node scripts/test-nodes.mjs [VERSION…] [-- WORDS FOR VITEST]
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = ['12', '16', '18.18', '18.19', '18', '20', '22', '24', '26'];
const OLDEST = 18.19;
const OLDEST_OF_VITEST = 20;
const PROGRAMS = [
  'apps/cli/dist/model-registry.cjs',
  'apps/installer-helper/dist/model-registry-installer.cjs',
  'apps/retrain-scheduler/dist/model-registry-retrain.cjs',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const versions = end > 0 ? words.slice(0, end) : VERSIONS;
const tests = ['node_modules/vitest/vitest.mjs', 'run', '--project=e2e', ...words.slice(end + 1)];
const outcomes = [];

for (const version of versions) {
  const node = find(version);
  const outcome = node ? test(node) : 'cannot be had';
  outcomes.push({ name: node ? `Node ${node.version}` : `Node ${version}`, outcome });
}

for (const { name, outcome } of outcomes) console.log(`${name}: ${outcome}`);
process.exitCode = outcomes.every(({ outcome }) => /^(?:passed|refused)$/.test(outcome)) ? 0 : 1;

/** The newest Node of this version; null where there is none, or none that runs here. */
function find(wanted) {
  const print = 'console.log(JSON.stringify([process.version, process.execPath]))';
  const command = ['--yes', '--package', `node@${wanted}`, '--', 'node', '-e', print];
  const { status, stdout } = spawnSync('npx', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) return null;
  const [version, program] = JSON.parse(stdout.toString());
  return { version, program };
}

function test({ version, program }) {
  console.log(`\n== Node ${version}`);
  const [major, minor] = version.slice(1).split('.').map(Number);
  if (major + minor / 100 < OLDEST) return isRefused(version, program) ? 'refused' : 'failed';
  const isForVitest = major >= OLDEST_OF_VITEST;
  return run(
    isForVitest ? process.env : { ...process.env, TEST_NODE: program },
    isForVitest,
    program,
  );
}

/** Not through npx, whose settings would be those of every npx that a test starts. */
function run(env, isForVitest, program) {
  const [runner, words] = isForVitest
    ? [program, [...tests, '--project=unit']]
    : [process.execPath, tests];
  const path = `${dirname(runner)}:${process.env.PATH}`;
  const options = { cwd: root, stdio: 'inherit', env: { ...env, PATH: path } };
  return spawnSync(runner, words, options).status === 0 ? 'passed' : 'failed';
}

/** In one line, before anything is read. */
function isRefused(version, program) {
  return PROGRAMS.every((file) => {
    const { status, stdout, stderr } = spawnSync(program, [file], { cwd: root, encoding: 'utf8' });
    process.stderr.write(stderr);
    const [line, ...others] = stderr.split('\n');
    const isOneLine = line.endsWith(`this is ${version}`) && others.join('') === '';
    return status === 3 && stdout === '' && isOneLine;
  });
}
