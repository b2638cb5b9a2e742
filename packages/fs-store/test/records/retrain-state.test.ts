import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endRun, instantOf, NO_RETRAINS } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it } from 'vitest';
import {
  findTraining,
  readRetrainState,
  trainingLock,
  writeRetrainState,
} from '../../src/index.js';
import { directoryOf, QUICK, trainingOf } from '../support.js';

const RUN = {
  started: instantOf(new Date(0)),
  ended: instantOf(new Date(1)),
  version: '1.1',
  reasons: ['it failed'],
};
const STATE = endRun(NO_RETRAINS, { ...RUN, action: 'failed' }, RUN.ended);

it('reads what was written, and leaves nothing else behind', async () => {
  const dir = directoryOf({});
  expect(readRetrainState(registryAt(dir))).toEqual({ state: NO_RETRAINS, isBroken: false });
  writeRetrainState(trainingOf(dir), NO_RETRAINS);
  writeRetrainState(trainingOf(dir), STATE);
  expect(readRetrainState(registryAt(dir))).toEqual({ state: STATE, isBroken: false });
  expect(readdirSync(join(dir, '.registry'))).toEqual(['.gitignore', 'retrain.json']);
});

it.each(['', '{', 'null', '[]', '{"failures": "many"}', `"${'x'.repeat(1_048_576)}"`])(
  'a broken one counts as none, and can be replaced: %.20s',
  async (content) => {
    const dir = directoryOf({ '.registry/retrain.json': content });
    expect(readRetrainState(registryAt(dir))).toEqual({ state: NO_RETRAINS, isBroken: true });
    writeRetrainState(trainingOf(dir), STATE);
    expect(readRetrainState(registryAt(dir)).state).toEqual(STATE);
  },
);

it('a symlink is neither read nor written through', async () => {
  const dir = directoryOf({ 'elsewhere.json': JSON.stringify({}) });
  const { retrain } = registryAt(dir);
  mkdirSync(dirname(retrain));
  symlinkSync(join(dir, 'elsewhere.json'), retrain);
  expect(readRetrainState(registryAt(dir))).toEqual({ state: NO_RETRAINS, isBroken: true });
  writeRetrainState(trainingOf(dir), STATE);
  expect(readFileSync(join(dir, 'elsewhere.json'), 'utf8')).toBe('{}');
});

it('a failure names the file', () => {
  const dir = directoryOf({});
  mkdirSync(registryAt(dir).retrain, { recursive: true });
  expect(() => writeRetrainState(trainingOf(dir), STATE)).toThrow(
    /retrain\.json cannot be written: EISDIR/,
  );
});

it('whoever trains is found, and nothing is made where nobody ever did', async () => {
  const dir = directoryOf({});
  expect(await findTraining(registryAt(dir))).toBeNull();
  expect(readdirSync(dir)).toEqual([]);
  const lock = await trainingLock(registryAt(dir), { ...QUICK, purpose: 'train 1.4' });
  const found = await findTraining(registryAt(dir));
  expect(found).toMatchObject({ holder: { pid: process.pid, purpose: 'train 1.4' } });
  await lock.release();
  expect(await findTraining(registryAt(dir))).toBeNull();
  writeFileSync(registryAt(dir).trainingLock, 'anything');
  expect(await findTraining(registryAt(dir))).toBeNull();
});
