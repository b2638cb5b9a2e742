import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that mostly wait: for the next minute of cron, a command that has to be killed, the network. */
const WAITING =
  /(?:alerts|install-system|install-wheel|retrain-clock|retrain-cron|retrain-limits|python-client|terminal|training-gate\/test\/run)\.test\.ts$/;

/** Tests of packages, installed on other systems and on other Nodes: `pnpm test:installed`. */
const INSTALLATION = 'e2e/{install-*,old-node}.test.ts';

/**
 * What waits begins first, beside what computes; project by project, since a worker ends where the next
 * file is of another one.
 */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    const waits = ({ moduleId }: TestSpecification) => WAITING.test(moduleId);
    return projects.flatMap((project) => {
      const own = sorted.filter((file) => file.project === project);
      return [...own.filter(waits), ...own.filter((file) => !waits(file))];
    });
  }
}

// No test changes what another sees, so files share a process. No test has a time to keep: what it
// waits for has a limit in `e2e/support/deadline.ts`, which says what did not end; this one comes later.
const shared = { isolate: false, testTimeout: 1_800_000, hookTimeout: 1_800_000 };

const IN_MEMORY = '/dev/shm';
const ROOM = 4 * 2 ** 30;

/**
 * Where tests make their folders: in memory, where there is room, and programs may be started. They ask the
 * disk thousands of times to keep what it was given, which no test can see while the system lives, and a
 * disk takes milliseconds for each.
 */
function temporaryPlace(): string {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize < ROOM) return tmpdir();
    const folder = mkdtempSync(join(IN_MEMORY, 'model-registry-'));
    try {
      const program = join(folder, 'true');
      copyFileSync('/bin/true', program);
      return spawnSync(program).status === 0 ? IN_MEMORY : tmpdir();
    } finally {
      rmSync(folder, { recursive: true });
    }
  } catch {
    return tmpdir();
  }
}

/** One folder for all that a run makes: what a worker that ended had no time to remove goes with it. */
function folderOfRun(): string {
  const folder = mkdtempSync(join(temporaryPlace(), 'mr-'));
  // Some tests run programs as other users.
  chmodSync(folder, 0o1777);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

// Where it is set, Node reads all the certificates of a machine at each start, which doubles what that
// takes, and these tests start thousands. Only `installation` downloads anything with Node.
const offline = { env: { NODE_EXTRA_CA_CERTS: '', TMPDIR: folderOfRun() } };

export default defineConfig({
  // Our packages are read from their source: `paths` in tsconfig.base.json, as for the compiler.
  resolve: { tsconfigPaths: true },
  test: {
    // Not in the same processes: a large one takes longer to start others.
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          ...offline,
          name: 'unit',
          include: ['{packages,apps}/*/test/**/*.test.ts', 'fuzz/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          ...offline,
          name: 'e2e',
          include: ['e2e/*.test.ts'],
          exclude: [INSTALLATION],
        },
      },
      { extends: true, test: { ...shared, name: 'installation', include: [INSTALLATION] } },
    ],
    // More than the cores of a small machine: much of this waits for processes. Each has to load all
    // that is tested.
    maxWorkers: 4,
    sequence: { sequencer: WaitingFirst },
    // What the unit tests reach by themselves; those of built programs run bundles.
    coverage: {
      include: ['packages/*/src/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
    },
  },
});
