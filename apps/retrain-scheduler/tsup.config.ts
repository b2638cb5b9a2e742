import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { 'model-registry-retrain': 'src/bin.ts' },
  format: ['cjs'],
  target: 'node20',
  clean: true,
  // One file that needs only Node, small so that it starts fast.
  noExternal: [/.*/],
  minify: true,
  // The same code as ES modules, of which only what is used goes into the bundle.
  esbuildOptions(options) {
    const yaml = fileURLToPath(import.meta.resolve('yaml/package.json'));
    options.alias = { yaml: join(dirname(yaml), 'browser/dist/index.js') };
  },
});
