import type { Dirent } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listArtifacts } from '../src/list-artifacts.js';

/** A directory entry of this name and type. */
function entry(name: string, type: 'file' | 'link' | 'directory' | 'fifo' | 'socket' | 'device') {
  return {
    name,
    isFile: () => type === 'file',
    isSymbolicLink: () => type === 'link',
    isDirectory: () => type === 'directory',
    isFIFO: () => type === 'fifo',
    isSocket: () => type === 'socket',
  } as Dirent;
}

/** What a directory with these entries comes to. */
function outcome(entries: readonly Dirent[]) {
  const { versions, links, ignored } = listArtifacts('/models', entries);
  return { versions, links: links.map(({ path }) => path).sort(), ignored };
}

it('the order of the directory never changes a result', () => {
  const name = fc
    .tuple(
      fc.constantFrom('meta_model', 'feature_scaler', 'model_config', 'notes'),
      fc.constantFrom('_v1.0', '_v1.9', '_v1.10', '_v2.0', '_v01.0', '_v1', ''),
      fc.constantFrom('.joblib', '.json', '_backup.joblib'),
    )
    .map((parts) => parts.join(''));
  const type = fc.constantFrom('file', 'link', 'directory', 'fifo', 'socket', 'device');
  const directory = fc.uniqueArray(fc.tuple(name, type), { selector: ([text]) => text });
  const twoOrders = directory.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(twoOrders, ([one, other]) => {
      const entries = (list: typeof one) => list.map((each) => entry(...each));
      expect(outcome(entries(one))).toEqual(outcome(entries(other)));
    }),
    { numRuns: 500 },
  );
});

it('tells a device from the rest', () => {
  const { versions } = listArtifacts('/models', [entry('meta_model_v1.0.joblib', 'device')]);
  expect(versions[0]?.model).toEqual({
    kind: 'not-a-file',
    artifact: 'model',
    found: 'device',
  });
});
