import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * How mutation testing runs the tests: the files share a process, which is much faster. What schemas say
 * of themselves is held by the test of the generated files.
 */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['test/**/*.test.ts', '../documents/test/schema-files.test.ts'],
    // It compares the code with itself, for seconds: what is changed in both is the same in both.
    exclude: ['test/bundling.test.ts'],
    isolate: false,
    setupFiles: ['test/made-once.ts'],
  },
});
