import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFileName } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { createStaging, recover, recoverStaging } from '../../src/index.js';
import {
  changeIn,
  directoryOf,
  filesIn,
  modelsIn,
  stage,
  storeOf,
  trainingOf,
  trio,
} from '../support.js';

const STAGING = '.registry/staging';
const { [artifactFileName('scaler', '1.1')]: _, ...PART } = trio('1.1');

/** The same files in a folder in staging. */
function staged(run: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(files).map(([name, text]) => [`${STAGING}/${run}/${name}`, text]);
  return Object.fromEntries(named);
}

it('without the training lock, recovery removes parts of copies and nothing else', async () => {
  const dir = directoryOf({
    ...trio('1.0'),
    ...staged('copy-part', PART),
    ...staged('copy-whole', trio('1.2')),
    ...staged('run-training', PART),
    [`${STAGING}/copy-gone.publish.json.tmp`]: '{',
    [`${STAGING}/copy-whole.publish.json`]: '{"version": "1.2"}',
  });
  await recover(storeOf(dir), null, changeIn(dir));
  expect(readdirSync(join(dir, STAGING)).sort()).toEqual([
    'copy-whole',
    'copy-whole.publish.json',
    'run-training',
  ]);
  expect(modelsIn(dir)).toEqual(trio('1.0'));
});

describe('recoverStaging', () => {
  it.each([
    ['a part of a model: removed', PART, [], []],
    ['a whole model: kept', trio('1.1'), ['1.1'], ['run']],
  ])('%s', (_, files, kept, left) => {
    const dir = directoryOf({});
    const staging = stage(dir, files);
    expect(recoverStaging(trainingOf(dir), staging)).toEqual(kept);
    expect(readdirSync(join(dir, STAGING)).map((name) => name.slice(0, 3))).toEqual(left);
  });

  it('a folder that is gone is no failure', () => {
    const dir = directoryOf({});
    const staging = createStaging(trainingOf(dir));
    rmSync(staging, { recursive: true });
    expect(recoverStaging(trainingOf(dir), staging)).toEqual([]);
  });

  it('any other folder is refused', () => {
    const dir = directoryOf(trio('1.0'));
    expect(() => recoverStaging(trainingOf(dir), dir)).toThrow(TypeError);
    expect(filesIn(dir)).toEqual(trio('1.0'));
  });
});
