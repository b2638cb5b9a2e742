import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { directoryFacts, registryAt, userName } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

const paths = (folders: readonly { path: string }[]) => folders.map(({ path }) => path);

it('tells of the directory, the folders above it and those of the store', () => {
  const dir = directoryOf({ '.registry/staging/run-x/x': '', 'meta_model_v1.0.joblib': '' });
  chmodSync(dir, 0o1750);
  const { nearest, isThere, above, inside } = directoryFacts(registryAt(dir));
  expect(nearest).toMatchObject({ path: dir, uid: process.getuid?.(), mode: 0o1750 });
  expect(isThere).toBe(true);
  expect(paths(above).slice(0, 1)).toEqual(['/']);
  expect(paths(above).at(-1)).toBe(dirname(dir));
  expect(paths(inside)).toEqual([join(dir, '.registry'), join(dir, '.registry/staging')]);
});

it('of a directory that is missing: the nearest above it', () => {
  const dir = directoryOf({});
  const { nearest, isThere, inside } = directoryFacts(registryAt(join(dir, 'a/b/models')));
  expect({ path: nearest.path, isThere, inside }).toEqual({
    path: dir,
    isThere: false,
    inside: [],
  });
});

it('whoever has a symlink on the way is on the way', () => {
  const [dir, other] = [directoryOf({}), directoryOf({})];
  mkdirSync(join(other, 'real'));
  symlinkSync('models', join(dir, 'current'));
  symlinkSync(join(other, 'real/../real'), join(dir, 'models'));
  const { nearest, above } = directoryFacts(registryAt(join(dir, 'current')));
  expect(nearest.path).toBe(join(other, 'real'));
  expect(paths(above)).toEqual(expect.arrayContaining(['/', dir, other, join(dir, 'models')]));
});

it('a symlink that leads to itself is an error', () => {
  const dir = directoryOf({});
  symlinkSync('models', join(dir, 'models'));
  expect(() => directoryFacts(registryAt(join(dir, 'models')))).toThrow('ELOOP');
});

it('names users', () => {
  expect(userName(0)).toBe('root');
  expect(userName(4_000_000)).toBe('#4000000');
});
