import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompleteModel, Requirements } from '@org/model-registry-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { libraryCheck } from '../../src/verify/libraries.js';
import { verifyModel } from '../../src/verify/verify-model.js';

const HOSTILE = 'cposix\ngetpid\n)R.';
const CLEAN = `V${'a'.repeat(HOSTILE.length - 3)}\n.`;
const REQUIREMENTS = {
  verify: 'inspect',
  trustedGlobals: [],
  libraries: 'warn',
  python: null,
} as unknown as Requirements;

const verify = (model: CompleteModel) =>
  verifyModel(model, REQUIREMENTS, libraryCheck(REQUIREMENTS));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('sees that a file was changed right after it was verified, to as many other bytes', async () => {
  const path = join(folder, 'model.joblib');
  const model = { modelPath: path, scalerPath: path, metadata: {} } as unknown as CompleteModel;
  for (let round = 0; round < 30; round++) {
    writeFileSync(path, CLEAN);
    expect((await verify(model)).problems).toEqual([]);
    writeFileSync(path, HOSTILE);
    expect((await verify(model)).problems).toHaveLength(2);
  }
});

it.each([
  ['encoder.dill', HOSTILE, ['unsafe-artifact']],
  ['encoder.npy', HOSTILE, ['unsafe-artifact']],
  ['encoding.json', HOSTILE, []],
  ['notes.md', 'What was tried.', []],
])('a companion is inspected by its name and its content: %s', async (name, content, expected) => {
  const path = join(folder, 'model.joblib');
  const beside = join(folder, name);
  writeFileSync(path, CLEAN);
  writeFileSync(beside, content);
  const model = {
    ...{ modelPath: path, scalerPath: null, metadata: {} },
    companionPaths: { [name]: beside },
  } as unknown as CompleteModel;
  const { problems } = await verify(model);
  expect(problems.map(({ kind }) => kind)).toEqual(expected);
});
