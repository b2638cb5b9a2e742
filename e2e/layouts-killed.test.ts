import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileNamesOf, parseConfig } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import { type Bot, bot, filesIn, modelsIn, stagedIn, versionsIn } from './support/bot.js';
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
import { METADATA, writeFiles } from './support/models.js';

const COUNT = killCount(4, 100);

const LAYOUTS = {
  'with companions': {
    version: 'integer',
    model: 'model_v{version}.pkl',
    scaler: null,
    config: 'meta_v{version}.json',
    companions: ['category_encoding_v{version}.json', 'xgb_model_v{version}.json'],
  },
  'in a folder': {
    version: 'integer',
    model: '{version}/model.pkl',
    scaler: null,
    config: '{version}/meta.json',
    companions: ['{version}/category_encoding.json'],
  },
};

it.each(Object.entries(LAYOUTS))(
  `%s, ${COUNT} publications that are killed at a random moment leave nothing torn`,
  async (_, names) => {
    const config = { model: { training_mode: 'single_symbol', layout: names } };
    const parsed = parseConfig(config);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { layout } = parsed.config;
    const own = bot({}, JSON.stringify(config), {}, ON_DISK);
    const isMetadata = (name: string) => name.includes('meta');
    const source = Object.fromEntries(
      fileNamesOf(layout, '1').map((name) => [
        name,
        isMetadata(name) ? JSON.stringify(METADATA) : 'N.',
      ]),
    );
    writeFiles(join(own.cwd, 'out'), source);
    expectEnd(await own.run(['publish', 'out']), 0);

    /** Publishes the folder as the version after the last that is complete. */
    function publishNext({ models }: Bot): string[] {
      const next = Number(versionsIn(models, layout).at(-1)) + 1;
      return ['publish', 'out', '--version', String(next), '--wait', '60'];
    }

    async function expectNextRunCleansUp(phase: Phase): Promise<void> {
      const before = modelsIn(own.models);
      const words = publishNext(own);
      const result = await own.run(words);
      const finishedFirst = phase === 'during' && result.status === 2;
      if (!finishedFirst) expectEnd(result, 0);
      expect(modelsIn(own.models)).toMatchObject(before);
      const versions = versionsIn(own.models, layout);
      expect(versions.at(-1)).toBe(words[3]);
      expect(Object.keys(modelsIn(own.models))).toHaveLength(
        layout.artifacts.length * versions.length,
      );
      const left = stagingFolders(own);
      expect(left.length).toBeLessThanOrEqual(phase === 'before' ? 1 : 0);
      for (const folder of left) {
        expect(Object.keys(filesIn(folder)).sort()).toEqual(
          fileNamesOf(layout, words[3] ?? '').sort(),
        );
        rmSync(folder, { recursive: true });
      }
      expectJournalAgrees(own, versions);
    }

    const course = {
      own,
      layout,
      start: () => own.start(publishNext(own)),
      isClose: () => stagedIn(own).length > 0,
    };
    const killed = await killMany(course, COUNT, async (phase) => {
      await expectNextRunCleansUp(phase);
      expect(filesIn(join(own.cwd, 'out'))).toEqual(source);
    });
    expectNothingTorn(own, killed, layout);
  },
);
