import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DEFAULT_LAYOUT, type DiscoveredModel, modelDocument } from '@org/model-registry-core';
import { scanModels } from '@org/model-registry-fs-scanner';
import { describe, expect, it } from 'vitest';
import { BAD, expectRejected, type Look, look } from './support/look.js';
import { modelsFolder, version, writeFiles } from './support/models.js';
import {
  makeDevice,
  makeFifo,
  makeSocket,
  skipBecause,
  whyNoDevice,
} from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

/** A version for each artifact: in that one, just this artifact is bad. */
const ARTIFACTS = [
  { bad: '9.0', artifact: 'model', file: 'meta_model_v9.0.joblib' },
  { bad: '9.1', artifact: 'scaler', file: 'feature_scaler_v9.1.joblib' },
  { bad: '9.2', artifact: 'config', file: 'model_config_v9.2.json' },
];

interface Special {
  readonly name: string;
  /** Puts it at the artifact's path; the artifact itself waits at `good`, in the same folder. */
  readonly arrange: (path: string, good: string) => void | Promise<void>;
  /** What the version's artifact is said to be; `counts` where it is as good as the file itself. */
  readonly gives: string;
  readonly needs?: () => string | null;
}

const SPECIAL: Special[] = [
  { name: 'a FIFO', arrange: makeFifo, gives: 'fifo' },
  { name: 'a socket', arrange: makeSocket, gives: 'socket' },
  { name: 'a device', arrange: makeDevice, gives: 'device', needs: whyNoDevice },
  { name: 'a directory', arrange: (path) => mkdirSync(path), gives: 'directory' },
  { name: 'a symlink to nothing', arrange: link(() => 'nothing'), gives: 'broken-symlink' },
  { name: 'a symlink to itself', arrange: link((path) => path), gives: 'broken-symlink' },
  {
    name: 'two symlinks to each other',
    arrange: (path) => {
      symlinkSync(path, `${path}.other`);
      symlinkSync(`${path}.other`, path);
    },
    gives: 'broken-symlink',
  },
  {
    name: 'a symlink to a file outside',
    arrange: (path, good) => {
      const outside = `${dirname(path)}-${basename(path)}`;
      renameSync(good, outside);
      symlinkSync(outside, path);
    },
    gives: 'symlink-outside',
  },
  {
    name: 'a symlink to a file in a folder beside that begins with the same name',
    arrange: (path, good) => {
      const beside = `${dirname(path)}-old`;
      mkdirSync(beside, { recursive: true });
      renameSync(good, join(beside, basename(path)));
      symlinkSync(join(beside, basename(path)), path);
    },
    gives: 'symlink-outside',
  },
  { name: 'a symlink to /dev/zero', arrange: link(() => '/dev/zero'), gives: 'symlink-outside' },
  {
    name: 'a symlink to a directory inside',
    arrange: (path) => {
      mkdirSync(join(dirname(path), 'archive'), { recursive: true });
      symlinkSync('archive', path);
    },
    gives: 'directory',
  },
  {
    name: 'a symlink to a FIFO inside',
    arrange: (path) => {
      makeFifo(`${path}.queue`);
      symlinkSync(`${path}.queue`, path);
    },
    gives: 'fifo',
  },
  { name: 'a symlink to a file inside', arrange: link((_, good) => good), gives: 'counts' },
  {
    name: 'a symlink to a file in a folder inside',
    arrange: (path, good) => {
      mkdirSync(join(dirname(path), 'archive'), { recursive: true });
      renameSync(good, join(dirname(path), 'archive', basename(path)));
      symlinkSync(`archive/${basename(path)}`, path);
    },
    gives: 'counts',
  },
];

function link(target: (path: string, good: string) => string) {
  return (path: string, good: string) => symlinkSync(target(path, good), path);
}

describe('in place of a model, a scaler or a config file', () => {
  it.for(SPECIAL)('$name: $gives', async ({ arrange, gives, needs }, test) => {
    if (needs) skipBecause(test, needs());
    const folder = modelsFolder(version('1.0'));
    for (const { bad, file } of ARTIFACTS) {
      writeFiles(folder, version(bad));
      const path = join(folder, file);
      renameSync(path, `${path}.good`);
      await arrange(path, `${path}.good`);
    }
    expectOf(await look(folder), (artifact) =>
      gives === 'counts' ? [] : [{ kind: 'not-a-file', artifact, found: gives }],
    );
  });

  it('nothing: missing-file', async () => {
    const folder = modelsFolder(version('1.0'));
    for (const { bad, file } of ARTIFACTS) {
      writeFiles(folder, version(bad));
      rmSync(join(folder, file));
    }
    expectOf(await look(folder), (artifact) => [{ kind: 'missing-file', artifact }]);
  });
});

/** Each of the bad versions has these problems, and counts where it has none. */
function expectOf(seen: Look, problemsOf: (artifact: string) => readonly object[]): void {
  const versions = ARTIFACTS.map(({ bad, artifact }) => {
    const problems = problemsOf(artifact);
    return { version: bad, exists: problems.length === 0, problems };
  });
  const all = [{ version: '1.0', exists: true, problems: [] }, ...versions];
  expect(seen.models).toMatchObject(all);
  const counting = all.filter(({ exists }) => exists).map(({ version }) => version);
  expect(seen.ranked.map(({ version }) => version).sort()).toEqual(counting);
  const turnedDown = versions.filter(({ exists }) => !exists);
  expect(seen.rejected).toEqual(turnedDown.map(({ version, problems }) => ({ version, problems })));
  expect(seen.selected).toBe(counting.at(-1));
}

describe('a config file', () => {
  it('that may not be read: unreadable-file', async (test) => {
    skipBecause(test, whyNotUnprivileged());
    const folder = modelsFolder({ ...version('1.0'), ...version(BAD) });
    const file = join(folder, `model_config_v${BAD}.json`);
    chmodSync(file, 0o000);
    expectRejected(await look(folder, { unprivileged: true }), [
      {
        ...{ kind: 'unreadable-file', artifact: 'config', file, code: 'EACCES' },
        ...{ owner: expect.any(String), mode: '0000', user: expect.any(String) },
      },
    ]);
  });

  it('of 3 GiB: metadata-unreadable, too-large', async () => {
    const folder = modelsFolder({ ...version('1.0'), ...version(BAD) });
    truncateSync(join(folder, `model_config_v${BAD}.json`), 3 * 2 ** 30);
    expectRejected(await look(folder), [
      { kind: 'metadata-unreadable', reason: 'too-large', detail: '' },
    ]);
  });

  it('that comes and goes during 200 scans: there or missing, nothing else', async () => {
    const folder = modelsFolder({ ...version('1.0'), ...version(BAD) });
    const config = join(folder, `model_config_v${BAD}.json`);
    const stop = comeAndGo(config);
    const healthy = scanModels(folder, DEFAULT_LAYOUT).models[0];
    const outcomes = new Set<string>();
    try {
      for (let scans = 0; scans < 200 || outcomes.size < 2; scans += 1) {
        const { models } = scanModels(folder, DEFAULT_LAYOUT);
        expect(models.map((model) => model.version)).toEqual(['1.0', BAD]);
        expect(models[0]).toEqual(healthy);
        outcomes.add(document(models[1]));
      }
    } finally {
      await stop();
    }
    writeFiles(folder, version(BAD));
    const whole = document(scanModels(folder, DEFAULT_LAYOUT).models[1]);
    rmSync(config);
    const missing = document(scanModels(folder, DEFAULT_LAYOUT).models[1]);
    expect(outcomes).toEqual(new Set([whole, missing]));
  });
});

function document(model: DiscoveredModel | undefined): string {
  return JSON.stringify(model && modelDocument(model));
}

/** Deletes a file and puts it back, over and over, in a thread of its own. */
function comeAndGo(file: string): () => Promise<unknown> {
  const kept = join(dirname(file), 'kept');
  linkSync(file, kept);
  const code = `
    const { linkSync, unlinkSync } = require('node:fs');
    const { file, kept } = require('node:worker_threads').workerData;
    for (;;) { unlinkSync(file); linkSync(kept, file); }`;
  const worker = new Worker(code, { eval: true, workerData: { file, kept } });
  return () => worker.terminate();
}
