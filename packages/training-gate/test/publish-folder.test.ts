import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  artifactFileName,
  compareVersions,
  DEFAULT_LAYOUT,
  instantOf,
  planTraining,
  readAnyVersion,
  selectedVersion,
  type Version,
} from '@org/model-registry-core';
import { registryAt, takenVersions } from '@org/model-registry-fs-scanner';
import { readJournal, VersionTakenError } from '@org/model-registry-fs-store';
import type { Situation } from '@org/model-registry-selector';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { publishFolder as publish } from '../src/index.js';
import { directoryOf, filesOf, situationIn, trio } from './support.js';

const publishFolder = (situation: Situation, folder: string, version: string | null = null) =>
  publish(situation, { folder, version, restamp: false, waitSeconds: 0 });

/** A folder with these files for the time of one run of a property. */
async function withFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  body: (folder: string) => void | Promise<void>,
): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), 'model-registry-'));
  const folder = join(own, 'models');
  mkdirSync(folder);
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    await body(folder);
  } finally {
    rmSync(own, { recursive: true });
  }
}

const small = fc.tuple(fc.nat(2), fc.nat(6)).map(([major, minor]) => `${major}.${minor}`);
const place = fc.constantFrom(
  (version: string) => artifactFileName(DEFAULT_LAYOUT, 'model', version),
  (version: string) => artifactFileName(DEFAULT_LAYOUT, 'scaler', version),
  (version: string) => artifactFileName(DEFAULT_LAYOUT, 'config', version),
  (version: string) => `archive/${artifactFileName(DEFAULT_LAYOUT, 'model', version)}`,
  (version: string) => `archive/${artifactFileName(DEFAULT_LAYOUT, 'config', version)}`,
  (version: string) => `.registry/rejected/${version}/reasons.json`,
);

it('a derived version has no file anywhere, and is above the selected one', async () => {
  const taken = fc.array(fc.tuple(small, place), { maxLength: 25 });
  const property = fc.asyncProperty(small, taken, async (selected, pairs) => {
    const names = pairs.map(([version, nameOf]) => nameOf(version));
    const files = Object.fromEntries(names.map((name) => [name, 'x']));
    await withFolder({ ...trio(selected), ...files }, (dir) => {
      const isTaken = (version: string) => takenVersions(registryAt(dir)).has(version);
      const { action, version } = planTraining({
        ...{ selected, forceTrain: true, requested: null, configured: null, isTaken },
        ...{ scheme: 'major.minor', now: instantOf(new Date()), isClaimed: () => false },
      });
      expect(action).toBe('train');
      expect(names.filter((name) => name.includes(`v${version}.`))).toEqual([]);
      expect(names.filter((name) => name.includes(`rejected/${version}/`))).toEqual([]);
      const [next, current] = [version, selected].map((text) => readAnyVersion(text) as Version);
      expect(compareVersions(next as Version, current as Version)).toBeGreaterThan(0);
    });
  });
  await fc.assert(property, { numRuns: 60 });
});

const RUNS = process.env.PROOFS === 'full' ? 40 : 15;

it('publish, then discover: the same bytes, the same metadata and what was recorded', async () => {
  const bytes = fc.uint8Array({ maxLength: 5_000 }).map(pickled);
  const metadata = fc.dictionary(
    fc.string().filter((key) => !['version', 'artifacts', 'published_at'].includes(key)),
    fc.jsonValue(),
    { maxKeys: 5 },
  );
  const property = fc.asyncProperty(
    ...([small, fc.option(small), bytes, bytes, metadata] as const),
    async (source, renamed, model, scaler, given) => {
      const version = renamed ?? source;
      const files = {
        [`out/${artifactFileName(DEFAULT_LAYOUT, 'model', source)}`]: model,
        [`out/${artifactFileName(DEFAULT_LAYOUT, 'scaler', source)}`]: scaler,
        [`out/${artifactFileName(DEFAULT_LAYOUT, 'config', source)}`]: JSON.stringify({
          ...given,
          version: source,
        }),
      };
      await withFolder(files, async (folder) => {
        const dir = join(folder, 'models');
        const out = join(folder, 'out');
        const outcome = await publishFolder(situationIn(dir), out, renamed);
        if (outcome.action !== 'published') throw new Error(JSON.stringify(outcome));
        expect(outcome.version).toBe(version);
        const [found, ...others] = outcome.decision.scan.models;
        expect(others).toEqual([]);
        expect(found).toMatchObject({ version, exists: true });
        expect(readFileSync(found?.modelPath ?? '')).toEqual(Buffer.from(model));
        expect(readFileSync(found?.scalerPath ?? '')).toEqual(Buffer.from(scaler));
        expect(found?.metadata).toEqual({
          ...JSON.parse(JSON.stringify(given)),
          version,
          artifacts: { model: factsOf(model), scaler: factsOf(scaler) },
          published_at: expect.stringMatching(/^20.*Z$/),
        });
      });
    },
  );
  await fc.assert(property, { numRuns: RUNS });
});

/** A pickle of a byte string. */
function pickled(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.of(0x80, 3, 0x42), length, bytes, Buffer.from('.')]);
}

function factsOf(content: Uint8Array) {
  return { sha256: createHash('sha256').update(content).digest('hex'), size: content.length };
}

it('a folder in staging is known as one, whatever symlinks lead to the models directory', async () => {
  const dir = directoryOf({});
  const folder = join(dir, '.registry/staging/run-a');
  mkdirSync(folder, { recursive: true });
  const files = { ...trio('1.0'), 'model_config_v1.0.json': '{}' };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const link = join(directoryOf({}), 'link');
  symlinkSync(dir, link);
  const situation = situationIn(link);
  const requirements = { ...situation.config.requirements, verify: 'off' } as const;
  const config = { ...situation.config, requirements };
  expect(await publishFolder({ ...situation, config }, folder)).toMatchObject({
    action: 'published',
  });
  expect(existsSync(folder)).toBe(false);
});

it('a version that is taken is refused, and the folder stays', async () => {
  const [dir, folder] = [directoryOf(trio('1.0')), directoryOf(trio('1.0', '{"a": 1}'))];
  await expect(publishFolder(situationIn(dir), folder)).rejects.toThrow(VersionTakenError);
  expect(filesOf(dir)).toEqual(trio('1.0'));
  expect(filesOf(folder)).toEqual(trio('1.0', '{"a": 1}'));
});

it('files that are not fit are told, all reasons at once', async () => {
  const { [artifactFileName(DEFAULT_LAYOUT, 'model', '1.1')]: _, ...files } = trio('1.1', '[]');
  const [dir, folder] = [directoryOf(trio('1.0')), directoryOf(files)];
  expect(await publishFolder(situationIn(dir), folder)).toEqual({
    action: 'refused',
    problems: [{ kind: 'missing-file', artifact: 'model' }],
    instead: { expected: { model: 'meta_model_v1.1.joblib' }, names: [], more: 0 },
  });
  expect(filesOf(dir)).toEqual(trio('1.0'));
});

it('an older version can be published, and is then not the selected one', async () => {
  const [dir, folder] = [directoryOf(trio('1.1')), directoryOf(trio('1.0'))];
  const outcome = await publishFolder(situationIn(dir), folder);
  if (outcome.action !== 'published') throw new Error(JSON.stringify(outcome));
  expect(selectedVersion(outcome.decision)).toBe('1.1');
});

it('of two publishers of one version one wins, and the other is refused', async () => {
  const dir = directoryOf(trio('1.0'));
  const folders = ['{"a": 1}', '{"a": 2}'].map((config) => directoryOf(trio('1.1', config)));
  const outcomes = await Promise.allSettled(
    folders.map((folder) =>
      publish(situationIn(dir), { folder, version: null, restamp: false, waitSeconds: 60 }),
    ),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [refused] = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  expect(refused).toBeInstanceOf(VersionTakenError);
  expect(readdirSync(join(dir, '.registry/staging'))).toEqual([]);
  expect(readJournal(registryAt(dir)).entries).toHaveLength(1);
});
