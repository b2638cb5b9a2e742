import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  fileNamesOf,
  type Layout,
  modelDocument,
  parseConfig,
  type Recovery,
  recordedFingerprints,
} from '@org/model-registry-core';
import { type Registry, registryAt, scanModels } from '@org/model-registry-fs-scanner';
import { afterEach, describe, expect, it } from 'vitest';
import { writeFiles } from '../../../fs-scanner/test/temporary.js';
import {
  archiveVersion,
  checkStaged,
  checkTrio,
  createStaging,
  publishStaged,
  readJournal,
  recover,
  takeBack,
  writeTrainingIntent,
} from '../../src/index.js';
import { prepareRegistry } from '../../src/locks/prepare-registry.js';
import { CHECKS, changeIn, directoryOf, modelsIn, statesOf } from '../support.js';

function layoutOf(names: object): Layout {
  const parsed = parseConfig({ model: { layout: names } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.layout;
}

const LAYOUTS = {
  companions: layoutOf({
    version: 'integer',
    model: 'model_v{version}.pkl',
    scaler: null,
    config: 'meta_v{version}.json',
    companions: ['category_encoding_v{version}.json', 'xgb_model_v{version}.json'],
  }),
  'a folder per version': layoutOf({
    version: 'integer',
    model: '{version}/model.pkl',
    scaler: null,
    config: '{version}/meta.json',
    companions: ['{version}/category_encoding.json'],
  }),
};

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  afterEach(() => {
    delete process.env.LAYOUT;
  });

  const filesOf = (version: string) =>
    Object.fromEntries(
      fileNamesOf(layout, version).map((name) => [
        name,
        name.includes('meta') ? '{"auc": 1}' : `${name} as it was made`,
      ]),
    );

  function directory(...versions: string[]): Registry {
    process.env.LAYOUT = JSON.stringify(layout);
    const files = Object.assign({}, ...versions.map(filesOf));
    const registry = registryAt(directoryOf(files), { layout });
    prepareRegistry(registry);
    return registry;
  }

  /** The same as `statesOf`, for directories of this layout. */
  async function statesIn({ modelsDir }: Registry, ...words: string[]): Promise<Registry[]> {
    return (await statesOf(modelsDir, ...words)).map((state) => registryAt(state, { layout }));
  }

  const storeOf = (registry: Registry) => ({ held: 'store', registry }) as const;
  const trainingOf = (registry: Registry) =>
    ({ ...storeOf(registry), held: 'training', fd: -1, release: async () => {} }) as const;

  function changeOf(registry: Registry) {
    const change = changeIn(registry.modelsDir);
    return { ...change, situation: { ...change.situation, registry } };
  }

  function staged(registry: Registry, version: string): string {
    const staging = createStaging(trainingOf(registry));
    writeFiles(staging, filesOf(version));
    return staging;
  }

  function recovered(registry: Registry): Promise<Recovery> {
    return recover(storeOf(registry), trainingOf(registry), changeOf(registry));
  }

  /** At any moment, for any reader: what is complete is whole and recorded, and what was there is there. */
  async function expectNothingTorn(registry: Registry): Promise<string[]> {
    const { modelsDir } = registry;
    expect(modelsIn(modelsDir)).toMatchObject(filesOf('1'));
    const complete = scanModels(modelsDir, layout).models.filter(({ exists }) => exists);
    for (const { version, metadata } of complete.filter((model) => model.version !== '1')) {
      expect(await checkTrio({ layout }, modelsDir, version, CHECKS)).toMatchObject({ ok: true });
      expect(Object.keys(recordedFingerprints(metadata ?? {}, layout.recorded))).toEqual(
        layout.recorded,
      );
    }
    return complete.map(({ version }) => version);
  }

  it('is published, and found as it was published', async () => {
    const registry = directory('1');
    const staging = staged(registry, '2');
    const check = await checkStaged(trainingOf(registry), staging, '2', CHECKS);
    if (!check.ok) throw new Error(JSON.stringify(check.problems));
    expect(await publishStaged(storeOf(registry), check, changeOf(registry))).toMatchObject({
      ok: true,
    });
    expect(await expectNothingTorn(registry)).toEqual(['1', '2']);
    expect(existsSync(staging)).toBe(false);
    const found = scanModels(registry.modelsDir, layout).models[1];
    const paths = layout.companions.map((name) => [name, expect.stringContaining('category')]);
    expect(found && modelDocument(found).companion_paths).toMatchObject(
      Object.fromEntries(paths.slice(0, 1)),
    );
  });

  it('a publication that is killed before any of its steps leaves nothing torn, and loses nothing', async () => {
    const outcomes = new Set<string>();
    const begun = directory('1');
    const { modelsDir } = begun;
    const run = basename(staged(begun, '2'));
    const states = await statesIn(begun, 'publish', modelsDir, join(begun.staging, run), '2');
    for (const registry of states) {
      const staging = join(registry.staging, run);
      await expectNothingTorn(registry);
      const { kept, stuck, publications } = await recovered(registry);
      expect(stuck).toEqual([]);
      const there = await expectNothingTorn(registry);
      outcomes.add(`completed ${publications.length}, kept ${kept.length}`);
      expect(there).toEqual(kept.length > 0 ? ['1'] : ['1', '2']);
      if (kept.length > 0) {
        expect(kept).toEqual([{ folder: staging, versions: ['2'] }]);
        const check = await checkStaged(trainingOf(registry), staging, '2', CHECKS);
        if (check.ok) await publishStaged(storeOf(registry), check, changeOf(registry));
        expect(await expectNothingTorn(registry)).toEqual(['1', '2']);
      }
      const { entries } = readJournal(registry);
      expect(entries.filter(({ version }) => version === '2')).toHaveLength(1);
      expect(await recovered(registry)).toMatchObject({ publications: [], removed: [], kept: [] });
    }
    expect(states.length).toBeGreaterThan(10);
    expect([...outcomes].sort()).toEqual([
      'completed 0, kept 0',
      'completed 0, kept 1',
      'completed 1, kept 0',
    ]);
  });

  it('archiving that is killed before any of its steps is completed by the next recovery', async () => {
    const archived = Object.entries(filesOf('2')).map(([name, text]) => [`archive/${name}`, text]);
    const begun = directory('1', '2');
    const states = await statesIn(begun, 'archive', begun.modelsDir, '2');
    for (const registry of states) {
      await recovered(registry);
      if (readJournal(registry).entries.length === 0) {
        await archiveVersion(storeOf(registry), '2', changeOf(registry));
      }
      expect(modelsIn(registry.modelsDir)).toEqual({
        ...filesOf('1'),
        ...Object.fromEntries(archived),
      });
    }
    expect(states.length).toBeGreaterThan(6);
  });

  it('a rejection that is killed before any of its steps leaves the version whole, in one place', async () => {
    const begun = directory('1');
    const states = await statesIn(begun, 'reject', begun.modelsDir, staged(begun, '2'), '2');
    for (const registry of states) {
      const { kept, stuck } = await recovered(registry);
      expect(stuck).toEqual([]);
      const places = [...kept.map(({ folder }) => folder), join(registry.rejected, '2')];
      const [folder = '', ...others] = places.filter(existsSync);
      expect(others).toEqual([]);
      expect(modelsIn(folder)).toMatchObject(filesOf('2'));
      expect(modelsIn(registry.modelsDir)).toEqual(filesOf('1'));
    }
    expect(states.length).toBeGreaterThan(4);
  });

  it('what a training left in the models directory, and nobody judged, is taken back whole', async () => {
    const registry = directory('1');
    writeTrainingIntent(trainingOf(registry), { version: '2', inPlace: true });
    writeFiles(registry.modelsDir, filesOf('2'));
    const taken = await takeBack(storeOf(registry), trainingOf(registry), {
      ...changeOf(registry),
      reason: 'a test',
    });
    expect(taken?.versions).toEqual(['2']);
    expect(basename(taken?.folder ?? '')).toMatch(/^run-/);
    expect(modelsIn(taken?.folder ?? '')).toEqual(filesOf('2'));
    expect(modelsIn(registry.modelsDir)).toEqual(filesOf('1'));
  });

  const inOut = (version: string) =>
    Object.fromEntries(
      Object.entries(filesOf(version)).map(([name, text]) => [basename(name), text]),
    );

  it('what a killed training left whole, right in {out} too, is kept, whatever kills its recovery', async () => {
    const begun = directory('1');
    writeTrainingIntent(trainingOf(begun), { version: '2', inPlace: false });
    const run = basename(createStaging(trainingOf(begun)));
    writeFiles(join(begun.staging, run), inOut('2'));
    const states = await statesIn(begun, 'clean', begun.modelsDir);
    for (const registry of states) {
      const staging = join(registry.staging, run);
      const { kept, stuck } = await recovered(registry);
      expect({ kept, stuck }).toEqual({ kept: [{ folder: staging, versions: ['2'] }], stuck: [] });
      expect(modelsIn(staging)).toEqual(filesOf('2'));
      expect(modelsIn(registry.modelsDir)).toEqual(filesOf('1'));
    }
    expect(states.length).toBeGreaterThan(layout.folder === null ? 1 : 5);
  });

  it('what a training left by half is removed', async () => {
    const registry = directory('1');
    writeTrainingIntent(trainingOf(registry), { version: '2', inPlace: false });
    const staging = createStaging(trainingOf(registry));
    const [[name, text] = ['', ''], ...others] = Object.entries(inOut('2'));
    writeFiles(staging, Object.fromEntries(others));
    writeFiles(registry.modelsDir, { [`notes/${name}`]: text });
    expect(await recovered(registry)).toMatchObject({ kept: [], removed: [staging] });
  });
});
