import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that mostly wait: for the next minute of cron, for a command that has to be killed. */
const WAITING = /(?:retrain-cron|retrain-limits|run-command|python-client)\.test\.ts$/;

/** What waits begins first, beside what computes. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => WAITING.test(moduleId);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

// No test changes what another sees, so files share a process. None has a time to keep: a test that
// hangs ends all the same.
const shared = { isolate: false, testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Two projects, and so not the same processes: a large one takes longer to start others.
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{packages,apps}/*/test/**/*.test.ts', 'fuzz/*.test.ts'],
        },
      },
      { test: { ...shared, name: 'e2e', include: ['e2e/*.test.ts'] } },
    ],
    // More than the cores of a small machine: much of this waits for processes.
    maxWorkers: 6,
    sequence: { sequencer: WaitingFirst },
    // What the unit tests reach by themselves; those of built programs run bundles.
    coverage: {
      include: ['packages/*/src/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
    },
  },
});
