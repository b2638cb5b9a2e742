import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  artifactFileName,
  fileNamesOf,
  filesOf,
  type Layout,
  parseConfig,
  recordedFingerprints,
} from '@org/model-registry-core';
import { registryAt, scanModels, takenVersions } from '@org/model-registry-fs-scanner';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeFiles } from '../../../fs-scanner/test/temporary.js';
import { checkStaged, createStaging, keepExtras, publishStaged } from '../../src/index.js';
import { prepareRegistry } from '../../src/locks/prepare-registry.js';
import { CHECKS, changeIn, directoryOf, modelsIn } from '../support.js';

const VERSIONS = {
  'major.minor': fc.tuple(fc.nat(30), fc.nat(30)).map(([major, minor]) => `${major}.${minor}`),
  integer: fc.nat(999_999_999).map(String),
  timestamp: fc
    .tuple(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 10, max: 12 }), fc.boolean())
    .map(([year, month, hasTime]) => `${year}${month}04${hasTime ? '_153000' : ''}`),
};

/** What a config may say of names, and a few versions of that scheme. */
const CASES = fc
  .record({
    scheme: fc.constantFrom(...(Object.keys(VERSIONS) as (keyof typeof VERSIONS)[])),
    isInFolder: fc.boolean(),
    isFamily: fc.boolean(),
    hasScaler: fc.boolean(),
    companions: fc.uniqueArray(
      fc.constantFrom('encoding.json', 'xgb.json', 'labels.pkl', 'a b.csv'),
    ),
  })
  .chain(({ scheme, isInFolder, isFamily, hasScaler, companions }) => {
    const prefix = isFamily ? '{symbol}_' : '';
    const template = (name: string) => {
      const [stem, ...ending] = name.split('.');
      return isInFolder
        ? `${prefix}{version}/${name}`
        : `${prefix}${stem}_v{version}.${ending.join('.')}`;
    };
    const layout = {
      version: scheme,
      model: template('model.pkl'),
      scaler: hasScaler ? template('scaler.pkl') : null,
      config: template('meta.json'),
      companions: companions.map(template),
      values: isFamily ? { symbol: 'BTC-PERP' } : {},
    };
    const versions = fc.uniqueArray(VERSIONS[scheme], { minLength: 1, maxLength: 3 });
    return fc.tuple(fc.constant(layout), versions);
  });

function layoutFrom(names: object): Layout {
  const parsed = parseConfig({ model: { layout: names } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.layout;
}

it('what is published is discovered, file by file, in every layout', async () => {
  await fc.assert(
    fc.asyncProperty(CASES, async ([names, versions]) => {
      const layout = layoutFrom(names);
      const dir = directoryOf({ 'model.pkl': 'of nobody', 'logs/notes.txt': 'of nobody' });
      const registry = registryAt(dir, { layout });
      prepareRegistry(registry);
      const store = { held: 'store', registry } as const;
      const lock = { ...store, held: 'training', fd: -1, release: async () => {} } as const;
      const change = changeIn(dir);
      const contents = (version: string) =>
        Object.fromEntries(
          layout.artifacts.map((artifact) => [
            artifact,
            artifact === 'config' ? '{"auc": 1}' : `${artifact} of ${version}`,
          ]),
        );
      for (const version of versions) {
        const staging = createStaging(lock);
        for (const [artifact, text] of Object.entries(contents(version))) {
          const name = artifactFileName(layout, artifact as 'model', version);
          writeFiles(staging, { [name]: text });
        }
        const [first = ''] = fileNamesOf(layout, version);
        writeFiles(staging, { 'plot.png': 'a plot', [`${first}.log`]: 'a log' });
        const check = await checkStaged(lock, staging, version, CHECKS);
        if (!check.ok) throw new Error(JSON.stringify(check.problems));
        expect(keepExtras(store, staging, version)?.names).toHaveLength(2);
        const situation = { ...change.situation, registry };
        const published = await publishStaged(store, check, { ...change, situation });
        expect(published.ok).toBe(true);
      }
      const { models } = scanModels(dir, layout);
      expect(models.map(({ version }) => version).sort()).toEqual([...versions].sort());
      expect(takenVersions(registry)).toEqual(new Set(versions));
      for (const model of models) {
        expect(model).toMatchObject({ exists: true, problems: [], metadata: { auc: 1 } });
        const { config, ...others } = contents(model.version);
        const found = filesOf(model).filter(([artifact]) => artifact !== 'config');
        const read = found.map(([artifact, path]) => [artifact, readFileSync(path, 'utf8')]);
        expect(Object.fromEntries(read)).toEqual(others);
        const recorded = recordedFingerprints(model.metadata ?? {}, layout.recorded);
        expect(Object.keys(recorded)).toEqual(layout.recorded);
      }
      const all = versions.flatMap((version) => fileNamesOf(layout, version));
      expect(Object.keys(modelsIn(dir)).sort()).toEqual(
        [...all, 'model.pkl', join('logs', 'notes.txt')].sort(),
      );
    }),
    { numRuns: process.env.PROOFS === 'full' ? 40 : 20 },
  );
});
