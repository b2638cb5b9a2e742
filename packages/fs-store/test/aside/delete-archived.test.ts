import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName, DEFAULT_LAYOUT } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { recoverDeletion } from '../../src/aside/delete-archived.js';
import { bytesOf, deleteArchived, readJournal } from '../../src/index.js';
import { writeIntent } from '../../src/publication/intent.js';
import {
  changeIn,
  directoryOf,
  modelsIn,
  runUnprivileged,
  storeOf,
  trio,
  whyNot,
} from '../support.js';

const archived = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`archive/${name}`, text]));

it('deletes a version in the archive, tells the journal, and keeps its number taken', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...archived({ ...trio('0.8'), ...trio('0.9') }) });
  const registry = registryAt(dir);
  expect(bytesOf(registry, registry.archive, '0.8')).toBe(
    Object.values(trio('0.8')).join('').length,
  );
  await deleteArchived(storeOf(dir), '0.8', changeIn(dir, 'prune'));
  expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...archived(trio('0.9')) });
  expect(readJournal(registry).entries).toMatchObject([
    { event: 'deleted', version: '0.8', reason: 'prune' },
  ]);
  expect(existsSync(join(registry.rejected, '0.8'))).toBe(true);
  expect(existsSync(registry.deleting)).toBe(false);
});

it('goes on where it was interrupted', async () => {
  const { [artifactFileName(DEFAULT_LAYOUT, 'config', '0.8')]: _, ...rest } = trio('0.8');
  const dir = directoryOf({ ...trio('1.0'), ...archived(rest) });
  const store = storeOf(dir);
  writeIntent(store, store.registry.deleting, '0.8', changeIn(dir));
  await recoverDeletion(store, changeIn(dir));
  expect(modelsIn(dir)).toEqual(trio('1.0'));
  await recoverDeletion(store, changeIn(dir));
  expect(readJournal(store.registry).entries).toHaveLength(1);
});

it('is given up where it was interrupted before its first step: the version may be pinned since', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...archived(trio('0.8')) });
  const before = modelsIn(dir);
  const store = storeOf(dir);
  writeIntent(store, store.registry.deleting, '0.8', changeIn(dir));
  await recoverDeletion(store, changeIn(dir));
  expect(modelsIn(dir)).toEqual(before);
  expect(existsSync(store.registry.deleting)).toBe(false);
  expect(readJournal(store.registry).entries).toEqual([]);
});

it('who may not delete leaves all as it was, and keeps nobody from writing', (test) => {
  const reason = whyNot('unprivileged');
  if (reason !== null) return test.skip(reason);
  const dir = directoryOf({ ...trio('1.0'), ...archived(trio('0.8')) });
  const { archive, deleting } = registryAt(dir);
  chmodSync(dir, 0o777);
  chmodSync(archive, 0o755);
  const before = modelsIn(dir);
  const { status, output } = runUnprivileged('remove', dir, '0.8');
  expect(output).toContain('allowed to write there (EACCES)');
  expect(status).not.toBe(0);
  expect(modelsIn(dir)).toEqual(before);
  expect(existsSync(deleting)).toBe(false);
  expect(runUnprivileged('clean', dir)).toMatchObject({ status: 0 });
});
