import { defineConfig } from 'tsup';
import { packageConfig } from './tsup.base.js';

/** The types of a package, for `import` and for `require`: most of a build's time, and nothing that runs reads them. */
export default defineConfig({
  ...packageConfig,
  // What was built before is beside them.
  clean: false,
  // TypeScript 6 calls an option that tsup sets deprecated.
  dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
});
