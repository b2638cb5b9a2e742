// Packs every public package as it would be published: the same bytes each time. Needs GNU tar.
//
//     node packaging/npm.mjs FOLDER     prints the names of the files that it made there
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeFolder, ROOT } from './facts.mjs';

/** What tells two runs apart in a tarball of pnpm: the order of its files, and their modes. */
const ALWAYS = [
  ...['--format=ustar', '--sort=name', '--mtime=@499162500', '--mode=u=rwX,go=rX'],
  ...['--owner=0', '--group=0', '--numeric-owner'],
];

/**
 * @param {string} folder where the tarballs are made
 * @returns {{ name: string, filename: string }[]} packages and the paths of their tarballs
 */
export function pack(folder) {
  // What the programs share goes into their bundles and is no package of its own.
  const groups = ['./packages/*', './apps/*', '!@org/model-registry-program'];
  const filters = groups.flatMap((group) => ['--filter', group]);
  const words = ['--yes', 'pnpm@12.21.0', ...filters, 'pack', '--json', '--pack-destination'];
  const options = { cwd: ROOT, encoding: 'utf8' };
  const packed = JSON.parse(execFileSync('npx', [...words, makeFolder(folder)], options));
  for (const { filename } of packed) packAgain(filename);
  return packed;
}

function packAgain(tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-pack-'));
  try {
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    const words = [...ALWAYS, '-cf', '-', '-C', folder, 'package'];
    const tar = execFileSync('tar', words, { maxBuffer: 100_000_000 });
    writeFileSync(tarball, gzipSync(tar, { level: 9 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const { filename } of pack(resolve(process.argv[2] ?? '.'))) console.log(basename(filename));
}
