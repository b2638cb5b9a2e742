import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Bot, bot, CONFIG, modelsIn, training, versionsIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import {
  expectJournalAgrees,
  expectNothingTorn,
  killCount,
  killMany,
  ON_DISK,
  type Phase,
  stagingFolders,
} from './support/kills.js';

const COUNT = killCount(4, 150);
const TRAIN = ['train', '--force-train', '--wait', '60'];

it(`${COUNT} trainings that are killed at a random moment leave nothing torn`, async () => {
  const own = bot({}, CONFIG, {}, ON_DISK);
  expectEnd(await own.run(['train', ...training()]), 0);
  const done = join(own.cwd, 'done');
  const course = {
    own,
    start() {
      rmSync(done, { force: true });
      return own.start([...TRAIN, ...training('write; echo > done')]);
    },
    isClose: () => existsSync(done),
  };
  const killed = await killMany(course, COUNT, async (phase, run) => {
    if (run % 5 === 0) await expectSelectable(own);
    await expectNextRunCleansUp(own, phase);
  });
  expectNothingTorn(own, killed);
});

/** What our own readers get is whole, whatever the killed run left. */
async function expectSelectable(own: Bot): Promise<void> {
  const { selected } = (await own.json(['select'])) as { selected: { version: string } };
  expect(versionsIn(own.models).at(-1)).toBe(selected.version);
}

/** The next run loses no model, and leaves in staging only what it names: a finished one. */
async function expectNextRunCleansUp(own: Bot, phase: Phase): Promise<void> {
  const before = modelsIn(own.models);
  const result = await own.run([...TRAIN, ...training()]);
  expectEnd(result, 0);
  const [, published] = /Published (.*): it is selected now/.exec(result.stdout) ?? [];
  expect(modelsIn(own.models)).toMatchObject(before);
  const versions = versionsIn(own.models);
  expect(versions.at(-1)).toBe(published);
  expect(Object.keys(modelsIn(own.models))).toHaveLength(3 * versions.length);
  const left = stagingFolders(own);
  for (const folder of left) {
    expect(result.stderr).toContain(`${folder} holds ${published}, finished and not published`);
    rmSync(folder, { recursive: true });
  }
  expect(left.length).toBeLessThanOrEqual(phase === 'before' ? 1 : 0);
  expectJournalAgrees(own, versions);
}
