import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { LostRegistryError, registryAt, scanRegistry } from '../../src/index.js';
import { directoryOf, trio } from '../temporary.js';

/** A models directory that was used, as its marks say: beside it, or beside the config file. */
function used(files: Readonly<Record<string, string>>, which: 0 | 1 = 0) {
  const folder = directoryOf({ 'config/config.yaml': '' });
  const dir = join(folder, 'volume/models');
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  const registry = registryAt(dir, { configFile: join(folder, 'config/config.yaml') });
  const mark = registry.marks[which] as string;
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, '');
  return { folder, dir, mark, registry };
}

it.each([
  ['is empty', {}, (_: string) => {}],
  ['is gone', {}, (dir: string) => rmSync(dir, { recursive: true })],
  ['is gone with its parent', {}, (dir: string) => rmSync(dirname(dir), { recursive: true })],
  ['holds only files of others', { 'lost+found/x': '', '.gitkeep': '', README: '' }, () => {}],
])('a directory that was used and %s is no new one', (_, files, change) => {
  // Beside the config file: the mark beside the directory may be on the volume itself.
  const { registry, mark, dir } = used(files, 1);
  change(dir);
  expect(() => scanRegistry(registry)).toThrow(LostRegistryError);
  expect(() => scanRegistry(registry)).toThrow(`train with --fresh, or remove ${mark}`);
  rmSync(mark);
  expect(scanRegistry(registry).models).toEqual([]);
});

it.each([
  ['.registry', { '.registry/journal.jsonl': '' }],
  ['an archive', { 'archive/model_config_v1.0.json': '' }],
  ['a file of a model', { 'meta_model_v1.0.joblib': '' }],
  ['models', trio('1.0')],
])('one that holds %s is in use', (_, files) => {
  expect(scanRegistry(used(files).registry).found).toBe(true);
});

it('the marks stand outside the models directory, each path with its own', () => {
  const marks = (dir: string, configFile?: string) =>
    registryAt(dir, configFile === undefined ? {} : { configFile }).marks;
  expect(marks('/srv/bot/models', '/srv/bot/config/c.yaml')).toEqual([
    '/srv/bot/.model-registry/%2Fsrv%2Fbot%2Fmodels',
    '/srv/bot/config/.model-registry/%2Fsrv%2Fbot%2Fmodels',
  ]);
  expect(marks('/srv/models', '/srv/c.yaml')).toHaveLength(1);
  expect(marks('/srv/models', '/srv/models/config/c.yaml')).toHaveLength(1);
  expect(marks('/')).toEqual([]);
  const [long = ''] = marks(`/${'ä'.repeat(1_000)}`);
  expect(long.length).toBeLessThan(255);
});
