import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName, DEFAULT_LAYOUT } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { recoverArchiving } from '../../src/aside/archive.js';
import {
  archiveVersion,
  readJournal,
  restoreArchived,
  VersionTakenError,
} from '../../src/index.js';
import { writeIntent } from '../../src/publication/intent.js';
import { changeIn, directoryOf, filesIn, modelsIn, storeOf, trio } from '../support.js';

const archived = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`archive/${name}`, text]));

it('moves a version to archive/, and tells the journal', async () => {
  const dir = directoryOf({ ...trio('0.9'), ...trio('1.0') });
  await archiveVersion(storeOf(dir), '0.9', { ...changeIn(dir, 'prune'), previousVersion: '1.0' });
  expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...archived(trio('0.9')) });
  const at = '2026-01-02T03:04:05.678Z';
  const entry = {
    event: 'archived',
    at,
    version: '0.9',
    reason: 'prune',
    user: expect.any(String),
  };
  expect(readJournal(registryAt(dir)).entries).toEqual([
    { ...entry, previous_version: '1.0', selected_version: '1.0' },
  ]);
  expect(Object.keys(filesIn(dir, '.registry'))).toEqual(['.registry/journal.jsonl']);
});

it('moves what there is of a version that is not complete', async () => {
  const { [artifactFileName(DEFAULT_LAYOUT, 'config', '0.9')]: _, ...part } = trio('0.9');
  const dir = directoryOf(part);
  await archiveVersion(storeOf(dir), '0.9', changeIn(dir));
  expect(modelsIn(dir)).toEqual(archived(part));
});

it.each(ARTIFACTS)('replaces nothing in archive/: %s', async (artifact) => {
  const there = { [`archive/${artifactFileName(DEFAULT_LAYOUT, artifact, '0.9')}`]: 'precious' };
  const dir = directoryOf({ ...trio('0.9'), ...there });
  await expect(archiveVersion(storeOf(dir), '0.9', changeIn(dir))).rejects.toThrow(
    VersionTakenError,
  );
  expect(filesIn(dir)).toEqual({ ...trio('0.9'), ...there });
});

it('brings back what it has moved where a later file cannot be', async () => {
  const dir = directoryOf({ ...trio('0.9'), ...trio('1.0') });
  const { archive, archiving } = registryAt(dir);
  mkdirSync(archive);
  const store = storeOf(dir);
  const change = changeIn(dir);
  // Somebody who holds no lock makes a file there after the check.
  writeIntent(store, archiving, '0.9', change);
  writeFileSync(join(archive, artifactFileName(DEFAULT_LAYOUT, 'model', '0.9')), 'precious');
  await expect(recoverArchiving(store, change)).rejects.toThrow(VersionTakenError);
  const there = { [`archive/${artifactFileName(DEFAULT_LAYOUT, 'model', '0.9')}`]: 'precious' };
  expect(filesIn(dir)).toEqual({ ...trio('0.9'), ...trio('1.0'), ...there });
});

it('a version that is not there cannot be archived', async () => {
  const dir = directoryOf(trio('1.0'));
  await expect(archiveVersion(storeOf(dir), '0.9', changeIn(dir))).rejects.toThrow(
    'no version 0.9',
  );
});

it.each(ARTIFACTS)('a restore replaces nothing in the models directory: %s', async (artifact) => {
  const there = { [artifactFileName(DEFAULT_LAYOUT, artifact, '0.9')]: 'precious' };
  const files = { ...archived(trio('0.9')), ...there };
  const dir = directoryOf(files);
  await expect(restoreArchived(storeOf(dir), '0.9', changeIn(dir))).rejects.toThrow(
    VersionTakenError,
  );
  expect(filesIn(dir)).toEqual(files);
});

it('a symlink is not moved: it would lead elsewhere from there', async () => {
  const files = { ...trio('1.0'), 'shared.json': '{}' };
  const dir = directoryOf(files);
  const config = join(dir, artifactFileName(DEFAULT_LAYOUT, 'config', '1.0'));
  rmSync(config);
  symlinkSync('shared.json', config);
  await expect(archiveVersion(storeOf(dir), '1.0', changeIn(dir))).rejects.toThrow(
    'no regular file',
  );
  expect(modelsIn(dir)).toEqual(files);
});
