import { describe, expect, it } from 'vitest';
import {
  type Libraries,
  type LibraryFacts,
  librariesToRecord,
  libraryMismatches,
  recordedLibraries,
} from '../../src/index.js';

const NONE = { sklearn: null, xgboost: null, lightgbm: null, numpy: null };
const pickle = (modules: string[], versions: Partial<LibraryFacts['versions']> = {}) => ({
  format: 'pickle',
  modules,
  versions: { ...NONE, ...versions },
});
const data = (format: string, versions: Partial<LibraryFacts['versions']> = {}) => ({
  ...pickle([], versions),
  format,
});

/** Each difference in one line. */
function differences(
  file: LibraryFacts | null,
  installed: Libraries | null,
  recorded: Libraries = {},
): string[] {
  const files = file ? [file] : [];
  return libraryMismatches(files, recorded, installed, 'venv').map(
    ({ difference, library, expected, actual }) =>
      [difference, library, expected, actual].map((one) => one ?? '-').join(' '),
  );
}

const SKLEARN = ['sklearn.pipeline', 'sklearn.linear_model._logistic'];

describe('libraryMismatches', () => {
  it.each<[made: string, has: string, differs: boolean]>([
    ['1.5.2', '1.5.2', false],
    ['1.5.2', '1.5.0', false],
    ['1.5.2', '1.5.2.post1', false],
    ['1.5.2', '1.5rc1', false],
    ['1.5.2', '1.6.0', true],
    ['1.5.2', '1.4.2', true],
    ['1.5.2', '2.5.2', true],
    ['1.10.0', '1.1.0', true],
    ['0.24.2', '1.0.2', true],
    ['1.5.dev0', '1.5.2', false],
    ['unknown', '1.5.2', false],
    ['1.5.2', 'unknown', false],
  ])('scikit-learn %s where %s is: %s', (made, has, differs) => {
    expect(differences(pickle(SKLEARN, { sklearn: made }), { 'scikit-learn': has })).toEqual(
      differs ? [`version scikit-learn ${made} ${has}`] : [],
    );
  });

  it.each<[made: string | null, recorded: string | null, has: string, found: string | null]>([
    ['2', null, '1.26.4', '2'],
    ['2', null, '2.4.6', null],
    ['2', '2.1.3', '1.26.4', '2.1.3'],
    ['2', '1.24.2', '1.26.4', '2'],
    [null, '2.1.3', '1.26.4', '2.1.3'],
    [null, '1.24.2', '2.1.3', null],
    [null, null, '1.26.4', null],
  ])('numpy %s, recorded as %s, where %s is: %s', (made, noted, has, found) => {
    const file = pickle(['numpy'], { numpy: made });
    expect(differences(file, { numpy: has }, noted ? { numpy: noted } : {})).toEqual(
      found ? [`version numpy ${found} ${has}`] : [],
    );
  });

  it.each<[library: 'xgboost' | 'lightgbm', made: string, has: string, differs: boolean]>([
    ['xgboost', '1.7.4', '1.6.0', false],
    ['xgboost', '1.7.4', '2.1.4', true],
    ['xgboost', '3.2.0', '2.1.4', true],
    ['lightgbm', '4', '4.6.0', false],
    ['lightgbm', '4', '3.3.5', true],
    ['lightgbm', '3', '3.3.5', false],
    ['lightgbm', '3', '2.3.1', false],
    ['lightgbm', '3', '4.6.0', true],
  ])('%s %s where %s is: %s', (library, made, has, differs) => {
    const expected = differs ? [`version ${library} ${made} ${has}`] : [];
    expect(
      differences(pickle([`${library}.basic`], { [library]: made }), { [library]: has }),
    ).toEqual(expected);
  });

  it('names what is missing, of the libraries that the files import', () => {
    const file = pickle([...SKLEARN, 'numpy', 'xgboost.core', 'imblearn.pipeline', 'own.models'], {
      sklearn: '1.5.2',
    });
    expect(differences(file, { numpy: '1.26.4' })).toEqual([
      'missing scikit-learn 1.5.2 -',
      'missing xgboost - -',
      'missing imbalanced-learn - -',
    ]);
    expect(differences(pickle(['xgboost.core']), { 'xgboost-cpu': '2.1.4' })).toEqual([]);
  });

  it.each([
    ['ubjson', 'xgboost'],
    ['lightgbm', 'lightgbm'],
    ['catboost', 'catboost'],
    ['onnx', 'onnxruntime'],
    ['safetensors', 'safetensors'],
    ['npz', 'numpy'],
    ['pytorch', 'torch'],
    ['json', null],
    ['csv', null],
    ['hdf5', null],
  ])('a file of %s needs %s', (format, library) => {
    expect(differences(data(format), {})).toEqual(library ? [`missing ${library} - -`] : []);
  });

  it('a file of JSON needs XGBoost where that wrote it', () => {
    const file = data('json', { xgboost: '2.1.4' });
    expect(differences(file, {})).toEqual(['missing xgboost 2.1.4 -']);
    expect(differences(file, { xgboost: '1.7.4' })).toEqual(['version xgboost 2.1.4 1.7.4']);
  });

  it('of several versions of scikit-learn in a file each is compared', () => {
    const file = pickle(SKLEARN, { sklearn: '1.5.2, 1.2.2' });
    expect(differences(file, { 'scikit-learn': '1.5.2' })).toEqual([
      'version scikit-learn 1.2.2 1.5.2',
    ]);
  });

  it('of files that were not looked into, what is recorded is compared, and nothing is missing', () => {
    const recorded = { 'scikit-learn': '1.5.2', pandas: '2.2.3' };
    expect(differences(null, { 'scikit-learn': '1.2.2' }, recorded)).toEqual([
      'version scikit-learn 1.5.2 1.2.2',
    ]);
  });

  it('says all that is known', () => {
    const file = pickle(SKLEARN, { sklearn: '1.9.1' });
    expect(libraryMismatches([file], {}, { 'scikit-learn': '1.5.2' }, 'venv')).toEqual([
      {
        kind: 'library-mismatch',
        difference: 'version',
        library: 'scikit-learn',
        expected: '1.9.1',
        actual: '1.5.2',
        python: 'venv',
      },
    ]);
  });

  it('without an environment nothing can be told but that', () => {
    expect(differences(pickle(SKLEARN), null)).toEqual(['environment - - -']);
  });

  it('names from the metadata and the files are data', () => {
    const hostile = JSON.parse('{"__proto__": "1.0", "constructor": "1.0"}');
    expect(differences(pickle(['constructor', '__proto__.x']), {}, hostile)).toEqual([]);
    expect(Object.keys(recordedLibraries({ libraries: hostile }))).toHaveLength(2);
  });
});

describe('recordedLibraries', () => {
  it.each([
    [{ 'scikit-learn': '1.5.2', numpy: 2, pandas: null }, { 'scikit-learn': '1.5.2' }],
    [
      { sklearn: '1.5.2', Imbalanced_Learn: '0.12' },
      { 'scikit-learn': '1.5.2', 'imbalanced-learn': '0.12' },
    ],
    [['numpy'], {}],
    ['numpy', {}],
    [undefined, {}],
  ])('%j: %j', (libraries, expected) => {
    expect(recordedLibraries({ libraries })).toEqual(expected);
  });
});

describe('librariesToRecord', () => {
  it('takes what the files say, and for the rest what the training had', () => {
    const files = [
      pickle([...SKLEARN, 'numpy', 'joblib.numpy_pickle'], { sklearn: '1.5.2', numpy: '2' }),
      pickle(['xgboost.core'], { xgboost: '2.1.4' }),
    ];
    const training = { 'scikit-learn': '1.9.1', numpy: '2.1.3', pandas: '2.2.3', xgboost: '1.0.0' };
    expect(librariesToRecord(files, training)).toEqual({
      'scikit-learn': '1.5.2',
      numpy: '2.1.3',
      xgboost: '2.1.4',
    });
    expect(librariesToRecord(files, {})).toEqual({ 'scikit-learn': '1.5.2', xgboost: '2.1.4' });
  });
});
