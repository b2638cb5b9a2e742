import { defineConfig } from 'vitest/config';

/** How mutation testing runs the tests: the files share a process, which is much faster. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    isolate: false,
    setupFiles: ['test/made-once.ts'],
  },
});
