import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];
type BuildOptions = Parameters<Plugin['setup']>[0]['initialOptions'];

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
export function programConfig(name: string, yaml: string, parts: readonly string[] = []) {
  return programsConfig(name, [name], yaml, parts);
}

/**
 * How programs are built: one file of them that needs only Node, small so that it starts fast; for each
 * the one that is called, which refuses a Node that is too old; and what makes them start sooner on this machine's
 * Node.
 *
 * @param bundle the name of all files of them: `bundle.main.cjs`
 * @param names of the programs in it
 * @param yaml the URL of the package.json of their yaml
 * @param parts the sources of what few commands need: `fleet.part.ts` becomes `bundle.fleet.cjs`, which is
 *   loaded where a command says `import('./fleet.part.js')`
 */
export function programsConfig(
  bundle: string,
  names: readonly string[],
  yaml: string,
  parts: readonly string[] = [],
) {
  const main = `${bundle}.main`;
  return defineConfig({
    entry: { [main]: 'src/bin.ts' },
    format: ['cjs'],
    target: OLDEST,
    clean: true,
    noExternal: [/.*/],
    minify: true,
    esbuildPlugins: [withParts(bundle, parts)],
    esbuildOptions(options) {
      options.alias = {
        // The same code as ES modules, of which only what is used goes into the bundle.
        yaml: join(dirname(fileURLToPath(yaml)), 'browser/dist/index.js'),
        'zod/mini': fileURLToPath(new URL('packages/core/bundling/zod-mini.ts', import.meta.url)),
        'node:os': fileURLToPath(new URL('packages/core/bundling/os.ts', import.meta.url)),
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

/** What a part takes from the program that loads it, so that a class, or a function, is there once. */
const SHARED =
  /^@org\/model-registry-(core|fs-scanner|artifact-inspector|selector|fs-store|training-gate|program)$/;

/** Builds the parts beside the program, which gives them what both of them need. */
function withParts(bundle: string, parts: readonly string[]): Plugin {
  const fileOf = (name: string) => `${bundle}.${name}.cjs`;
  return {
    name: 'parts',
    setup(build) {
      const kept = ['alias', 'target', 'supported', 'logOverride'] as const;
      const common: BuildOptions = {
        ...Object.fromEntries(kept.map((key) => [key, build.initialOptions[key]])),
        bundle: true,
        platform: 'node',
      };

      build.onResolve({ filter: /\.part\.js$/ }, ({ path }) => ({
        path: `./${fileOf(basename(path, '.part.js'))}`,
        external: true,
      }));

      build.onLoad({ filter: /src[\\/]bin\.ts$/ }, async ({ path }) => {
        const taken = parts.map(async (part) => {
          const options = { ...common, entryPoints: [part], plugins: [EXTERNAL], write: false };
          const { outputFiles } = await build.esbuild.build({ ...options, format: 'esm' });
          return exportsFor(part, outputFiles?.[0]?.text ?? '');
        });
        const lines = new Set((await Promise.all(taken)).flat());
        return { loader: 'ts', contents: [await readFile(path, 'utf8'), ...lines].join('\n') };
      });

      build.onEnd(async () => {
        for (const part of parts) {
          const outfile = join('dist', fileOf(basename(part, '.part.ts')));
          const options = { ...common, entryPoints: [part], plugins: [FROM_PROGRAM], outfile };
          await build.esbuild.build({ ...options, format: 'cjs', minify: true });
        }
      });
    },
  };
}

const EXTERNAL: Plugin = {
  name: 'external',
  setup(build) {
    build.onResolve({ filter: SHARED }, ({ path }) => ({ path, external: true }));
  },
};

const FROM_PROGRAM: Plugin = {
  name: 'from-program',
  setup(build) {
    build.onResolve({ filter: SHARED }, ({ path }) => ({ path, namespace: 'program' }));
    build.onLoad({ filter: /.*/, namespace: 'program' }, () => ({
      contents: 'module.exports = require.main.exports;',
    }));
  },
};

/** What a program has to export for a part: a line for each name that is left in it once unused code is gone. */
function exportsFor(part: string, code: string): string[] {
  const lines: string[] = [];
  for (const [statement, names, from] of code.matchAll(
    /^import ([^;"]*?) from "(@org\/[^"]+)";$/gms,
  )) {
    const list = /^\{(.*)\}$/s.exec(names ?? '')?.[1];
    if (list === undefined) throw new Error(`${part}: import each by its name: ${statement}`);
    for (const name of list.split(',')) {
      lines.push(`export { ${name.trim().split(' as ')[0]} } from '${from}';`);
    }
  }
  return lines;
}
