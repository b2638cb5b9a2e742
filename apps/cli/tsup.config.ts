import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { 'model-registry': 'src/bin.ts' },
  format: ['cjs'],
  target: 'node20',
  clean: true,
  // One file that needs only Node, small so that it starts fast.
  noExternal: [/.*/],
  minify: true,
});
