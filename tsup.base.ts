import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

/** How a package is built: for `import` and `require`, with types for both. */
export const packageConfig = defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  clean: true,
  // TypeScript 6 calls an option that tsup sets deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});

/**
 * How a program is built, its entry aside: one file that needs only Node, small so that it starts fast.
 *
 * @param yaml the URL of the package.json of the program's own yaml
 */
export function programConfig(yaml: string) {
  return defineConfig({
    format: ['cjs'],
    target: 'node20',
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
  });
}
