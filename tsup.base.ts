import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import ts from 'typescript';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];
type BuildOptions = Parameters<Plugin['setup']>[0]['initialOptions'];

/** The oldest Node that is supported, as `engines` of every package and `program-entry.cjs` say. */
const OLDEST = 'node18.19';

/** Why a callable is harmless is said to whoever reads the source: what is shipped need not have it. */
const WITHOUT_REASONS: Plugin = {
  name: 'without-reasons',
  setup(build) {
    build.onLoad({ filter: /policy[\\/]\S*callables\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8')).replace(/\bbecause:\s*(['"]).*?\1,?$/gm, ''),
    }));
  },
};

/** How a package is built: for `import` and `require`; the types for both are `tsup.declarations.ts`'s. */
export const packageConfig = defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: OLDEST,
  clean: true,
  esbuildPlugins: [WITHOUT_REASONS],
});

/** The programs that are built together, and what is beside them. */
export interface Programs {
  /** The name that all files of them begin with: `bundle.main.cjs`. */
  readonly bundle: string;
  /** Each program, and the sources of the files that it starts with. */
  readonly programs: Readonly<Record<string, Start>>;
  /**
   * The sources of what few commands need: `fleet.part.ts` becomes `bundle.fleet.cjs`, which is loaded where a
   * command says `import('./fleet.part.js')`.
   */
  readonly parts?: readonly string[];
  /** The URL of the package.json of their yaml. */
  readonly yaml: string;
}

/** Bytes of memory that `program-entry.cjs` reads a file into. */
const ROOM = 2 ** 21;

/** What a program starts with. */
interface Start {
  /** `src/bin.ts` becomes `bundle.main.cjs`, and any other is named as its source. */
  readonly main: string;
  /** Commands for which a smaller file is enough, which is read sooner, and its source. */
  readonly quick?: { readonly source: string; readonly commands: readonly string[] };
}

/** Commands of `model-registry` that are started often: those of `apps/cli/src/quick-program.ts`. */
export const QUICK = {
  source: 'src/quick.ts',
  commands: ['list', 'select', 'explain', 'next-version'],
} as const;

/** Of a bundle, it inspects files. Loaded by the program itself, or where the first file is to be inspected. */
const INSPECTOR = 'inspector';
const INSPECTOR_SOURCE = fileURLToPath(
  new URL('packages/artifact-inspector/src/index.ts', import.meta.url),
);

/**
 * How programs are built: a few files of them that need only Node, small so that they start fast; for each program
 * the one that is called, which refuses a Node that is too old; and what makes them start sooner on this machine's
 * Node.
 */
export function programsConfig({ bundle, programs, parts = [], yaml }: Programs) {
  const starts = Object.values(programs);
  const sources = new Set(starts.flatMap(({ main, quick }) => [main, quick?.source ?? main]));
  const fileOf = (source: string) => {
    const name = basename(source).replace(/(\.part)?\.ts$/, '');
    return `${bundle}.${name === 'bin' ? 'main' : name}`;
  };
  return defineConfig({
    entry: Object.fromEntries(Array.from(sources, (source) => [fileOf(source), source])),
    format: ['cjs'],
    target: OLDEST,
    clean: true,
    noExternal: [/.*/],
    minify: true,
    splitting: false,
    // It would be taken away before the alias of `node:os` is asked for, which then is never met.
    removeNodeProtocol: false,
    esbuildPlugins: [withParts(bundle, parts), WITHOUT_DESCRIPTIONS, WITHOUT_WRITING],
    esbuildOptions(options) {
      options.alias = {
        // The same code as ES modules, of which only what is used goes into the bundle.
        yaml: join(dirname(fileURLToPath(yaml)), 'browser/dist/index.js'),
        'zod/mini': fileURLToPath(new URL('packages/core/bundling/zod-mini.ts', import.meta.url)),
        'node:os': fileURLToPath(new URL('packages/core/bundling/os.ts', import.meta.url)),
        'thread-stream': fileURLToPath(
          new URL('packages/core/bundling/thread-stream.ts', import.meta.url),
        ),
      };
      // `require` in place of `import()`: the loader of ES modules is not started for it.
      options.supported = { 'dynamic-import': false };
      options.logOverride = { 'import-is-undefined': 'error' };
      Object.assign(options, AS_FUNCTION);
    },
    async onSuccess() {
      const caches: Record<string, string> = {};
      for (const file of (await readdir('dist')).sort()) {
        const bytes = await readFile(join('dist', file));
        if (bytes.some((byte) => byte > 0x7f)) throw new Error(`${file}: not all of it is ASCII`);
        const build = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
        caches[file] = `${basename(file, '.cjs')}.${build}`;
      }
      const code = (
        await readFile(new URL('scripts/program-entry.cjs', import.meta.url), 'utf8')
      ).replace('const CACHES = {};', `const CACHES = ${JSON.stringify(caches)};`);
      for (const [name, { main, quick }] of Object.entries(programs)) {
        const { source, commands = [] } = quick ?? {};
        const own = commands.map((command) => [command, `${fileOf(source ?? '')}.cjs`]);
        const text = code
          .replace('const ROOM = 0;', `const ROOM = ${ROOM};`)
          .replace("const MAIN = '';", `const MAIN = '${fileOf(main)}.cjs';`)
          .replace(
            'const QUICK = {};',
            `const QUICK = ${JSON.stringify(Object.fromEntries(own))};`,
          );
        await writeEntry(join('dist', `${name}.cjs`), text);
      }
      const maker = join('dist', 'start-cache.cjs');
      const makerCode = await readFile(new URL('scripts/start-cache.cjs', import.meta.url), 'utf8');
      await writeFile(maker, await withoutComments(makerCode));
      execFileSync(process.execPath, [maker], { stdio: 'inherit' });
      // start-cache.cjs has to start each quick command: where it does not, this fails.
      for (const { source, commands } of starts.flatMap(({ quick }) => quick ?? [])) {
        const kept = caches[`${fileOf(source)}.cjs`];
        for (const command of commands) await stat(join('dist', `${kept}.${command}.cache`));
      }
      for (const file of await readdir('dist')) {
        const { size } = await stat(join('dist', file));
        // Those that another Node makes may be larger.
        if (size > ROOM / 2)
          throw new Error(`${file}: its start has hardly room for ${size} bytes`);
      }
    },
  });
}

/** Each file is one function, which takes what Node would give a module: so it need not be put into one to start. */
const AS_FUNCTION = {
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

/** With what it prints for some words, which it is asked for. */
async function writeEntry(file: string, code: string): Promise<void> {
  await writeFile(file, code, { mode: 0o755 });
  const ask = (word: string) => execFileSync(process.execPath, [file, word], { encoding: 'utf8' });
  const [version, help] = [ask('--version'), ask('--help')];
  const answers = JSON.stringify({ '--version': version, '--help': help, '-h': help });
  const whole = code.replace('const ANSWERS = {};', () => `const ANSWERS = ${answers};`);
  await writeFile(file, await withoutComments(whole));
}

/** For Node 12 still: see `program-entry.cjs`. */
async function withoutComments(code: string): Promise<string> {
  return (await transform(code, { target: 'node12.22', minifyWhitespace: true })).code;
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
      const inspector = `./${fileOf(INSPECTOR)}`;

      build.onResolve({ filter: /^@org\/model-registry-artifact-inspector$/ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: inspector, external: true } : undefined,
      );
      build.onResolve({ filter: /\.inspector\.cjs$/ }, ({ path }) => ({ path, external: true }));

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
        // Programs that have parts run for long: such a one goes on with the inspector that it was started with,
        // whatever is installed meanwhile.
        if (parts.length > 0) lines.add(`import '${inspector}';`);
        return { loader: 'ts', contents: [await readFile(path, 'utf8'), ...lines].join('\n') };
      });

      build.onEnd(async () => {
        for (const part of parts) {
          const outfile = join('dist', fileOf(basename(part, '.part.ts')));
          const options = { ...common, entryPoints: [part], plugins: [FROM_PROGRAM], outfile };
          await build.esbuild.build({ ...options, ...AS_FUNCTION, format: 'cjs', minify: true });
        }
        await build.esbuild.build({
          ...{ ...common, ...AS_FUNCTION, format: 'cjs', minify: true },
          plugins: [WITHOUT_REASONS],
          entryPoints: [INSPECTOR_SOURCE],
          outfile: join('dist', fileOf(INSPECTOR)),
        });
      });
    },
  };
}

/** What each key of the config is for is said in its documentation: programs need not have it. */
const WITHOUT_DESCRIPTIONS: Plugin = {
  name: 'without-descriptions',
  setup(build) {
    build.onLoad({ filter: /core[\\/]src[\\/]config[\\/]schema\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { loader: 'ts', contents: withoutDescriptions(text) };
    });
  },
};

/**
 * A config is read and never written: what the library writes YAML with is left out. `parseYaml` sees to it that no
 * key is written either.
 */
const WITHOUT_WRITING: Plugin = {
  name: 'without-writing',
  setup(build) {
    build.onLoad({ filter: /yaml[\\/]browser[\\/]dist[\\/]stringify[\\/]/ }, async ({ path }) => {
      const [, names = ''] = /^export \{ (.*) \};$/m.exec(await readFile(path, 'utf8')) ?? [];
      if (names === '') throw new Error(`${path}: its exports are not written as before`);
      const none = names.split(', ').map((name) => `export const ${name} = null;`);
      return { contents: none.join('\n') };
    });
  },
};

/** At which place the functions that describe a key take its description. */
const DESCRIBED: Readonly<Record<string, number>> = {
  ...{ key: 2, neverEmpty: 2, optionalMap: 2 },
  ...{ required: 1, section: 1 },
};

function withoutDescriptions(text: string): string {
  const file = ts.createSourceFile('schema.ts', text, ts.ScriptTarget.Latest, true);
  const found: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const description = node.arguments[DESCRIBED[node.expression.text] ?? -1];
      if (description) found.push(description);
    }
    ts.forEachChild(node, look);
  };
  look(file);
  // From the end on, so that the places before stay what they are.
  return found
    .sort((a, b) => b.pos - a.pos)
    .reduce((code, { pos, end }) => `${code.slice(0, pos)} ''${code.slice(end)}`, text);
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
