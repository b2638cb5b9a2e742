import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scanModels } from '../../src/index.js';
import { directoryOf, trio } from '../temporary.js';

describe('a scan', () => {
  it('gives the versions in ascending order, as pairs of numbers', () => {
    const { found, models } = scanModels(
      directoryOf({
        ...trio('2.0'),
        ...trio('1.10'),
        ...trio('1.9'),
        ...trio('10.0'),
      }),
      DEFAULT_LAYOUT,
    );
    expect(found).toBe(true);
    expect(models.map(({ version }) => version)).toEqual(['1.9', '1.10', '2.0', '10.0']);
  });

  it('gives a complete version with its metadata, and nothing against it', () => {
    const { models } = scanModels(directoryOf(trio('1.0', '{"own": [1]}')), DEFAULT_LAYOUT);
    expect(models).toMatchObject([
      { version: '1.0', exists: true, metadata: { own: [1] }, problems: [] },
    ]);
    const [model] = models;
    expect(model?.modelPath).toMatch(/meta_model_v1\.0\.joblib$/);
    expect(model?.scalerPath).toMatch(/feature_scaler_v1\.0\.joblib$/);
    expect(model?.configPath).toMatch(/model_config_v1\.0\.json$/);
  });

  it.each([
    ['model', 'meta_model_v1.0.joblib', 'modelPath'],
    ['scaler', 'feature_scaler_v1.0.joblib', 'scalerPath'],
    ['config', 'model_config_v1.0.json', 'configPath'],
  ] as const)('gives a version without %s, and says so', (artifact, file, key) => {
    const { [file]: _, ...rest } = trio('1.0');
    const { models } = scanModels(directoryOf({ ...rest, ...trio('2.0') }), DEFAULT_LAYOUT);
    expect(models.map(({ exists }) => exists)).toEqual([false, true]);
    expect(models[0]?.[key]).toBeNull();
    expect(models[0]?.problems).toEqual([{ kind: 'missing-file', artifact }]);
  });

  it.each([
    ['', 'empty'],
    ['{', 'not-json'],
    ['[]', 'not-an-object'],
    [`{"a": "${'x'.repeat(1_048_576)}"}`, 'too-large'],
    ['[['.repeat(100), 'too-deep'],
  ])('a config file that is no object hides nothing else', (text, reason) => {
    const { models } = scanModels(
      directoryOf({ ...trio('1.0', text), ...trio('2.0') }),
      DEFAULT_LAYOUT,
    );
    expect(models[0]).toMatchObject({
      exists: true,
      metadata: null,
      problems: [{ kind: 'metadata-unreadable', reason }],
    });
    expect(models[1]).toMatchObject({ metadata: {}, problems: [] });
  });

  it('ignores what only begins like an artifact, says so in the order of the names', () => {
    const { models, ignored } = scanModels(
      directoryOf({
        'model_config_v1.0.1.json': '{}',
        'meta_model_v1.0_backup.joblib': 'x',
        'notes.txt': 'x',
        ...trio('1.0'),
      }),
      DEFAULT_LAYOUT,
    );
    expect(models).toHaveLength(1);
    expect(ignored).toEqual([
      { kind: 'ignored-file', file: 'meta_model_v1.0_backup.joblib', reason: 'extra-text' },
      { kind: 'ignored-file', file: 'model_config_v1.0.1.json', reason: 'not-a-version' },
    ]);
  });

  it('holds no models where it holds nothing', () => {
    expect(scanModels(directoryOf({}), DEFAULT_LAYOUT)).toMatchObject({ models: [], ignored: [] });
  });

  it('gives the same again', () => {
    const dir = directoryOf({ ...trio('1.0'), ...trio('1.1', '[]') });
    expect(scanModels(dir, DEFAULT_LAYOUT)).toEqual(scanModels(dir, DEFAULT_LAYOUT));
  });
});

describe('a models directory', () => {
  const CONFIG = 'model_config_v1.0.json';
  const MODEL = 'meta_model_v1.0.joblib';

  /** A complete version 1.0, and this made at the name of its model file. */
  function withModel(make: (path: string, dir: string) => void) {
    const { [MODEL]: _, ...rest } = trio('1.0');
    const dir = directoryOf({ ...rest, ...trio('2.0'), 'archive/old.joblib': 'x' });
    make(join(dir, MODEL), dir);
    const { models } = scanModels(dir, DEFAULT_LAYOUT);
    expect(models[1]).toMatchObject({ version: '2.0', exists: true, problems: [] });
    return models[0];
  }

  it('gives absolute paths of a directory that is named relatively', async () => {
    const dir = directoryOf(trio('1.0'));
    const { location, models } = scanModels(`${dir}/../${dir.split('/').at(-1)}`, DEFAULT_LAYOUT);
    expect(location).toBe(dir);
    expect(models[0]?.modelPath).toBe(join(dir, MODEL));
  });

  it('that is missing holds no models', async () => {
    const location = join(directoryOf({}), 'models');
    expect(scanModels(location, DEFAULT_LAYOUT)).toEqual({
      location,
      found: false,
      models: [],
      ignored: [],
    });
  });

  it('that is a file is an error that names it', async () => {
    const file = join(directoryOf({ models: 'x' }), 'models');
    expect(() => scanModels(file, DEFAULT_LAYOUT)).toThrow(
      `models directory ${file} cannot be read`,
    );
  });

  it('is not entered: archive/ and dot-folders are no concern', async () => {
    const files = Object.entries(trio('1.0'));
    const inside = (folder: string) => files.map(([name, text]) => [`${folder}/${name}`, text]);
    const dir = directoryOf(Object.fromEntries([...inside('archive'), ...inside('.registry')]));
    expect(scanModels(dir, DEFAULT_LAYOUT)).toMatchObject({ found: true, models: [], ignored: [] });
  });

  it.each([
    ['directory', (path: string) => mkdirSync(path)],
    ['fifo', (path: string) => execFileSync('mkfifo', [path])],
    ['broken-symlink', (path: string) => symlinkSync('nowhere', path)],
    ['broken-symlink', (path: string) => symlinkSync(MODEL, path)],
    ['symlink-outside', (path: string) => symlinkSync('/etc/hostname', path)],
    ['symlink-outside', (path: string, dir: string) => symlinkSync(dir, path)],
    ['directory', (path: string) => symlinkSync('archive', path)],
  ] as const)('a %s in place of a model is no model', (found, make) => {
    const model = withModel(make);
    expect(model).toMatchObject({ modelPath: null, exists: false });
    expect(model?.problems).toEqual([{ kind: 'not-a-file', artifact: 'model', found }]);
  });

  it('a socket in place of a model is no model', async () => {
    const server = createServer();
    const { [MODEL]: _, ...rest } = trio('1.0');
    const dir = directoryOf(rest);
    await new Promise<void>((listening) => server.listen(join(dir, MODEL), listening));
    const { models } = scanModels(dir, DEFAULT_LAYOUT);
    await new Promise((closed) => server.close(closed));
    expect(models[0]?.problems).toEqual([
      { kind: 'not-a-file', artifact: 'model', found: 'socket' },
    ]);
  });

  it('a link to a file in its own subfolder counts, under the name of the link', async () => {
    const model = withModel((path) => symlinkSync('archive/old.joblib', path));
    expect(model).toMatchObject({ exists: true, problems: [] });
    expect(model?.modelPath).toMatch(/\/meta_model_v1\.0\.joblib$/);
  });

  it('a config file is read behind its link', async () => {
    const { [CONFIG]: _, ...rest } = trio('1.0');
    const dir = directoryOf({ ...rest, 'shared.json': '{"own": 1}' });
    symlinkSync('shared.json', join(dir, CONFIG));
    expect(scanModels(dir, DEFAULT_LAYOUT).models[0]?.metadata).toEqual({ own: 1 });
  });

  it('may itself be behind a link', async () => {
    const dir = directoryOf({ 'real/shared.json': '{"own": 2}' });
    for (const [name, text] of Object.entries(trio('1.0')))
      writeFileSync(join(dir, 'real', name), text);
    rmSync(join(dir, 'real', CONFIG));
    symlinkSync('shared.json', join(dir, 'real', CONFIG));
    symlinkSync('real', join(dir, 'models'));
    const { models } = scanModels(join(dir, 'models'), DEFAULT_LAYOUT);
    expect(models[0]).toMatchObject({ exists: true, metadata: { own: 2 } });
    expect(models[0]?.modelPath).toBe(join(dir, 'models', MODEL));
  });

  it.each([
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf8'],
    [Buffer.from('\ufeff{"a": 1}', 'utf16le'), 'not-utf8'],
  ])('a config file that is not UTF-8 is not used', async (bytes, reason) => {
    const { models } = scanModels(directoryOf({ ...trio('1.0'), [CONFIG]: bytes }), DEFAULT_LAYOUT);
    expect(models[0]?.problems).toMatchObject([{ kind: 'metadata-unreadable', reason }]);
  });

  it('a replacement character that is really there is text', async () => {
    const { models } = scanModels(directoryOf(trio('1.0', '{"a": "\ufffd"}')), DEFAULT_LAYOUT);
    expect(models[0]?.metadata).toEqual({ a: '\ufffd' });
  });

  it.each([
    [1_048_576, []],
    [1_048_577, [{ kind: 'metadata-unreadable', reason: 'too-large', detail: '' }]],
  ])('a config file of %i bytes', async (size, problems) => {
    const text = `{"a": "${'x'.repeat(size - 9)}"}`;
    expect(Buffer.byteLength(text)).toBe(size);
    expect(scanModels(directoryOf(trio('1.0', text)), DEFAULT_LAYOUT).models[0]?.problems).toEqual(
      problems,
    );
  });
});

describe('a symlink that is switched all the time', () => {
  const SWITCH = `const { renameSync, symlinkSync } = require('node:fs');
process.chdir(process.argv[1]);
for (let at = 0; ; at += 1) {
  symlinkSync(at % 2 ? 'a' : 'b', 'new');
  renameSync('new', 'live');
  if (at === 1) console.log('switching');
}`;

  it('a scan never sees parts of two folders', async () => {
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
      const { models } = scanModels(join(folder, 'live'), DEFAULT_LAYOUT);
      const whole = models.filter(({ exists, metadata }) => exists && metadata !== null);
      seen.add(whole.map(({ version }) => version).join(' and ') || 'none');
    }
    expect([...seen].sort()).toEqual(['1.0', '2.0']);
  });
});

describe('links into trusted folders', () => {
  const NAMES = Object.keys(trio('1.0'));
  /** A cache as of the Hugging Face hub: a snapshot of links, which lead to blobs by their hashes. */
  const cached = (at: (cache: string) => string = (cache) => cache) => {
    const cache = directoryOf({});
    const dir = directoryOf({});
    const hub = at(cache);
    mkdirSync(join(hub, 'blobs'), { recursive: true });
    mkdirSync(join(hub, 'snapshots/a1'), { recursive: true });
    for (const [at, [name, content]] of Object.entries(trio('1.0', '{"own": 1}')).entries()) {
      writeFileSync(join(hub, `blobs/${at}`), content);
      symlinkSync(`../../blobs/${at}`, join(hub, 'snapshots/a1', name));
      symlinkSync(join(hub, 'snapshots/a1', name), join(dir, name));
    }
    return { cache, hub, dir };
  };
  const model = (dir: string, trusted: readonly string[]) =>
    scanModels(dir, DEFAULT_LAYOUT, trusted).models[0];
  const outside = NAMES.map(() => expect.objectContaining({ found: 'symlink-outside' }));

  it('are followed, where they are named, also behind a symlink to the folder', () => {
    const { cache, dir } = cached();
    const link = join(directoryOf({}), 'hub');
    symlinkSync(cache, link);
    for (const trusted of [cache, `${cache}/`, link]) {
      expect(model(dir, [trusted])).toMatchObject({
        exists: true,
        metadata: { own: 1 },
        modelPath: join(dir, 'meta_model_v1.0.joblib'),
        problems: [],
      });
    }
  });

  it.each([
    ['nothing', () => []],
    ['another folder', () => [directoryOf({})]],
    ['a folder that is not there', () => ['/nonexistent/hub']],
    ['a folder whose name only begins so', (hub: string) => [hub.slice(0, -1)]],
    ['the snapshots without the blobs', (hub: string) => [join(hub, 'snapshots')]],
  ])('lead outside, where %s is named', (_, trusted) => {
    const { hub, dir } = cached();
    expect(model(dir, trusted(hub))?.problems).toEqual(outside);
  });

  it('lead outside by `..`, and by a link in the folder that leaves it', () => {
    const { hub, dir } = cached((cache) => join(cache, 'hub'));
    const [name = ''] = NAMES;
    const blob = join(hub, 'blobs/0');
    writeFileSync(join(hub, '../secret'), 'x');
    for (const target of ['../../secret', '/etc/hostname']) {
      rmSync(blob);
      symlinkSync(target, blob);
      expect(model(dir, [hub])?.problems).toMatchObject([{ found: 'symlink-outside' }]);
    }
    rmSync(join(dir, name));
    symlinkSync(`${hub}/../secret`, join(dir, name));
    expect(model(dir, [hub])?.problems).toMatchObject([{ found: 'symlink-outside' }]);
  });

  it('lead outside once a folder on the way is another one', () => {
    const { hub, dir } = cached();
    const elsewhere = directoryOf({ 0: 'x', 1: 'x', 2: '{}' });
    rmSync(join(hub, 'blobs'), { recursive: true });
    symlinkSync(elsewhere, join(hub, 'blobs'));
    expect(model(dir, [hub])?.problems).toEqual(outside);
  });

  it('have to lead to regular files', () => {
    const { hub, dir } = cached();
    rmSync(join(hub, 'blobs/0'));
    mkdirSync(join(hub, 'blobs/0'));
    rmSync(join(hub, 'blobs/1'));
    execFileSync('mkfifo', [join(hub, 'blobs/1')]);
    expect(model(dir, [hub])?.problems).toMatchObject([{ found: 'directory' }, { found: 'fifo' }]);
  });
});
