// Packs every public package as it would be published and checks the tarballs: their sizes, publint
// (strict) and, for the libraries, the types as every kind of module resolution sees them.
//
//     node scripts/check-packages.mjs [FOLDER]   leaves the tarballs in FOLDER
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * Kilobytes of 1000 bytes that a tarball may have, a tenth more than it had when this was set. What
 * makes one larger should be wanted: then change its number in the same commit.
 */
const LIMITS = {
  '@org/model-registry-core': 69,
  '@org/model-registry-fs-scanner': 15,
  '@org/model-registry-artifact-inspector': 71,
  '@org/model-registry-selector': 18,
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
  for (const packed of pack()) {
    const wrong = [...checkSize(packed), ...(await lint(packed)), ...(await checkTypes(packed))];
    for (const each of wrong) console.error(`${packed.name}: ${each}`);
    if (wrong.length > 0) process.exitCode = 1;
    else console.log(`${packed.name}: in order, ${sizeOf(packed)}`);
  }
} finally {
  if (!asked) rmSync(folder, { recursive: true, force: true });
}

function pack() {
  const groups = ['--filter', './packages/*', '--filter', './apps/*'];
  const words = ['--yes', 'pnpm@12.21.0', ...groups, 'pack', '--json', '--pack-destination'];
  return JSON.parse(execFileSync('npx', [...words, folder], { cwd: root, encoding: 'utf8' }));
}

function checkSize(packed) {
  return packed.size <= LIMITS[packed.name] * 1000 ? [] : [`too large: ${sizeOf(packed)}`];
}

function sizeOf({ name, size }) {
  return `${(size / 1000).toFixed(1)} of ${LIMITS[name]} kB`;
}

async function lint({ filename }) {
  const { buffer: tarball } = new Uint8Array(readFileSync(filename));
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

/** A program has no types; a library without them would be an error of its own. */
async function checkTypes({ filename, files }) {
  if (!files.some(({ path }) => path.endsWith('.d.ts'))) return [];
  const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(filename)));
  const { types, problems } = await checkPackage(tarball);
  return types ? problems.map((problem) => JSON.stringify(problem)) : ['has no types'];
}
