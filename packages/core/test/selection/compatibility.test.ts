import { describe, expect, it } from 'vitest';
import { type Metadata, problemText, readMetadata } from '../../src/index.js';
import { incompatibilityFinder } from '../../src/selection/compatibility.js';
import { at, requirementsOf } from '../fixtures.js';

const NOW = at('2026-01-01T00:00:00Z');

function problemsOf(metadata: Metadata, model: object, symbols: string[] = []) {
  const requirements = requirementsOf({ model, trading: { symbols } });
  return incompatibilityFinder(requirements, NOW)(readMetadata(metadata).fields);
}

function gated(metadata: Metadata, selection: object, symbols: string[] = []) {
  return problemsOf(metadata, { selection }, symbols);
}

describe('training mode', () => {
  it.each([
    ['single_symbol', {}, true],
    ['single_symbol', { training_mode: 'single_symbol' }, true],
    ['multi_symbol', { training_mode: 'multi_symbol' }, true],
    ['multi_symbol', {}, false],
    ['single_symbol', { training_mode: 'multi_symbol' }, false],
    ['single_symbol', { training_mode: 'Single_Symbol' }, false],
    ['single_symbol', { training_mode: null }, false],
    ['single_symbol', { training_mode: 1 }, false],
    ['single_symbol', { training_mode: '' }, false],
  ])('config %s, metadata %j: %s', (training_mode, metadata, fits) => {
    expect(problemsOf(metadata, { training_mode }).length === 0).toBe(fits);
  });

  it('names the value, and whether it is a default', () => {
    expect(problemsOf({}, { training_mode: 'multi_symbol' })).toEqual([
      {
        kind: 'training-mode-mismatch',
        expected: 'multi_symbol',
        actual: 'single_symbol',
        stated: false,
      },
    ]);
    expect(problemsOf({ training_mode: null }, {})).toEqual([
      { kind: 'training-mode-mismatch', expected: 'single_symbol', actual: null, stated: true },
    ]);
  });
});

describe('symbol encoding', () => {
  const multi = { training_mode: 'multi_symbol' };

  it.each([
    ['one_hot', {}, true],
    ['one_hot', { symbol_encoding_type: 'one_hot' }, true],
    ['index', { symbol_encoding_type: 'index' }, true],
    ['embedding', { symbol_encoding_type: 'embedding' }, true],
    ['index', {}, false],
    ['one_hot', { symbol_encoding_type: 'index' }, false],
    ['one_hot', { symbol_encoding_type: 'embedding' }, false],
    ['one_hot', { symbol_encoding_type: null }, false],
    ['one_hot', { symbol_encoding_type: 0 }, false],
  ])('config %s, metadata %j: %s', (symbol_encoding, metadata, fits) => {
    const problems = problemsOf({ ...multi, ...metadata }, { ...multi, symbol_encoding });
    expect(problems.map(({ kind }) => kind)).toEqual(fits ? [] : ['symbol-encoding-mismatch']);
  });

  it('does not matter for single_symbol', () => {
    expect(problemsOf({ symbol_encoding_type: 'embedding' }, {})).toEqual([]);
  });
});

describe('required symbols', () => {
  it.each([
    [['A'], ['A', 'B'], []],
    [['A', 'B'], ['A'], ['B']],
    [['A'], [], ['A']],
    [['A'], undefined, ['A']],
    [['a'], ['A'], ['a']],
    [[], undefined, []],
  ])('%j of the trained %j: missing %j', (required_symbols, trained_symbols, missing) => {
    const problems = gated(trained_symbols ? { trained_symbols } : {}, { required_symbols });
    const expected = [{ kind: 'missing-symbols', expected: required_symbols, missing }];
    expect(problems).toEqual(missing.length > 0 ? expected : []);
  });
});

describe('symbol coverage', () => {
  it.each([
    [0.8, ['A', 'B', 'C', 'D'], true],
    [0.81, ['A', 'B', 'C', 'D'], false],
    [1, ['A', 'B', 'C', 'D', 'E', 'F'], true],
    [1, ['A', 'B', 'C', 'D'], false],
    [0, [], true],
    [0.2, [], false],
  ])('at least %d, trained %j: %s', (min_symbol_coverage, trained_symbols, fits) => {
    const problems = gated({ trained_symbols }, { min_symbol_coverage }, ['A', 'B', 'C', 'D', 'E']);
    expect(problems.length === 0).toBe(fits);
  });

  it('counts a trading symbol once, and names what is missing', () => {
    const problems = gated({ trained_symbols: ['A'] }, { min_symbol_coverage: 0.6 }, [
      'A',
      'B',
      'B',
    ]);
    expect(problems).toMatchObject([{ expected: 0.6, actual: 0.5, missing: ['B'] }]);
  });

  it('says the share in words, to four decimals', () => {
    const [problem] = gated({ trained_symbols: ['A', 'B'] }, { min_symbol_coverage: 0.7 }, [
      ...['A', 'B', 'C'],
    ]);
    expect(problem && problemText(problem)).toMatchObject({
      title: 'Too few of the trading symbols were trained',
      expected: 'a share of at least 0.7',
      actual: '0.6667, not trained: C',
    });
  });
});

describe('age', () => {
  it.each([
    ['2025-10-03T00:00:00Z', 90, true],
    ['2025-10-02T23:59:59.999999999Z', 90, false],
    ['2025-12-31T12:00:00Z', 0.5, true],
    ['2025-12-31T11:59:59.999999999Z', 0.5, false],
    ['2025-12-31T07:12:00Z', 0.7, true],
    ['2025-12-31T07:11:59.999999999Z', 0.7, false],
    ['2024-12-31T18:10:48Z', 365.2425, true],
    ['2024-12-31T18:10:47.999999999Z', 365.2425, false],
    ['2026-01-01T00:00:00Z', 0, true],
    ['2025-12-31T23:59:59.999999999Z', 0, false],
    ['2026-01-03T00:00:00Z', 0, true],
    ['2026-01-03T00:00:00.000000001Z', 1e300, false],
    ['2027-01-01', 1e300, false],
    ['0001-01-01', 1e300, true],
  ])('trained until %s, at most %d days: %s', (training_end_timestamp, max_age_days, fits) => {
    expect(gated({ training_end_timestamp }, { max_age_days }).length === 0).toBe(fits);
  });

  it('says how old', () => {
    expect(gated({ training_end_timestamp: '2025-12-22T12:00:00' }, { max_age_days: 9 })).toEqual([
      { kind: 'too-old', expected: 9, actual: 9.5 },
    ]);
  });

  it.each([{}, { training_end_timestamp: 'then' }, { training_date: '2025-12-31' }])(
    'is not known from %j',
    (metadata) => {
      const expected = [{ kind: 'unknown-age', expected: 9 }];
      expect(gated(metadata, { max_age_days: 9 })).toEqual(expected);
    },
  );
});

describe('minimum performance', () => {
  it.each([
    [{ auc: 0.55 }, []],
    [{ auc: 0.549 }, [{ metric: 'auc', expected: 0.55, actual: 0.549 }]],
    [{ f1: 1 }, [{ metric: 'auc', expected: 0.55, actual: null }]],
    [{ auc: Number.NaN }, [{ metric: 'auc', expected: 0.55, actual: null }]],
    [{ auc: Number.POSITIVE_INFINITY }, [{ metric: 'auc', expected: 0.55, actual: null }]],
    [{ auc: '0.9' }, [{ metric: 'auc', expected: 0.55, actual: null }]],
    [{ auc: true }, [{ metric: 'auc', expected: 0.55, actual: null }]],
    [undefined, [{ metric: 'auc', expected: 0.55, actual: null }]],
  ])('%j', (performance, expected) => {
    const problems = gated({ performance }, { min_performance: { auc: 0.55 } });
    expect(problems).toEqual(expected.map((facts) => ({ kind: 'low-performance', ...facts })));
  });

  it('a missing metric is not 0', () => {
    const problems = gated({}, { min_performance: { auc: 0, profit: -1 } });
    expect(problems).toEqual([
      { kind: 'low-performance', metric: 'auc', expected: 0, actual: null },
      { kind: 'low-performance', metric: 'profit', expected: -1, actual: null },
    ]);
  });
});
