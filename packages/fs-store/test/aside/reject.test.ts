import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { registryAt, takenVersions } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { readJournal, rejectStaged, VersionTakenError } from '../../src/index.js';
import { changeIn, directoryOf, filesIn, stage, storeOf, trio } from '../support.js';

const REASONS = [{ kind: 'low-performance', metric: 'auc', expected: 0.6, actual: 0.5 }];

it('sets a version aside with the reasons, and tells the journal', async () => {
  const dir = directoryOf(trio('1.0'));
  const staging = stage(dir, '1.1');
  const { folder } = await rejectStaged(
    storeOf(dir),
    staging,
    '1.1',
    REASONS,
    changeIn(dir, 'gate'),
  );
  expect(folder).toBe(join(dir, '.registry/rejected/1.1'));
  const { 'reasons.json': reasons, ...files } = filesIn(folder);
  expect(files).toEqual(trio('1.1'));
  const at = '2026-01-02T03:04:05.678Z';
  expect(JSON.parse(reasons ?? '')).toEqual({
    version: '1.1',
    at,
    reason: 'gate',
    reasons: REASONS,
  });
  expect(readJournal(registryAt(dir)).entries).toMatchObject([
    { event: 'rejected', version: '1.1', reason: 'gate', selected_version: '1.0' },
  ]);
  expect(readdirSync(join(dir, '.registry/staging'))).toEqual([]);
});

it('keeps the files of the last three, and hands none of the versions out again', async () => {
  const dir = directoryOf({});
  const versions = ['1.4', '1.1', '1.3', '1.2', '1.5'];
  for (const version of versions) {
    await rejectStaged(storeOf(dir), stage(dir, version), version, REASONS, changeIn(dir));
  }
  const whole = versions.filter(
    (version) => readdirSync(join(dir, '.registry/rejected', version)).length === 4,
  );
  expect(whole).toEqual(['1.3', '1.2', '1.5']);
  expect(readdirSync(join(dir, '.registry/rejected/1.4'))).toEqual(['reasons.json']);
  expect([...takenVersions(registryAt(dir))].sort()).toEqual([...versions].sort());
});

it('keeps the files of the newest also where the clock was set back', async () => {
  const dir = directoryOf({});
  const rejected = join(dir, '.registry/rejected');
  const reject = (version: string) =>
    rejectStaged(storeOf(dir), stage(dir, version), version, REASONS, changeIn(dir));
  for (const version of ['1.1', '1.2', '1.3']) {
    await reject(version);
    utimesSync(join(rejected, version, 'reasons.json'), 0, 4_000_000_000 + Number(version));
  }
  await reject('1.4');
  const whole = readdirSync(rejected).filter(
    (version) => readdirSync(join(rejected, version)).length === 4,
  );
  expect(whole.sort()).toEqual(['1.2', '1.3', '1.4']);
});

it.each([
  ['meta_model_v1.1.joblib'],
  ['archive/model_config_v1.1.json'],
  ['.registry/rejected/1.1/reasons.json'],
])('replaces nothing: %s', async (place) => {
  const dir = directoryOf({ [place]: 'precious' });
  const staging = stage(dir, '1.1');
  const rejecting = rejectStaged(storeOf(dir), staging, '1.1', REASONS, changeIn(dir));
  await expect(rejecting).rejects.toThrow(VersionTakenError);
  expect(filesIn(dir)[place]).toBe('precious');
  expect(filesIn(staging)).toEqual(trio('1.1'));
});
