/** Mutation testing of the rules: `pnpm mutation`. */
/** @type {import('@stryker-mutator/core').PartialStrykerOptions} */
export default {
  mutate: ['packages/core/src/**/*.ts'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'packages/core/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A test that takes long on a busy machine is not a mutant that was caught.
  timeoutMS: 20_000,
  ignorePatterns: ['dist', '.turbo', 'coverage', 'examples', 'clients', 'bench', 'apps'],
  reporters: ['progress', 'clear-text'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 95 },
};
