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
      expect(listed(entries(one))).toEqual(listed(entries(other)));
    }),
    { numRuns: 500 },
  );
});

it('tells apart what is no regular file', () => {
  const types = ['symlink', 'directory', 'fifo', 'socket', 'device'] as const;
  const { versions } = listed(types.map((type, n) => entry(`meta_model_v1.${n}.joblib`, type)));
  expect(versions.map(({ found }) => found.model)).toEqual(types);
  expect(versions[0]?.found).toEqual({ model: 'symlink', scaler: null, config: null });
});

it('keeps one object for all versions of which the same is there, in whatever order', () => {
  const { versions } = listed([
    entry('meta_model_v1.1.joblib', 'file'),
    entry('model_config_v1.1.json', 'file'),
    entry('model_config_v1.2.json', 'file'),
    entry('meta_model_v1.2.joblib', 'file'),
    entry('meta_model_v1.3.joblib', 'file'),
    entry('model_config_v1.3.json', 'fifo'),
  ]);
  expect(versions[0]?.found).toBe(versions[1]?.found);
  expect(versions.map(({ found }) => found)).toEqual([
    { model: 'file', scaler: null, config: 'file' },
    { model: 'file', scaler: null, config: 'file' },
    { model: 'file', scaler: null, config: 'fifo' },
  ]);
});

function listed(entries: Dirent[]) {
  const { versions, ignored } = listArtifacts(DEFAULT_LAYOUT, entries);
  return {
    versions: [...versions.inOrder()].map(({ version, value }) => ({
      version,
      found: value.entries,
    })),
    ignored,
  };
}
