import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName, DEFAULT_LAYOUT, liveBefore } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { describe, expect, it } from 'vitest';
import {
  diagnoseStore,
  findUnjudged,
  readJournal,
  recover,
  trainingLock,
  writeTrainingIntent,
} from '../../src/index.js';
import {
  changeIn,
  configOf,
  directoryOf,
  modelsIn,
  publish,
  QUICK,
  stage,
  statesOf,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

/** A training has begun, and these files have come into the models directory since. */
function begun(files: Readonly<Record<string, string>>, inPlace = true): string {
  const dir = directoryOf(trio('1.0'));
  writeTrainingIntent(trainingOf(dir), { version: '1.1', inPlace });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
}

const nextWriter = (dir: string) => recover(storeOf(dir), null, changeIn(dir));
const eventsIn = (dir: string) =>
  readJournal(registryAt(dir)).entries.map(({ event, version }) => `${event} ${version}`);

describe('a model that a training left and nobody judged', () => {
  it.each([
    ['as it was told', trio('1.1'), true],
    ['under another number', trio('1.7'), true],
    ['with the metadata of a published one', trio('1.1', PUBLISHED()), true],
    ['where it was told to write elsewhere', trio('1.1'), false],
  ])('is taken back by the next writer: %s', async (_, files, inPlace) => {
    const dir = begun(files, inPlace);
    const [version = ''] = findUnjudged(registryAt(dir));
    expect(files).toHaveProperty([artifactFileName(DEFAULT_LAYOUT, 'model', version)]);
    const { publications, kept } = await nextWriter(dir);
    const { folder = '' } = kept[0] ?? {};
    expect(publications).toEqual([{ version, action: 'taken-back', folder }]);
    expect(kept).toEqual([{ folder, versions: [version] }]);
    expect(modelsIn(dir)).toEqual(trio('1.0'));
    expect(readJournal(registryAt(dir)).entries).toMatchObject([
      { event: 'taken-back', version, selected_version: '1.0', previous_version: version },
    ]);
    expect(liveBefore(readJournal(registryAt(dir)).entries, '1.0')).toBe(null);
    expect(existsSync(registryAt(dir).training)).toBe(false);
    expect(await publish(dir, folder, version)).toMatchObject({ ok: true });
  });

  it('stays, and is named, as long as the training is under way', async () => {
    const dir = begun(trio('1.1'));
    const lock = await trainingLock(registryAt(dir), QUICK);
    try {
      expect((await nextWriter(dir)).publications).toEqual([]);
      expect(await diagnoseStore(registryAt(dir))).toEqual([
        { version: '1.1', problem: { kind: 'unjudged-model' } },
      ]);
    } finally {
      await lock.release();
    }
  });

  it.each([true, false])(
    'is none that somebody published meanwhile (in place: %s)',
    async (inPlace) => {
      const dir = begun({}, inPlace);
      await publish(dir, stage(dir, '1.1'), '1.1');
      expect(findUnjudged(registryAt(dir))).toEqual([]);
      expect((await nextWriter(dir)).publications).toEqual([]);
      expect(Object.keys(modelsIn(dir))).toHaveLength(6);
    },
  );

  it('is none that is not finished: nobody loads it', async () => {
    const { [artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.1')]: _, ...part } = trio('1.1');
    const dir = begun(part);
    expect((await nextWriter(dir)).publications).toEqual([]);
    expect(modelsIn(dir)).toEqual({ ...trio('1.0'), ...part });
  });
});

function PUBLISHED(): string {
  return JSON.stringify({ published_at: '2026-01-02T03:04:05.678Z', artifacts: {} });
}

it('the taking back may be killed before any of its steps', async () => {
  const left = begun({ ...trio('1.1'), ...trio('1.2') });
  const states = await statesOf(left, 'clean', left);
  for (const dir of states) {
    await nextWriter(dir);
    expect(modelsIn(dir)).toEqual(trio('1.0'));
    expect(eventsIn(dir)).toEqual(['taken-back 1.1', 'taken-back 1.2']);
    expect(readdirSync(registryAt(dir).staging)).toHaveLength(1);
  }
  expect(states.length).toBeGreaterThan(13);
});

it('a publication in place may be killed before any of its steps', async () => {
  const left = begun(trio('1.1', '{"version": "BTC_7"}'));
  const outcomes = new Set<string>();
  const states = await statesOf(left, 'publishInPlace', left, '1.1');
  for (const dir of states) {
    await nextWriter(dir);
    const events = eventsIn(dir).join();
    outcomes.add(events);
    const isLive = Object.keys(modelsIn(dir)).length === 6;
    expect(isLive).toBe(events !== 'taken-back 1.1');
    if (isLive) {
      const stamped = { version: '1.1', version_before: 'BTC_7', published_at: expect.any(String) };
      expect(configOf(dir, '1.1')).toMatchObject(stamped);
    }
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(registryAt(dir).training)).toBe(false);
  }
  expect(states.length).toBeGreaterThan(9);
  expect([...outcomes].sort()).toEqual(['published 1.1', 'recovered 1.1', 'taken-back 1.1']);
});
