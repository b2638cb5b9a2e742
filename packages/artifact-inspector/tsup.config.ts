import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  clean: true,
  // TypeScript 6 calls an option that tsup sets deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
