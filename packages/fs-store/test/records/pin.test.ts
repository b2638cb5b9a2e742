import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPin as read, registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import { readJournal } from '../../src/index.js';
import { removePin, writePin } from '../../src/records/pin.js';
import { changeIn, directoryOf, storeOf, trio } from '../support.js';

const readPin = (dir: string) => read(registryAt(dir));

it('pins, pins another, unpins, and tells the journal', async () => {
  const dir = directoryOf(trio('1.0'));
  const change = { ...changeIn(dir, 'calm'), previousVersion: '1.1' };
  await writePin(storeOf(dir), '1.0', change);
  const at = '2026-01-02T03:04:05.678Z';
  expect(readPin(dir)).toEqual({ version: '1.0', at, reason: 'calm', user: expect.any(String) });
  await writePin(storeOf(dir), '0.9', change);
  expect(readPin(dir)?.version).toBe('0.9');
  expect(await removePin(storeOf(dir), change)).not.toBeNull();
  expect(readPin(dir)).toBeNull();
  expect(await removePin(storeOf(dir), change)).toBeNull();
  const user = expect.any(String);
  const common = { at, reason: 'calm', user, previous_version: '1.1', selected_version: '1.0' };
  expect(readJournal(registryAt(dir)).entries).toEqual([
    { event: 'pinned', version: '1.0', ...common },
    { event: 'pinned', version: '0.9', ...common, selected_version: null },
    { event: 'unpinned', version: null, ...common },
  ]);
  expect(readdirSync(join(dir, '.registry')).sort()).toEqual(['.gitignore', 'journal.jsonl']);
});

it('whoever may read the models directory may read the pin', async () => {
  const dir = join(directoryOf({}), 'models');
  mkdirSync(dir, { mode: 0o755 });
  const umask = process.umask(0o077);
  await writePin(storeOf(dir), '1.0', changeIn(dir)).finally(() => process.umask(umask));
  expect(statSync(join(dir, '.registry/pin.json')).mode & 0o777).toBe(0o644);
});

it('a pin that cannot be read is replaced or removed', async () => {
  const dir = directoryOf({ '.registry/pin.json': '{"version": "1.' });
  await writePin(storeOf(dir), '1.0', changeIn(dir));
  expect(readPin(dir)?.version).toBe('1.0');
  writeFileSync(join(dir, '.registry/pin.json'), 'garbage');
  expect(await removePin(storeOf(dir), changeIn(dir))).not.toBeNull();
  mkdirSync(join(dir, '.registry/pin.json'));
  expect(await removePin(storeOf(dir), changeIn(dir))).not.toBeNull();
});

it('what a crash left of a pin being written is no hindrance', async () => {
  const dir = directoryOf({ '.registry/pin.json.tmp': '{"vers' });
  await writePin(storeOf(dir), '1.0', changeIn(dir, 'r'.repeat(50_000)));
  const pin = readPin(dir);
  expect(pin).toMatchObject({ version: '1.0', reason: 'r'.repeat(1_000) });
  expect(readJournal(registryAt(dir))).toMatchObject({
    entries: [{ event: 'pinned' }],
    skipped: 0,
    unreadBytes: 0,
  });
});

it('says that the pin holds, or is gone, where only the journal cannot be written', async () => {
  const dir = directoryOf({ ...trio('1.0'), '.registry/journal.jsonl/x': '' });
  await expect(writePin(storeOf(dir), '1.0', changeIn(dir))).rejects.toThrow(
    'version 1.0 is pinned, and',
  );
  expect(readPin(dir)?.version).toBe('1.0');
  await expect(removePin(storeOf(dir), changeIn(dir))).rejects.toThrow('the pin is removed, and');
  expect(readPin(dir)).toBeNull();
});
