import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isListed } from '../src/policy/allow-list.js';
import { mayBeCalled } from '../src/policy/callables.js';
import { isStandardLibrary } from '../src/policy/standard-library.js';

it.each([
  ['joblib.numpy_pickle', 'NumpyArrayWrapper', false, true],
  ['sklearn.preprocessing._data', 'StandardScaler', false, true],
  ['sklearn.tree._tree', 'Tree', true, false],
  ['numpy.core.multiarray', '_reconstruct', true, false],
  ['numpy._core.multiarray', 'scalar', true, false],
  ['sklearn.datasets', 'load_files', false, false],
  ['numpy', 'load', false, false],
  ['numpy', '', false, false],
  ['joblib', 'load', false, false],
  ['builtins', 'eval', false, false],
  ['builtins', 'getattr', true, false],
  ['functools', 'partial', true, true],
  ['functools', 'reduce', false, false],
  ['numpy.core', '_ufunc_reconstruct', false, false],
])('%s.%s may be called: %s, referred to: %s', (module, name, called, referred) => {
  expect(mayBeCalled(module, name)).toBe(called);
  expect(isListed(module, name)).toBe(referred);
});

it.each([
  ['os', true],
  ['os.path', true],
  ['posix', true],
  ['nt', true],
  ['builtins', true],
  ['__builtin__', true],
  ['copy_reg', true],
  ['cPickle', true],
  ['commands', true],
  ['_codecs', true],
  ['subprocess', true],
  ['numpy', false],
  ['src.models', false],
  ['osx', false],
  ['__main__', false],
])('%s is part of Python: %s', (module, expected) => {
  expect(isStandardLibrary(module)).toBe(expected);
});

const NAMES = new URL('../names/', import.meta.url);

/** The names of one part of a file of names, as [module, name]. */
function namesOf(file: string, part: 'called' | 'referred'): [string, string][] {
  const [, called = '', referred = ''] = readFileSync(new URL(file, NAMES), 'utf8').split(
    /^(?:called|referred)$/m,
  );
  const lines = (part === 'called' ? called : referred).trim().split('\n');
  return lines.flatMap((line) => {
    const [module = '', ...names] = line.trim().split(' ');
    return names.map((name): [string, string] => [module, name]);
  });
}

it.each(readdirSync(NAMES))('all that the files of %s import is listed', (file) => {
  const called = namesOf(file, 'called').filter((pair) => !mayBeCalled(...pair));
  const referred = namesOf(file, 'referred').filter((pair) => !isListed(...pair));
  expect({ called, referred }).toEqual({ called: [], referred: [] });
});
