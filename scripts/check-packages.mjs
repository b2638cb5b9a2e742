// Packs every public package as it would be published and checks the tarball: publint (strict)
// and, for the libraries, the types as every kind of module resolution sees them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => join(root, group, name)),
);
const temporary = mkdtempSync(join(tmpdir(), 'model-registry-pack-'));

try {
  for (const folder of folders) {
    const { name, bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const packed = run(
      'npx',
      ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', temporary],
      folder,
    );
    const tarball = packed.trim().split('\n').at(-1);
    run('publint', ['run', tarball, '--strict'], root);
    if (!bin) run('attw', [tarball, '--no-color'], root);
    console.log(`${name}: in order`);
  }
} catch (error) {
  console.error(error.stdout ?? error);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function run(program, words, cwd) {
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  return execFileSync(program, words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
}
