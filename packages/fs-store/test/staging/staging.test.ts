import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS, artifactFileName, DEFAULT_LAYOUT } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  beginCopy,
  copyIntoStaging,
  findSource,
  readJournal,
  recover,
  removeStaging,
  SourceFolderError,
} from '../../src/index.js';
import {
  changeIn,
  configOf,
  directoryOf,
  filesIn,
  modelsIn,
  publish,
  stage,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

const STAGING = '.registry/staging';
const recoverIn = (dir: string) => recover(storeOf(dir), trainingOf(dir), changeIn(dir));
const MODEL = artifactFileName(DEFAULT_LAYOUT, 'model', '1.0');

describe('recover', () => {
  it('removes what is unfinished and keeps what is whole', async () => {
    const dir = directoryOf(trio('1.0'));
    const whole = stage(dir, '1.1');
    const { [artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1')]: _, ...part } = trio('1.1');
    const unfinished = [
      stage(dir, {}),
      stage(dir, part),
      stage(dir, { ...trio('1.1'), [artifactFileName(DEFAULT_LAYOUT, 'model', '1.1')]: '' }),
      stage(dir, trio('1.1', '{"auc": 0.')),
    ];
    const stray = join(dir, STAGING, 'run-gone.publish.json');
    writeFileSync(stray, '{"vers');
    expect(await recoverIn(dir)).toEqual({
      publications: [],
      removed: [...unfinished, stray].sort(),
      kept: [{ folder: whole, versions: ['1.1'] }],
      stuck: [],
    });
    expect(filesIn(join(dir, STAGING), '')).toMatchObject({});
    expect(filesIn(whole)).toEqual(trio('1.1'));
    expect(modelsIn(dir)).toEqual(trio('1.0'));
  });

  it('removes symlinks, and never what they lead to', async () => {
    const outside = directoryOf({ 'precious/file': 'x', ...trio('1.0') });
    const dir = directoryOf({});
    const staging = stage(dir, { 'a/b': 'x' });
    symlinkSync(join(outside, 'precious'), join(staging, 'a/link'));
    symlinkSync(outside, join(dir, STAGING, 'run-link'));
    for (const name of readdirSync(outside)) symlinkSync(join(outside, name), join(staging, name));
    const { removed } = await recoverIn(dir);
    expect(removed).toHaveLength(2);
    expect(readdirSync(join(dir, STAGING))).toEqual([]);
    expect(filesIn(outside)).toEqual({ 'precious/file': 'x', ...trio('1.0') });
  });

  it('what a training writes does not pass for the intent to publish', async () => {
    const dir = directoryOf({});
    const intent = { version: '1.0', at: '2026-01-01', reason: '', previous_version: null };
    const text = JSON.stringify(intent);
    stage(dir, { ...trio('1.0'), 'publish.json': text, 'run.publish.json': text });
    expect(await recoverIn(dir)).toMatchObject({ publications: [], kept: [{}] });
    expect(modelsIn(dir)).toEqual({});
  });

  it('a version that a power failure brought back into staging is not kept twice', async () => {
    const dir = directoryOf({});
    await publish(dir, stage(dir, '1.0'), '1.0');
    const staging = stage(dir, {});
    for (const artifact of ARTIFACTS) {
      const name = artifactFileName(DEFAULT_LAYOUT, artifact, '1.0');
      linkSync(join(dir, name), join(staging, name));
    }
    const published = modelsIn(dir);
    expect(await recoverIn(dir)).toMatchObject({ removed: [staging], kept: [] });
    expect(modelsIn(dir)).toEqual(published);
  });
});

describe('a publication that was interrupted', () => {
  /** The intent is written, and these files have their names. */
  function interrupted(...linked: ('model' | 'scaler' | 'config')[]) {
    const dir = directoryOf(trio('1.0'));
    const staging = stage(dir, '1.1');
    for (const artifact of linked) {
      const name = artifactFileName(DEFAULT_LAYOUT, artifact, '1.1');
      linkSync(join(staging, name), join(dir, name));
    }
    const intent = {
      version: '1.1',
      at: '2026-01-01T00:00:00.000Z',
      reason: 'r',
      previous_version: '1.0',
    };
    writeFileSync(`${staging}.publish.json`, JSON.stringify(intent));
    return { dir, staging };
  }
  const CONFIG = artifactFileName(DEFAULT_LAYOUT, 'config', '1.1');

  it('is completed where its config file was replaced since', async () => {
    const { dir } = interrupted('model', 'scaler', 'config');
    rmSync(join(dir, CONFIG));
    writeFileSync(join(dir, CONFIG), '{"backfilled": true}');
    const { publications, kept } = await recoverIn(dir);
    expect({ publications, kept }).toEqual({
      publications: [{ version: '1.1', action: 'published' }],
      kept: [],
    });
    expect(configOf(dir, '1.1')).toEqual({ backfilled: true });
  });

  it('is withdrawn, and kept, where somebody took a name', async () => {
    const { dir, staging } = interrupted('model');
    writeFileSync(join(dir, artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1')), 'precious');
    expect(await recoverIn(dir)).toMatchObject({
      publications: [{ version: '1.1', action: 'withdrawn', problems: [] }],
      kept: [{ folder: staging, versions: ['1.1'] }],
    });
    expect(modelsIn(dir)).toEqual({
      ...trio('1.0'),
      [artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1')]: 'precious',
    });
    expect(readJournal(registryAt(dir)).entries).toEqual([]);
  });

  it('is withdrawn where the staged files are not fit any more', async () => {
    const { dir, staging } = interrupted('model');
    writeFileSync(join(staging, CONFIG), '{"auc"');
    expect(await recoverIn(dir)).toMatchObject({
      publications: [{ action: 'withdrawn', problems: [{ kind: 'metadata-unreadable' }] }],
      removed: [staging],
    });
    expect(modelsIn(dir)).toEqual(trio('1.0'));
  });

  it('is nothing where its folder is gone', async () => {
    const { dir, staging } = interrupted();
    removeStaging(trainingOf(dir), staging);
    expect(await recoverIn(dir)).toMatchObject({
      publications: [{ action: 'withdrawn' }],
    });
    expect(readdirSync(join(dir, STAGING))).toEqual([]);
    expect(readJournal(registryAt(dir)).entries).toEqual([]);
  });
});

describe('removeStaging', () => {
  it('removes a staging folder, and no other', () => {
    const dir = directoryOf(trio('1.0'));
    const staging = stage(dir, { 'a/b': 'x' });
    removeStaging(trainingOf(dir), staging);
    expect(existsSync(staging)).toBe(false);
    for (const folder of [dir, join(dir, STAGING), join(staging, '..'), join(staging, 'a/b')]) {
      expect(() => removeStaging(trainingOf(dir), folder)).toThrow(TypeError);
    }
  });
});

async function copyInto(dir: string, folder: string, version: string | null) {
  const copy = await beginCopy(storeOf(dir));
  onTestFinished(() => copy.end());
  return {
    ...copy,
    problems: await copyIntoStaging(copy, findSource(DEFAULT_LAYOUT, folder, version)),
  };
}

describe('copyIntoStaging', () => {
  it('a file that is still being written is refused', async () => {
    const dir = directoryOf({});
    const folder = directoryOf({ ...trio('1.0'), [MODEL]: 'm'.repeat(16_000_000) });
    const writer = setInterval(() => appendFileSync(join(folder, MODEL), 'm'), 1);
    const copying = copyInto(dir, folder, null).finally(() => clearInterval(writer));
    await expect(copying).rejects.toThrow('written to meanwhile');
  });

  it.each([
    ['the version that is there', trio('1.0', '{"version": "1.0"}'), null, '1.0', '1.0'],
    [
      'the one that is named',
      { ...trio('1.0'), ...trio('1.1', '{"n": 1}') },
      '1.1',
      '1.1',
      undefined,
    ],
    ['under another version', trio('1.0', '{"version": "1.0", "n": 1e400}'), '2.0', '2.0', '2.0'],
    ['without a version in it', trio('1.0', '{}'), '2.0', '2.0', undefined],
    ['with the wrong one in it', trio('1.0', '{"version": "0.9"}'), '2.0', '2.0', '0.9'],
  ])('%s', async (_, files, asked, version, stated) => {
    const dir = join(directoryOf({}), 'models');
    const folder = directoryOf({ ...files, 'train.log': 'x' });
    const copy = await copyInto(dir, folder, asked);
    expect(copy.problems).toEqual([]);
    expect(Object.keys(filesIn(copy.folder)).sort()).toEqual(Object.keys(trio(version)).sort());
    expect(configOf(copy.folder, version).version).toBe(stated);
    await copy.end();
    expect(readdirSync(join(dir, STAGING))).toEqual([]);
    expect(filesIn(folder)).toEqual({ ...files, 'train.log': 'x' });
  });

  it.each([
    ['nothing', {}, null, 'has no version'],
    ['other files', { 'model.joblib': '' }, '1.0', 'has no version'],
    ['several versions', { ...trio('1.0'), ...trio('1.1') }, null, 'several versions (1.0, 1.1)'],
    [
      'several others',
      { ...trio('1.0'), ...trio('1.1') },
      '2.0',
      'has no version 2.0: it has 1.0, 1.1',
    ],
  ])('a folder with %s does not say what to publish', (_, files, version, message) => {
    const find = () => findSource(DEFAULT_LAYOUT, directoryOf(files), version);
    expect(find).toThrow(SourceFolderError);
    expect(find).toThrow(message);
  });

  it('a folder that is not there is an error that names it', () => {
    expect(() => findSource(DEFAULT_LAYOUT, '/nonexistent/out', null)).toThrow(
      'there is no folder /nonexistent/out',
    );
  });

  it('what is no regular file is not copied', async () => {
    const dir = directoryOf({});
    const folder = directoryOf({ elsewhere: 'x' });
    symlinkSync('elsewhere', join(folder, artifactFileName(DEFAULT_LAYOUT, 'model', '1.0')));
    mkdirSync(join(folder, artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.0')));
    expect((await copyInto(dir, folder, null)).problems).toEqual([
      { kind: 'not-a-file', artifact: 'model', found: 'symlink' },
      { kind: 'not-a-file', artifact: 'scaler', found: 'directory' },
      { kind: 'missing-file', artifact: 'config' },
    ]);
  });
});
