// Makes the wheel from the built programs and the Python client: the same bytes each time. Needs Python 3
// with venv, and the package index for the build backend that clients/python/pyproject.toml names.
//
//     node packaging/wheel.mjs FOLDER     prints the name of the file that it made there
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtFiles, makeFolder, ROOT } from './facts.mjs';

const files = builtFiles();
const out = makeFolder(resolve(process.argv[2] ?? '.'));
// In the same file system, so that the wheel comes into its place in one step.
const folder = mkdtempSync(join(out, '.wheel-'));
const venv = mkdtempSync(join(tmpdir(), 'model-registry-venv-'));
try {
  run('python3', '-m', 'venv', venv);
  const wheel = ['wheel', '--quiet', '--no-deps', '--wheel-dir', folder];
  run(join(venv, 'bin/python'), '-m', 'pip', ...wheel, join(ROOT, 'clients/python'));
  const [file] = readdirSync(folder);
  checkContents(join(folder, file));
  renameSync(join(folder, file), join(out, file));
  console.log(file);
} finally {
  rmSync(folder, { recursive: true });
  rmSync(venv, { recursive: true });
}

/** No wheel lacks a built file: only the commands that load it would find out. */
function checkContents(wheel) {
  const words = ['-m', 'zipfile', '--list', wheel];
  const list = execFileSync(join(venv, 'bin/python'), words, { encoding: 'utf8' });
  const missing = files.find(({ name }) => !list.includes(`/lib/model-registry/${name} `));
  if (missing) throw new Error(`clients/python/pyproject.toml does not name ${missing.name}`);
}

function run(program, ...words) {
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
