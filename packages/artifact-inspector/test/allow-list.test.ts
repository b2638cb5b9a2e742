import { expect, it } from 'vitest';
import { isListed } from '../src/policy/allow-list.js';
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
  ['builtins', 'getattr', false, false],
  ['functools', 'partial', false, false],
  ['numpy.core', '_ufunc_reconstruct', false, false],
])('%s.%s may be called: %s, referred to: %s', (module, name, called, referred) => {
  expect(isListed(module, name, 'call')).toBe(called);
  expect(isListed(module, name, 'refer')).toBe(referred);
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
