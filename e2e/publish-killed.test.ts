import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  type Bot,
  bot,
  CONFIG,
  filesIn,
  modelsIn,
  stagedIn,
  training,
  versionsIn,
} from './support/bot.js';
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
import { METADATA, versionWith, writeFiles } from './support/models.js';

const COUNT = killCount(4, 100);

it(`${COUNT} publications that are killed at a random moment leave nothing torn`, async () => {
  const own = bot({}, CONFIG, {}, ON_DISK);
  expectEnd(await own.run(['train', ...training()]), 0);
  const source = versionWith('1.0', JSON.stringify({ ...METADATA, version: '1.0' }));
  writeFiles(join(own.cwd, 'out'), source);
  const course = {
    own,
    start: () => own.start(publishNext(own)),
    isClose: () => stagedIn(own).length > 0,
  };
  const killed = await killMany(course, COUNT, async (phase) => {
    await expectNextRunCleansUp(own, phase);
    expect(filesIn(join(own.cwd, 'out'))).toEqual(source);
  });
  expectNothingTorn(own, killed);
});

/** Publishes the folder as the version after the last that is complete. */
function publishNext({ models }: Bot): string[] {
  const [major, minor] = (versionsIn(models).at(-1) ?? '').split('.').map(Number);
  const version = `${major}.${(minor ?? 0) + 1}`;
  return ['publish', 'out', '--version', version, '--wait', '60'];
}

/**
 * The next publication loses no model, finishes one that was on its way, and leaves nothing in
 * staging but a copy that was whole and not on its way.
 */
async function expectNextRunCleansUp(own: Bot, phase: Phase): Promise<void> {
  const before = modelsIn(own.models);
  const words = publishNext(own);
  const result = await own.run(words);
  const finishedFirst = phase === 'during' && result.status === 2;
  if (!finishedFirst) expectEnd(result, 0);
  expect(modelsIn(own.models)).toMatchObject(before);
  const versions = versionsIn(own.models);
  expect(versions.at(-1)).toBe(words[3]);
  expect(Object.keys(modelsIn(own.models))).toHaveLength(3 * versions.length);
  const left = stagingFolders(own);
  expect(left.length).toBeLessThanOrEqual(phase === 'before' ? 1 : 0);
  for (const folder of left) {
    const copied = Object.keys(versionWith(words[3] ?? '', ''));
    expect(Object.keys(filesIn(folder))).toEqual(expect.arrayContaining(copied));
    rmSync(folder, { recursive: true });
  }
  expectJournalAgrees(own, versions);
}
