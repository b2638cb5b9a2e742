import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName, DEFAULT_LAYOUT, parseConfig } from '@org/model-registry-core';
import { registryAt, scanModels } from '@org/model-registry-fs-scanner';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anyText } from '../../../core/test/any-text.js';
import {
  checkStaged,
  publishStaged,
  readJournal,
  StoreRefusal,
  VersionTakenError,
  withStoreLock,
} from '../../src/index.js';
import { linkTrio } from '../../src/publication/link-trio.js';
import {
  CHECKS,
  changeIn,
  configOf,
  directoryOf,
  filesIn,
  modelsIn,
  publish,
  QUICK,
  stage,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const STAGING = '.registry/staging';

it('publishes what was staged, records what it is, and leaves nothing behind', async () => {
  const dir = directoryOf(trio('1.0'));
  const staging = stage(dir, trio('1.1', '{"a": NaN, "n": 9007199254740993, "a": 2}\n'));
  const change = { ...changeIn(dir, 'trained'), previousVersion: '1.0' };
  const fingerprints = {
    model: { sha256: sha256('Vmodel\n.'), size: 8 },
    scaler: { sha256: sha256('Vscaler\n.'), size: 9 },
  };
  const publication = await publish(dir, staging, '1.1', change);
  expect(publication).toMatchObject({ ok: true, version: '1.1', fingerprints });
  const config =
    `{"a": NaN, "n": 9007199254740993, "a": 2, "artifacts": ${JSON.stringify(fingerprints)}, ` +
    '"published_at": "2026-01-02T03:04:05.678Z"}\n';
  expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...trio('1.1', config) });
  expect(readdirSync(join(dir, STAGING))).toEqual([]);
  const at = '2026-01-02T03:04:05.678Z';
  const entry = {
    event: 'published',
    at,
    version: '1.1',
    reason: 'trained',
    user: expect.any(String),
  };
  const entries = [{ ...entry, previous_version: '1.0', selected_version: '1.1' }];
  expect(readJournal(registryAt(dir))).toEqual({ entries, skipped: 0, unreadBytes: 0 });
});

it('makes a models directory that is missing', async () => {
  const dir = join(directoryOf({}), 'var/models');
  expect(await publish(dir, stage(dir, '1.0'), '1.0')).toMatchObject({
    ok: true,
  });
  expect(scanModels(dir, DEFAULT_LAYOUT).models).toMatchObject([{ version: '1.0', exists: true }]);
});

it('what an earlier publication recorded is replaced', async () => {
  const dir = directoryOf({});
  const artifacts = { model: { sha256: sha256('Vmodel\n.'), size: 8 } };
  const config = JSON.stringify({ artifacts, published_at: 'then', auc: 1 });
  await publish(dir, stage(dir, trio('1.0', config)), '1.0');
  expect(Object.keys(configOf(dir, '1.0'))).toEqual(['artifacts', 'published_at', 'auc']);
  expect(configOf(dir, '1.0')).toMatchObject({
    artifacts: { ...artifacts, scaler: { size: 9 } },
    published_at: '2026-01-02T03:04:05.678Z',
  });
});

describe('nothing that exists is replaced', () => {
  const places = ARTIFACTS.map((artifact) =>
    artifactFileName(DEFAULT_LAYOUT, artifact, '1.1'),
  ).flatMap((name) => [name, `archive/${name}`, `.registry/rejected/1.1/${name}`]);
  it.each(places)('%s', async (place) => {
    const before = { ...trio('1.0'), [place]: 'precious' };
    const dir = directoryOf(before);
    const staging = stage(dir, '1.1');
    await expect(publish(dir, staging, '1.1')).rejects.toThrow(VersionTakenError);
    expect(filesIn(dir)).toMatchObject(before);
    expect(Object.keys(modelsIn(dir))).toHaveLength(place.startsWith('.') ? 3 : 4);
    expect(filesIn(staging)).toEqual(trio('1.1'));
  });

  it.each(ARTIFACTS)('a %s file that appears in between', async (artifact) => {
    const dir = directoryOf(trio('1.0'));
    const staging = stage(dir, '1.1');
    const name = artifactFileName(DEFAULT_LAYOUT, artifact, '1.1');
    writeFileSync(join(dir, name), 'precious');
    expect(() => linkTrio(registryAt(dir), staging, '1.1')).toThrow(VersionTakenError);
    expect(modelsIn(dir)).toEqual({ ...trio('1.0'), [name]: 'precious' });
  });
});

it('two writers of one version: the second is refused', async () => {
  const dir = directoryOf({});
  const [first, second] = [stage(dir, '1.0'), stage(dir, '1.0')];
  await publish(dir, first, '1.0');
  const published = modelsIn(dir);
  await expect(publish(dir, second, '1.0')).rejects.toThrow('1.0 is taken');
  expect(modelsIn(dir)).toEqual(published);
});

it('what is not fit to be published stays where it is, with every reason', async () => {
  const dir = directoryOf(trio('1.0'));
  const { [artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1')]: _, ...files } = trio('1.1', '[]');
  const staging = stage(dir, files);
  const before = filesIn(dir);
  expect(await publish(dir, staging, '1.1')).toEqual({
    ok: false,
    problems: [
      { kind: 'missing-file', artifact: 'scaler' },
      { kind: 'metadata-unreadable', reason: 'not-an-object', detail: 'list' },
    ],
  });
  expect(filesIn(dir)).toEqual(before);
});

it('a config file that would grow too large is not published', async () => {
  const dir = directoryOf({});
  const config = `{"a": "${'x'.repeat(1_048_576 - 9)}"}`;
  const staging = stage(dir, trio('1.0', config));
  expect(await publish(dir, staging, '1.0')).toMatchObject({
    problems: [{ kind: 'metadata-unreadable', reason: 'too-large' }],
  });
  expect(modelsIn(dir)).toEqual({});
});

it('what was changed after it was checked is not published', async () => {
  const dir = directoryOf(trio('1.0'));
  const staging = stage(dir, '1.1');
  const store = storeOf(dir);
  const check = await checkStaged(trainingOf(dir), staging, '1.1', CHECKS);
  if (!check.ok) throw new Error('not fit');
  writeFileSync(join(staging, artifactFileName(DEFAULT_LAYOUT, 'model', '1.1')), 'Vanother\n.');
  await expect(publishStaged(store, check, changeIn(dir))).rejects.toThrow(StoreRefusal);
  expect(modelsIn(dir)).toEqual(trio('1.0'));
});

it('a folder that is no staging folder is refused', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...stagedFiles('deep/er', '1.1') });
  for (const folder of [dir, tmpdir(), join(dir, STAGING), join(dir, STAGING, 'deep/er')]) {
    await expect(publish(dir, folder, '1.1')).rejects.toThrow(TypeError);
  }
});

it.each([
  ['.registry', '.registry'],
  ['staging', '.registry/staging'],
  ['archive', 'archive'],
])('%s that leads out of the models directory is refused', async (_, name) => {
  const outside = directoryOf({ 'staging/run-x/x': '' });
  const dir = directoryOf(name.includes('/') ? { '.registry/x': '' } : {});
  symlinkSync(outside, join(dir, name));
  const locked = withStoreLock(registryAt(dir), QUICK, () => 'held');
  await expect(locked).rejects.toThrow('is no folder');
  expect(filesIn(outside)).toEqual({ 'staging/run-x/x': '' });
});

it.each([
  ['.registry', 'archive'],
  ['.registry/staging', '../archive'],
  ['.registry/rejected', 'staging'],
  ['archive', '.registry/staging'],
])('%s that leads to %s, where recovery removes files, is refused', async (name, target) => {
  const dir = directoryOf({ 'archive/precious': '', '.registry/staging/precious': '' });
  rmSync(join(dir, name), { recursive: true, force: true });
  symlinkSync(target, join(dir, name));
  const locked = withStoreLock(registryAt(dir), QUICK, () => 'held');
  await expect(locked).rejects.toThrow('is no folder');
  expect(filesIn(join(dir, name))).toEqual({ precious: '' });
});

it('a scaler that is linked from an earlier version becomes a file of its own', async () => {
  const dir = directoryOf(trio('1.0'));
  const earlier = join(dir, artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.0'));
  chmodSync(dir, 0o755);
  chmodSync(earlier, 0o600);
  const staging = stage(dir, { ...trio('1.1') });
  const scaler = join(staging, artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1'));
  rmSync(scaler);
  linkSync(earlier, scaler);
  await publish(dir, staging, '1.1');
  const published = join(dir, artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1'));
  expect(statSync(published).ino).not.toBe(statSync(earlier).ino);
  expect(statSync(earlier)).toMatchObject({ nlink: 1, mode: 0o100600 });
  expect(statSync(published)).toMatchObject({ nlink: 1, mode: 0o100644 });
});

describe('permissions follow the models directory, whatever the umask', () => {
  it.each([
    [0o755, 0o644, 0o644, 0o755],
    [0o750, 0o640, 0o640, 0o750],
    [0o700, 0o600, 0o600, 0o700],
    [0o775, 0o644, 0o664, 0o775],
    [0o2775, 0o644, 0o664, 0o2775],
  ])('%o', async (directory, artifact, journal, registry) => {
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    const dir = join(directoryOf({}), 'models');
    mkdirSync(dir);
    chmodSync(dir, directory);
    const staging = stage(dir, '1.0');
    expect(statSync(staging).mode & 0o777).toBe(0o700);
    await publish(dir, staging, '1.0');
    const modeOf = (name: string) => statSync(join(dir, name)).mode & 0o7777;
    expect(ARTIFACTS.map((each) => modeOf(artifactFileName(DEFAULT_LAYOUT, each, '1.0')))).toEqual(
      Array(3).fill(artifact),
    );
    expect(modeOf('.registry/journal.jsonl')).toBe(journal);
    expect(modeOf('.registry')).toBe(registry);
    expect(modeOf(STAGING)).toBe(registry);
  });
});

it('publish, then discover: what was published is found', async () => {
  const minor = fc.integer({ min: 0, max: 999_999_999 });
  const metadata = fc.dictionary(
    fc.string().filter((key) => key !== 'version'),
    fc.jsonValue(),
    { maxKeys: 5 },
  );
  const content = anyText({ minLength: 1 });
  await fc.assert(
    fc.asyncProperty(minor, minor, metadata, content, content, async (...given) => {
      const [major, minor, metadata, model, scaler] = given;
      const folder = mkdtempSync(join(tmpdir(), 'model-registry-'));
      const dir = join(folder, 'models');
      mkdirSync(dir);
      try {
        const version = `${major}.${minor}`;
        const staging = stage(dir, {
          ...trio(version, JSON.stringify(metadata, null, 2)),
          [artifactFileName(DEFAULT_LAYOUT, 'model', version)]: model,
          [artifactFileName(DEFAULT_LAYOUT, 'scaler', version)]: scaler,
        });
        await publish(dir, staging, version);
        const [found, ...others] = scanModels(dir, DEFAULT_LAYOUT).models;
        expect(others).toEqual([]);
        expect(found).toMatchObject({ version, exists: true });
        expect(found?.metadata).toEqual({
          ...JSON.parse(JSON.stringify(metadata)),
          artifacts: { model: factsOf(model), scaler: factsOf(scaler) },
          published_at: '2026-01-02T03:04:05.678Z',
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 40 },
  );
});

function factsOf(text: string) {
  return { sha256: sha256(text), size: Buffer.byteLength(text) };
}

function stagedFiles(run: string, version: string): Record<string, string> {
  const files = Object.entries(trio(version));
  return Object.fromEntries(files.map(([name, text]) => [`${STAGING}/${run}/${name}`, text]));
}

it('does not touch a staging folder next to it', async () => {
  const dir = directoryOf(stagedFiles('run-other', '1.2'));
  await publish(dir, stage(dir, '1.1'), '1.1');
  expect(filesIn(join(dir, STAGING, 'run-other'))).toEqual(trio('1.2'));
  expect(existsSync(join(dir, artifactFileName(DEFAULT_LAYOUT, 'model', '1.2')))).toBe(false);
});

it('makes a copy of a linked file beside one that is named like a copy', async () => {
  const layout = {
    version: 'integer',
    model: 'm_v{version}.pkl',
    scaler: 'm_v{version}.pkl.tmp',
    config: 'm_v{version}.json',
  };
  const parsed = parseConfig({ model: { layout } });
  if (!parsed.ok) throw new Error('no layout');
  const dir = directoryOf({});
  const lock = trainingOf(dir);
  const staging = stage(dir, { 'm_v7.pkl': 'Vmodel\n.', 'm_v7.pkl.tmp': 'N.', 'm_v7.json': '{}' });
  linkSync(join(staging, 'm_v7.pkl'), join(dir, 'elsewhere'));
  const registry = registryAt(dir, { layout: parsed.config.layout });
  expect(await checkStaged({ ...lock, registry }, staging, '7', CHECKS)).toMatchObject({
    ok: true,
  });
});
