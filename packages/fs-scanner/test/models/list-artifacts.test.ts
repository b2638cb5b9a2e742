import type { Dirent } from 'node:fs';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listArtifacts } from '../../src/models/list-artifacts.js';

/** A directory entry of this name and type. */
function entry(
  name: string,
  type: 'file' | 'symlink' | 'directory' | 'fifo' | 'socket' | 'device',
) {
  return {
    name,
    isFile: () => type === 'file',
    isSymbolicLink: () => type === 'symlink',
    isDirectory: () => type === 'directory',
    isFIFO: () => type === 'fifo',
    isSocket: () => type === 'socket',
  } as Dirent;
}

it('the order of the directory never changes a result', () => {
  const name = fc
    .tuple(
      fc.constantFrom('meta_model', 'feature_scaler', 'model_config', 'notes'),
      fc.constantFrom('_v1.0', '_v1.9', '_v1.10', '_v2.0', '_v01.0', '_v1', ''),
      fc.constantFrom('.joblib', '.json', '_backup.joblib'),
    )
    .map((parts) => parts.join(''));
  const type = fc.constantFrom('file', 'symlink', 'directory', 'fifo', 'socket', 'device');
  const directory = fc.uniqueArray(fc.tuple(name, type), { selector: ([text]) => text });
  const twoOrders = directory.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(twoOrders, ([one, other]) => {
      const entries = (list: typeof one) => list.map((each) => entry(...each));
      expect(listArtifacts(DEFAULT_LAYOUT, entries(one))).toEqual(
        listArtifacts(DEFAULT_LAYOUT, entries(other)),
      );
    }),
    { numRuns: 500 },
  );
});

it('tells apart what is no regular file', () => {
  const types = ['symlink', 'directory', 'fifo', 'socket', 'device'] as const;
  const { versions } = listArtifacts(
    DEFAULT_LAYOUT,
    types.map((type, n) => entry(`meta_model_v1.${n}.joblib`, type)),
  );
  expect(versions.map(({ model }) => model)).toEqual(types);
  expect(versions[0]).toMatchObject({ scaler: null, config: null });
});
