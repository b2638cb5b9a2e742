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

/** How a program is built that has a package of its own; its source is `src/bin.ts`. */
export function programConfig(name: string, yaml: string) {
  return programsConfig(`${name}.main`, [name], yaml);
}

/**
 * How programs are built: one file of them that needs only Node, small so that it starts fast; for each
 * the one that is called, which refuses a Node that is too old; and what makes them start sooner on this machine's
 * Node.
 *
 * @param main the name of the file of them
 * @param names of the programs in it
 * @param yaml the URL of the package.json of their yaml
 */
export function programsConfig(main: string, names: readonly string[], yaml: string) {
  return defineConfig({
    entry: { [main]: 'src/bin.ts' },
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
      const bytes = await readFile(join('dist', `${main}.cjs`));
      if (bytes.some((byte) => byte > 0x7f)) throw new Error(`${main}: not all of it is ASCII`);
      const build = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      const code = (await readFile(new URL('scripts/program-entry.cjs', import.meta.url), 'utf8'))
        .replace("const MAIN = '';", `const MAIN = '${main}.cjs';`)
        .replace("const BUILD = '';", `const BUILD = '${build}';`);
      for (const name of names) await writeEntry(join('dist', `${name}.cjs`), code);
      const maker = join('dist', 'start-cache.cjs');
      await copyFile(new URL('scripts/start-cache.cjs', import.meta.url), maker);
      execFileSync(process.execPath, [maker], { stdio: 'inherit' });
    },
  });
}

/** With what it prints for some words, which it is asked for. */
async function writeEntry(file: string, code: string): Promise<void> {
  await writeFile(file, code, { mode: 0o755 });
  const ask = (word: string) => execFileSync(process.execPath, [file, word], { encoding: 'utf8' });
  const [version, help] = [ask('--version'), ask('--help')];
  const answers = JSON.stringify({ '--version': version, '--help': help, '-h': help });
  await writeFile(
    file,
    code.replace('const ANSWERS = {};', () => `const ANSWERS = ${answers};`),
  );
}
