// Packs every public package as it would be published and checks the tarballs: their sizes, publint
// (strict) and, for the libraries, the types as every kind of module resolution sees them.
//
//     node scripts/check-packages.mjs [FOLDER]   leaves the tarballs in FOLDER
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Kilobytes of 1000 bytes that a tarball may have, a tenth more than it had when this was set. What
 * makes one larger should be wanted: then change its number in the same commit.
 */
const LIMITS = {
  '@org/model-registry-core': 69,
  '@org/model-registry-fs-scanner': 15,
  '@org/model-registry-artifact-inspector': 71,
  '@org/model-registry-selector': 16,
  '@org/model-registry-fs-store': 41,
  '@org/model-registry-training-gate': 16,
  '@org/model-registry-documents': 53,
  '@org/model-registry-cli': 116,
  '@org/model-registry-installer-helper': 89,
  '@org/model-registry-retrain-scheduler': 130,
};

const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.argv[2];
const folder = asked ? resolve(asked) : mkdtempSync(join(tmpdir(), 'model-registry-pack-'));

try {
  const groups = ['--filter', './packages/*', '--filter', './apps/*'];
  const words = [
    '--yes',
    'pnpm@12.21.0',
    ...groups,
    'pack',
    '--json',
    '--pack-destination',
    folder,
  ];
  for (const { name, filename, size, files } of JSON.parse(run('npx', words))) {
    run('publint', ['run', filename, '--strict']);
    const isLibrary = files.some(({ path }) => path.endsWith('.d.ts'));
    if (isLibrary) run('attw', [filename, '--no-color']);
    const kilobytes = `${(size / 1000).toFixed(1)} of ${LIMITS[name]} kB`;
    if (!(size <= LIMITS[name] * 1000)) throw new Error(`${name} is too large: ${kilobytes}`);
    console.log(`${name}: in order, ${kilobytes}`);
  }
} catch (error) {
  console.error(error.stdout ?? error);
  process.exitCode = 1;
} finally {
  if (!asked) rmSync(folder, { recursive: true, force: true });
}

function run(program, words) {
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path };
  return execFileSync(program, words, { cwd: root, encoding: 'utf8', env });
}
