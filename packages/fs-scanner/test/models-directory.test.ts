import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  artifactFileName,
  assembleModel,
  type IgnoredFile,
  ignoredReason,
  MAX_METADATA_BYTES,
  type ModelScan,
  type ModelSource,
  parseArtifactFileName,
} from '@org/model-registry-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { modelsDirectory } from '../src/index.js';
import { describeModelSource } from './model-source.contract.js';
import { directoryOf, trio } from './temporary.js';

describeModelSource('a directory', (files) => modelsDirectory(directoryOf(files)));

describeModelSource('a directory, read blocking', (files) => {
  const directory = modelsDirectory(directoryOf(files));
  return { scan: async () => directory.scanSync() };
});

describeModelSource('files in memory', inMemory);

/** Not for users: shows that the contract does not need a file system. */
function inMemory(files: Readonly<Record<string, string>>): ModelSource {
  async function scan(): Promise<ModelScan> {
    const names = Object.keys(files).sort();
    const versions = new Set(names.flatMap((name) => parseArtifactFileName(name)?.version ?? []));
    const models = [...versions].sort(byNumbers).map((version) => {
      const path = (name: string) => (Object.hasOwn(files, name) ? { path: `/${name}` } : null);
      const [model, scaler, config] = (['model', 'scaler', 'config'] as const).map(
        (artifact) => path(artifactFileName(artifact, version))?.path,
      );
      const text = files[artifactFileName('config', version)] ?? '';
      return assembleModel(
        version,
        { ...(model && { model }), ...(scaler && { scaler }), ...(config && { config }) },
        Buffer.byteLength(text) > MAX_METADATA_BYTES
          ? { kind: 'metadata-unreadable', reason: 'too-large', detail: '' }
          : text,
      );
    });
    const ignored = names.flatMap((file): IgnoredFile[] => {
      const reason = ignoredReason(file);
      return reason ? [{ kind: 'ignored-file', file, reason }] : [];
    });
    return { location: 'memory', found: true, models, ignored };
  }
  return { scan };
}

function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

const SCAN = {
  async: (dir: string) => modelsDirectory(dir).scan(),
  sync: async (dir: string) => modelsDirectory(dir).scanSync(),
};

describe.each(Object.entries(SCAN))('a models directory, %s', (_, scan) => {
  const CONFIG = 'model_config_v1.0.json';
  const MODEL = 'meta_model_v1.0.joblib';

  /** A complete version 1.0, and this made at the name of its model file. */
  async function withModel(make: (path: string, dir: string) => void) {
    const { [MODEL]: _, ...rest } = trio('1.0');
    const dir = directoryOf({ ...rest, ...trio('2.0'), 'archive/old.joblib': 'x' });
    make(join(dir, MODEL), dir);
    const { models } = await scan(dir);
    expect(models[1]).toMatchObject({ version: '2.0', exists: true, problems: [] });
    return models[0];
  }

  it('gives absolute paths of a directory that is named relatively', async () => {
    const dir = directoryOf(trio('1.0'));
    const { location, models } = await scan(`${dir}/../${dir.split('/').at(-1)}`);
    expect(location).toBe(dir);
    expect(models[0]?.modelPath).toBe(join(dir, MODEL));
  });

  it('that is missing holds no models', async () => {
    const location = join(directoryOf({}), 'models');
    expect(await scan(location)).toEqual({ location, found: false, models: [], ignored: [] });
  });

  it('that is a file is an error that names it', async () => {
    const file = join(directoryOf({ models: 'x' }), 'models');
    await expect(scan(file)).rejects.toThrow(`models directory ${file} cannot be read`);
  });

  it('is not entered: archive/ and dot-folders are no concern', async () => {
    const files = Object.entries(trio('1.0'));
    const inside = (folder: string) => files.map(([name, text]) => [`${folder}/${name}`, text]);
    const dir = directoryOf(Object.fromEntries([...inside('archive'), ...inside('.registry')]));
    expect(await scan(dir)).toMatchObject({ found: true, models: [], ignored: [] });
  });

  it.each([
    ['directory', (path: string) => mkdirSync(path)],
    ['fifo', (path: string) => execFileSync('mkfifo', [path])],
    ['broken-symlink', (path: string) => symlinkSync('nowhere', path)],
    ['broken-symlink', (path: string) => symlinkSync(MODEL, path)],
    ['symlink-outside', (path: string) => symlinkSync('/etc/hostname', path)],
    ['symlink-outside', (path: string, dir: string) => symlinkSync(dir, path)],
    ['directory', (path: string) => symlinkSync('archive', path)],
  ] as const)('a %s in place of a model is no model', async (found, make) => {
    const model = await withModel(make);
    expect(model).toMatchObject({ modelPath: null, exists: false });
    expect(model?.problems).toEqual([{ kind: 'not-a-file', artifact: 'model', found }]);
  });

  it('a socket in place of a model is no model', async () => {
    const server = createServer();
    const { [MODEL]: _, ...rest } = trio('1.0');
    const dir = directoryOf(rest);
    await new Promise<void>((listening) => server.listen(join(dir, MODEL), listening));
    const { models } = await scan(dir);
    await new Promise((closed) => server.close(closed));
    expect(models[0]?.problems).toEqual([
      { kind: 'not-a-file', artifact: 'model', found: 'socket' },
    ]);
  });

  it('a link to a file in its own subfolder counts, under the name of the link', async () => {
    const model = await withModel((path) => symlinkSync('archive/old.joblib', path));
    expect(model).toMatchObject({ exists: true, problems: [] });
    expect(model?.modelPath).toMatch(/\/meta_model_v1\.0\.joblib$/);
  });

  it('a config file is read behind its link', async () => {
    const { [CONFIG]: _, ...rest } = trio('1.0');
    const dir = directoryOf({ ...rest, 'shared.json': '{"own": 1}' });
    symlinkSync('shared.json', join(dir, CONFIG));
    expect((await scan(dir)).models[0]?.metadata).toEqual({ own: 1 });
  });

  it('may itself be behind a link', async () => {
    const dir = directoryOf({ 'real/shared.json': '{"own": 2}' });
    for (const [name, text] of Object.entries(trio('1.0')))
      writeFileSync(join(dir, 'real', name), text);
    rmSync(join(dir, 'real', CONFIG));
    symlinkSync('shared.json', join(dir, 'real', CONFIG));
    symlinkSync('real', join(dir, 'models'));
    const { models } = await scan(join(dir, 'models'));
    expect(models[0]).toMatchObject({ exists: true, metadata: { own: 2 } });
    expect(models[0]?.modelPath).toBe(join(dir, 'models', MODEL));
  });

  it.each([
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf8'],
    [Buffer.from('\ufeff{"a": 1}', 'utf16le'), 'not-utf8'],
  ])('a config file that is not UTF-8 is not used', async (bytes, reason) => {
    const { models } = await scan(directoryOf({ ...trio('1.0'), [CONFIG]: bytes }));
    expect(models[0]?.problems).toMatchObject([{ kind: 'metadata-unreadable', reason }]);
  });

  it('a replacement character that is really there is text', async () => {
    const { models } = await scan(directoryOf(trio('1.0', '{"a": "\ufffd"}')));
    expect(models[0]?.metadata).toEqual({ a: '\ufffd' });
  });

  it.each([
    [1_048_576, []],
    [1_048_577, [{ kind: 'metadata-unreadable', reason: 'too-large', detail: '' }]],
  ])('a config file of %i bytes', async (size, problems) => {
    const text = `{"a": "${'x'.repeat(size - 9)}"}`;
    expect(Buffer.byteLength(text)).toBe(size);
    expect((await scan(directoryOf(trio('1.0', text)))).models[0]?.problems).toEqual(problems);
  });
});

it('the two ways of scanning give the same', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...trio('1.1', '['), 'meta_model_v3.0.joblib': 'x' });
  symlinkSync('nowhere', join(dir, 'model_config_v3.0.json'));
  expect(await modelsDirectory(dir).scan()).toEqual(modelsDirectory(dir).scanSync());
});

describe('a symlink that is switched all the time', () => {
  const SWITCH = `const { renameSync, symlinkSync } = require('node:fs');
process.chdir(process.argv[1]);
for (let at = 0; ; at += 1) {
  symlinkSync(at % 2 ? 'a' : 'b', 'new');
  renameSync('new', 'live');
  if (at === 1) console.log('switching');
}`;

  it.each(['scan', 'scanSync'] as const)('%s never sees parts of two folders', async (scan) => {
    const folder = directoryOf({});
    for (const [name, version] of Object.entries({ a: '1.0', b: '2.0' })) {
      mkdirSync(join(folder, name));
      for (const [file, text] of Object.entries(trio(version))) {
        writeFileSync(join(folder, name, file), text);
      }
    }
    const child = spawn(process.execPath, ['-e', SWITCH, folder]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const seen = new Set<string>();
    for (let look = 0; look < 500; look += 1) {
      const { models } = await modelsDirectory(join(folder, 'live'))[scan]();
      const whole = models.filter(({ exists, metadata }) => exists && metadata !== null);
      seen.add(whole.map(({ version }) => version).join(' and ') || 'none');
    }
    expect([...seen].sort()).toEqual(['1.0', '2.0']);
  });
});
