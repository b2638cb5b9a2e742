import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that mostly wait: for the next minute of cron, for a command that has to be killed. */
const WAITING = /(?:retrain-cron|retrain-limits|run-command)\.test\.ts$/;

/** What waits begins first, beside what computes. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => WAITING.test(moduleId);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  test: {
    projects: [
      {
        // No test changes what another sees, so the files share a process.
        test: { name: 'unit', include: ['{packages,apps}/*/test/**/*.test.ts'], isolate: false },
      },
      {
        // A process for each file: a large one takes longer to start others.
        test: {
          name: 'e2e',
          include: ['e2e/*.test.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    // Twice the cores of a small machine: much of this waits for processes.
    maxWorkers: 4,
    sequence: { sequencer: WaitingFirst },
    // What the unit tests reach by themselves; those of built programs run bundles.
    coverage: {
      include: ['packages/*/src/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
    },
  },
});
