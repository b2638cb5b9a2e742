import { describe, expect, it } from 'vitest';
import {
  assembleModel,
  DEFAULT_LAYOUT,
  describeDiscovered,
  describeModel,
  type UnreadableFile,
} from '../../src/index.js';
import { modelOf } from '../fixtures.js';

const symbols = (count: number) => Array.from({ length: count }, (_, n) => `S${n + 1}`);

describe('describeModel', () => {
  it('says what the file says', () => {
    const metadata = {
      training_mode: 'multi_symbol',
      symbol_encoding_type: 'one_hot',
      trained_symbols: symbols(5),
      training_days: 730,
      training_end_timestamp: '2025-12-05 10:00:00',
      performance: { precision: 0.6119, auc: 0.7, f1: Number.NaN, sharpe_ratio: 2 },
    };
    const text = JSON.stringify(metadata).replace('null', 'NaN');
    const paths = { model: '/m', scaler: '/s', config: '/c' };
    expect(describeModel(assembleModel(DEFAULT_LAYOUT, '1.1', paths, text), {})).toEqual([
      'Version: 1.1',
      'Training Mode: multi_symbol',
      'Symbol Encoding: one_hot',
      'Trained Symbols: 5 (S1, S2, S3, S4, S5)',
      'Training Days: 730',
      'Training End: 2025-12-05 10:00:00',
      'Files Exist: True',
      'Performance: Precision=0.612, Recall=N/A, F1=N/A, AUC=0.700',
    ]);
  });

  it('says unknown where the file says nothing', () => {
    expect(describeModel(modelOf('0.9', {}), {})).toEqual([
      'Version: 0.9',
      'Training Mode: unknown',
      'Symbol Encoding: unknown',
      'Trained Symbols: unknown',
      'Training Days: unknown',
      'Training End: unknown',
      'Files Exist: True',
    ]);
  });

  it.each([
    [[], 'Trained Symbols: 0'],
    [symbols(6), 'Trained Symbols: 6 (S1, S2, S3, S4, S5...)'],
    [['a\u001b[2J'], 'Trained Symbols: 1 (a\\u001b[2J)'],
    ['BTCUSDT', 'Trained Symbols: unknown'],
  ])('symbols %j: %s', (trained_symbols, line) => {
    expect(describeModel(modelOf('1.0', { trained_symbols }), {})).toContain(line);
  });

  it.each([
    [{ training_mode: 'embedding' }, 'Training Mode: embedding'],
    [{ training_mode: null }, 'Training Mode: null'],
    [{ symbol_encoding_type: 5 }, 'Symbol Encoding: 5'],
    [{ training_days: 'many' }, 'Training Days: unknown'],
    [{ training_end_timestamp: '2025-02-30' }, 'Training End: unknown'],
  ])('%j: %s', (metadata, line) => {
    expect(describeModel(modelOf('1.0', metadata), {})).toContain(line);
  });
});

describe('the four figures', () => {
  const NAMES = { auc: 'ensemble_roc_auc', precision: 'xgb.precision', recall: 'recall_at_50' };
  it.each<[object, Record<string, string>, string[]]>([
    [{ ensemble_roc_auc: 0.7, test_samples: 500 }, {}, []],
    [
      { ensemble_roc_auc: 0.7, xgb: { precision: 0.6 }, recall: 0.5, f1: 0.4 },
      NAMES,
      ['Performance: Precision=0.600, Recall=N/A, F1=0.400, AUC=0.700'],
    ],
    [{ recall: 0.5, auc: 0.7 }, NAMES, []],
    [{ sharpe_ratio: 2 }, {}, []],
  ])('of %j by %j', (performance, names, lines) => {
    const model = modelOf('1.0', { performance });
    for (const described of [describeModel(model, names), describeDiscovered(model, names)])
      expect(described.filter((line) => line.startsWith('Performance'))).toEqual(lines);
  });
});

it('describeModel says whether the files are there', () => {
  const model = assembleModel(DEFAULT_LAYOUT, '1.0', { config: '/c' }, '{}');
  expect(describeModel(model, {})).toContain('Files Exist: False');
});

describe('describeDiscovered', () => {
  it('says what the file says', () => {
    const metadata = {
      training_mode: 'multi_symbol',
      symbol_encoding_type: 'index',
      trained_symbols: symbols(2),
      training_days: 730,
      training_end_timestamp: '2025-12-05',
      performance: { recall: 0.5 },
    };
    expect(describeDiscovered(modelOf('1.1', metadata), {})).toEqual([
      'Files exist: True',
      'Training Mode: multi_symbol',
      'Symbol Encoding: index',
      'Trained Symbols: 2',
      '   S1, S2',
      'Training Days: 730',
      'Training End: 2025-12-05',
      'Performance: Precision=N/A, Recall=0.500, F1=N/A, AUC=N/A',
    ]);
  });

  it.each([
    [{}, 'unknown'],
    [{ trained_symbols: [], performance: { note: 'none' } }, '0'],
  ])('says unknown where the file says nothing: %j', (metadata, count) => {
    expect(describeDiscovered(modelOf('0.9', metadata), {})).toEqual([
      'Files exist: True',
      'Training Mode: unknown',
      'Symbol Encoding: unknown',
      `Trained Symbols: ${count}`,
      'Training Days: unknown',
      'Training End: unknown',
    ]);
  });

  it.each([
    [10, '   S1, S2, S3, S4, S5, S6, S7, S8, S9, S10'],
    [12, '   S1, S2, S3, S4, S5, S6, S7, S8, S9, S10 ... (+2 more)'],
  ])('shows the first ten of %i symbols', (count, line) => {
    expect(describeDiscovered(modelOf('1.0', { trained_symbols: symbols(count) }), {})).toContain(
      line,
    );
  });

  it('names the missing files', () => {
    const model = assembleModel(DEFAULT_LAYOUT, '1.0', { config: '/c' }, '{}');
    expect(describeDiscovered(model, {}).slice(0, 3)).toEqual([
      'Files exist: False',
      'Missing files: model, scaler',
      'Training Mode: unknown',
    ]);
  });

  it('says why metadata cannot be read', () => {
    const model = assembleModel(DEFAULT_LAYOUT, '1.0', { config: '/c' }, '[]');
    expect(describeDiscovered(model, {})).toEqual([
      'Files exist: False',
      'Missing files: model, scaler',
      'Metadata: unreadable (JSON, but no object (list))',
      'Training Mode: unknown',
      'Symbol Encoding: unknown',
      'Trained Symbols: unknown',
      'Training Days: unknown',
      'Training End: unknown',
    ]);
  });
});

describe('a file that may not be read', () => {
  const unreadable = (artifact: 'model' | 'config'): UnreadableFile => ({
    ...{ kind: 'unreadable-file', artifact, code: 'EACCES', file: `/m/${artifact}` },
    ...{ owner: 'root', mode: '0600', user: 'bot' },
  });
  const paths = { model: '/m/model', scaler: '/m/scaler', config: '/m/config' };

  it('is said of the metadata where it is the config file', () => {
    const lines = describeDiscovered(
      assembleModel(DEFAULT_LAYOUT, '1.0', paths, unreadable('config')),
      {},
    );
    expect(lines.slice(0, 2)).toEqual([
      'Files exist: True',
      expect.stringMatching(/^Metadata: unreadable \(.*EACCES/),
    ]);
  });

  it('and not where it is another', () => {
    const model = assembleModel(DEFAULT_LAYOUT, '1.0', paths, '{}');
    const lines = describeDiscovered({ ...model, problems: [unreadable('model')] }, {});
    expect(lines.join('\n')).not.toContain('Metadata');
  });
});
