import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

/** The oldest Node that is supported, as `engines` of every package and `program-entry.cjs` say. */
const OLDEST = 'node18.19';

/** How a package is built: for `import` and `require`, with types for both. */
export const packageConfig = defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: OLDEST,
  clean: true,
  // TypeScript 6 calls an option that tsup sets deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});

/**
 * How a program is built: one file that needs only Node, small so that it starts fast; the one that is
 * called, which refuses a Node that is too old; and what makes both start sooner on this machine's Node.
 *
 * @param name of the program, whose source is `src/bin.ts`
 * @param yaml the URL of the package.json of the program's own yaml
 */
export function programConfig(name: string, yaml: string) {
  return defineConfig({
    entry: { [`${name}.main`]: 'src/bin.ts' },
    format: ['cjs'],
    target: OLDEST,
    clean: true,
    noExternal: [/.*/],
    minify: true,
    esbuildOptions(options) {
      options.alias = {
        // The same code as ES modules, of which only what is used goes into the bundle.
        yaml: join(dirname(fileURLToPath(yaml)), 'browser/dist/index.js'),
        'zod/mini': fileURLToPath(new URL('packages/core/bundling/zod-mini.ts', import.meta.url)),
      };
      // `require` in place of `import()`: the loader of ES modules is not started for it.
      options.supported = { 'dynamic-import': false };
      options.logOverride = { 'import-is-undefined': 'error' };
    },
    async onSuccess() {
      const code = await readFile(new URL('scripts/program-entry.cjs', import.meta.url), 'utf8');
      const ask = (word: string) =>
        execFileSync(process.execPath, [join('dist', `${name}.main.cjs`), word], {
          encoding: 'utf8',
        });
      const [version, help] = [ask('--version'), ask('--help')];
      const answers = JSON.stringify({ '--version': version, '--help': help, '-h': help });
      const main = await readFile(join('dist', `${name}.main.cjs`));
      if (main.some((byte) => byte > 0x7f)) throw new Error(`${name}: not all of it is ASCII`);
      const build = createHash('sha256').update(main).digest('hex').slice(0, 16);
      const entry = code
        .replace('const ANSWERS = {};', () => `const ANSWERS = ${answers};`)
        .replace("const BUILD = '';", `const BUILD = '${build}';`);
      await writeFile(join('dist', `${name}.cjs`), entry, { mode: 0o755 });
      const maker = join('dist', 'start-cache.cjs');
      await copyFile(new URL('scripts/start-cache.cjs', import.meta.url), maker);
      execFileSync(process.execPath, [maker], { stdio: 'inherit' });
    },
  });
}
