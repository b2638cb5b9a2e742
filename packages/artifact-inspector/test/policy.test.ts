import { expect, it } from 'vitest';
import { outcome } from './support/inspect-bytes.js';
import { build, bytes, call, global, NONE, objectArray, pickle } from './support/pickle.js';

const OWN = global('src.models.train', 'EnsembleModel');
const TRUSTED = { trustedGlobals: ['src.models.train.EnsembleModel'] };
const RECONSTRUCTOR = global('copyreg', '_reconstructor');
const OBJECT = global('builtins', 'object');

it.each<[name: string, content: Buffer, without: string, trusted: string]>([
  ['listed, built', build(global('sklearn.pipeline', 'Pipeline')), 'clean', 'clean'],
  ['listed, called', call(global('collections', 'OrderedDict')), 'clean', 'clean'],
  ['listed, referred to', global('numpy', 'float64'), 'clean', 'clean'],
  ['own, built', build(OWN), 'warning: unlisted-import', 'clean'],
  [
    'own, built by protocol 1',
    call(RECONSTRUCTOR, OWN, OBJECT, NONE),
    'warning: unlisted-import',
    'clean',
  ],
  ['own, referred to', OWN, 'warning: unlisted-import', 'clean'],
  ['own, called', call(OWN), 'refused: unlisted-call', 'clean'],
  ['own, called and built', bytes(call(OWN), '0', build(OWN)), 'refused: unlisted-call', 'clean'],
  ['own, in a nested pickle', objectArray(pickle(build(OWN))), 'warning: unlisted-import', 'clean'],
  [
    'own, called in a nested pickle',
    objectArray(pickle(call(OWN))),
    'refused: unlisted-call',
    'clean',
  ],
])('%s', async (_, content, without, trusted) => {
  const name = without.includes(':') ? ' src.models.train.EnsembleModel' : '';
  expect(await outcome(pickle(content))).toBe(without + name);
  expect(await outcome(pickle(content), TRUSTED)).toBe(trusted);
});

it.each([
  ['posix', 'system'],
  ['builtins', 'eval'],
  ['__builtin__', 'eval'],
  ['os.path', 'join'],
])('trust is not for %s.%s', async (module, name) => {
  const trustedGlobals = [`${module}.${name}`];
  for (const content of [
    global(module, name),
    build(global(module, name)),
    call(global(module, name)),
  ]) {
    expect(await outcome(pickle(content), { trustedGlobals })).toBe(
      `refused: standard-library-import ${module}.${name}`,
    );
  }
});

it('takes a class of the training script for a class of its own', async () => {
  const content = pickle(build(global('__main__', 'EnsembleModel')));
  expect(await outcome(content)).toBe('warning: unlisted-import __main__.EnsembleModel');
});

it('trusts exact names only', async () => {
  const trustedGlobals = ['src.models.train', 'src.models.train.Ensemble', 'EnsembleModel', '*'];
  expect(await outcome(pickle(call(OWN)), { trustedGlobals })).toMatch(/^refused/);
});

it('names each import once, however often it is used', async () => {
  const content = bytes(']', '(', build(OWN), build(OWN), OWN, 'e');
  expect(await outcome(pickle(content))).toBe(
    'warning: unlisted-import src.models.train.EnsembleModel',
  );
});
