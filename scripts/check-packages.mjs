// Packs every public package as it would be published and checks the tarballs: their sizes, publint
// (strict) and, for the libraries, the types as every kind of module resolution sees them.
//
//     node scripts/check-packages.mjs [FOLDER]   leaves the tarballs in FOLDER
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack } from '../packaging/npm.mjs';

/**
 * Kilobytes of 1000 bytes that a tarball may have, a tenth more than it had when this was set. What
 * makes one larger should be wanted: then change its number in the same commit. Each file counts
 * compressed by itself.
 */
const LIMITS = {
  '@org/model-registry': 14,
  '@org/model-registry-core': 200,
  '@org/model-registry-fs-scanner': 54,
  '@org/model-registry-artifact-inspector': 133,
  '@org/model-registry-selector': 25,
  '@org/model-registry-fs-store': 88,
  '@org/model-registry-training-gate': 28,
  '@org/model-registry-fleet': 94,
  '@org/model-registry-page': 72,
  '@org/model-registry-snapshot': 6,
  '@org/model-registry-documents': 80,
  '@org/model-registry-cli': 377,
  '@org/model-registry-installer-helper': 136,
  '@org/model-registry-retrain-scheduler': 275,
};

const asked = process.argv[2];
const folder = asked ? resolve(asked) : mkdtempSync(join(tmpdir(), 'model-registry-pack-'));

try {
  for (const { name, filename } of pack(folder)) {
    const tarball = new Uint8Array(readFileSync(filename));
    const contents = createPackageFromTarballData(tarball);
    const size = sizeOf(contents);
    const ofAllowed = `${(size / 1000).toFixed(1)} of ${LIMITS[name]} kB`;
    const wrong = [
      ...(size <= LIMITS[name] * 1000 ? [] : [`too large: ${ofAllowed}`]),
      ...(await lint(tarball)),
      ...(await checkTypes(contents)),
    ];
    for (const each of wrong) console.error(`${name}: ${each}`);
    if (wrong.length > 0) process.exitCode = 1;
    else console.log(`${name}: in order, ${ofAllowed}`);
  }
} finally {
  if (!asked) rmSync(folder, { recursive: true, force: true });
}

function sizeOf(contents) {
  const sizes = contents.listFiles().map((file) => gzipSync(contents.readFile(file)).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function lint({ buffer: tarball }) {
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

/** A program has no types; a library without them would be an error of its own. */
async function checkTypes(contents) {
  if (!contents.listFiles().some((file) => file.endsWith('.d.ts'))) return [];
  const { types, problems } = await checkPackage(contents);
  return types ? problems.map((problem) => JSON.stringify(problem)) : ['has no types'];
}
