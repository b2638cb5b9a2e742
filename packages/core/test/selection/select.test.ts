import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assembleModel,
  DEFAULT_LAYOUT,
  type DiscoveredModel,
  type Metadata,
  type Problem,
  problemText,
  select,
  turnDown,
} from '../../src/index.js';
import { at, modelOf, requirementsOf } from '../fixtures.js';

const NOW = at('2026-01-01T00:00:00Z');
const ANY = requirementsOf({});

const multi = (encoding: string, count: number): Metadata => ({
  training_mode: 'multi_symbol',
  symbol_encoding_type: encoding,
  trained_symbols: Array.from({ length: count }, (_, n) => `SYMBOL${n}`),
});

function outcome(models: readonly DiscoveredModel[], config: object = {}) {
  const { chosen, ranked, rejected } = select(models, requirementsOf(config), NOW);
  return {
    chosen: chosen?.model.version ?? null,
    ranked: ranked.map(({ model, score }) => [model.version, score.total]),
    rejected: rejected.map(({ model, problems }) => [model.version, problems.map((p) => p.kind)]),
  };
}

describe('select', () => {
  it('the worked example of the documentation', () => {
    const models = [
      modelOf('1.0', { training_mode: 'single_symbol', trained_symbols: ['SYMBOL0'] }),
      modelOf('1.1', multi('one_hot', 5)),
      modelOf('1.2', multi('index', 8)),
      modelOf('2.0', multi('one_hot', 10)),
    ];
    const config = { model: { training_mode: 'multi_symbol', symbol_encoding: 'one_hot' } };
    expect(outcome(models, config)).toEqual({
      chosen: '2.0',
      ranked: [
        ['2.0', 300],
        ['1.1', 151],
      ],
      rejected: [
        ['1.0', ['training-mode-mismatch']],
        ['1.2', ['symbol-encoding-mismatch']],
      ],
    });
  });

  it('chooses nothing from nothing', () => {
    expect(select([], ANY, NOW)).toEqual({ chosen: null, ranked: [], rejected: [] });
  });

  it('prefers what scores higher to what has the higher version', () => {
    const models = [modelOf('1.0', { trained_symbols: ['A'] }), modelOf('1.9', {})];
    expect(outcome(models).ranked).toEqual([
      ['1.0', 110],
      ['1.9', 109],
    ]);
  });

  it('prefers the higher version, as a pair of numbers, on a tie', () => {
    const tie = { trained_symbols: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] };
    expect(outcome([modelOf('2.0', {}), modelOf('1.0', tie)]).chosen).toBe('2.0');
    expect(outcome([modelOf('0.200', {}), modelOf('2.0', {})]).chosen).toBe('2.0');
    const [nine, ten] = [modelOf('1.9', { trained_symbols: ['A'] }), modelOf('1.19', {})];
    expect(outcome([ten, nine]).chosen).toBe('1.19');
  });

  it('ranks totals that overflow without losing the order', () => {
    const config = { model: { selection: { performance: { metric: 'm', weight: 1e300 } } } };
    const models = [
      modelOf('1.0', { performance: { m: 1e300 } }),
      modelOf('1.1', { performance: { m: 1e300 } }),
      modelOf('1.2', { performance: { m: -1e300 } }),
    ];
    expect(outcome(models, config).ranked.map(([version]) => version)).toEqual([
      '1.1',
      '1.0',
      '1.2',
    ]);
  });

  it('gives every reason, in the order of the checks', () => {
    const config = {
      model: {
        training_mode: 'multi_symbol',
        symbol_encoding: 'index',
        pin: '9.9',
        selection: {
          required_symbols: ['A'],
          min_symbol_coverage: 0.5,
          max_age_days: 1,
          min_performance: { auc: 0.5, f1: 0.5 },
        },
      },
      trading: { symbols: ['A'] },
    };
    const incomplete = assembleModel(DEFAULT_LAYOUT, '1.0', { config: '/models/config' }, '{}');
    const [rejection] = select([incomplete], requirementsOf(config), NOW).rejected;
    expect(rejection?.problems.map((problem) => problemText(problem).title)).toEqual([
      'Another version is pinned',
      'The model file is missing',
      'The scaler file is missing',
      'The training mode differs from the config',
      'The symbol encoding differs from the config',
      'A required symbol was not trained',
      'Too few of the trading symbols were trained',
      'The age is not known',
      'The metric auc is missing',
      'The metric f1 is missing',
    ]);
  });

  it('never takes unreadable metadata for legacy metadata', () => {
    const files = { model: '/models/model', scaler: '/models/scaler', config: '/models/config' };
    for (const text of ['', '[]', '{"a":']) {
      const model = assembleModel(DEFAULT_LAYOUT, '1.0', files, text);
      expect(outcome([model]).rejected).toEqual([['1.0', ['metadata-unreadable']]]);
    }
    const { config: _, ...gone } = files;
    expect(outcome([assembleModel(DEFAULT_LAYOUT, '1.0', gone, '')]).rejected).toEqual([
      ['1.0', ['missing-file']],
    ]);
  });

  it('a field of the wrong type does not turn a model down', () => {
    expect(outcome([modelOf('1.0', { training_days: 'x' })]).chosen).toBe('1.0');
  });

  describe('with a pin', () => {
    const models = [modelOf('1.0', {}), modelOf('1.10', {}), modelOf('1.1', { training_mode: 1 })];

    it.each([
      ['1.0', '1.0'],
      ['1.10', '1.10'],
      ['1.1', null],
      ['3.0', null],
    ])('%s: %s', (pin, chosen) => {
      expect(outcome(models, { model: { pin } }).chosen).toBe(chosen);
    });

    it('turns down all others, with their own reasons as well', () => {
      expect(outcome(models, { model: { pin: '1.0' } }).rejected).toEqual([
        ['1.1', ['not-pinned', 'training-mode-mismatch']],
        ['1.10', ['not-pinned']],
      ]);
    });
  });

  it('does not depend on the order of the models', () => {
    const metadata = fc.record(
      {
        training_mode: fc.constantFrom('single_symbol', 'multi_symbol', null),
        trained_symbols: fc.subarray(['A', 'B', 'C']),
        training_end_timestamp: fc.constantFrom('2025-12-31', '2025-06-01', 'never'),
      },
      { requiredKeys: [] },
    );
    const version = fc.tuple(fc.nat(3), fc.nat(30)).map(([major, minor]) => `${major}.${minor}`);
    const models = fc
      .uniqueArray(fc.record({ version, metadata }), { selector: (entry) => entry.version })
      .map((entries) => entries.map((entry) => modelOf(entry.version, entry.metadata)));
    const shuffled = models.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(select(one, ANY, NOW)).toEqual(select(other, ANY, NOW));
      }),
    );
  });

  it('puts every model into exactly one list', () => {
    const models = ['1.0', '1.1', '2.0'].map((version, n) =>
      modelOf(version, n ? {} : { training_mode: 0 }),
    );
    const { ranked, rejected } = select(models, ANY, NOW);
    const versions = [...ranked, ...rejected].map(({ model }) => model.version);
    expect(versions.sort()).toEqual(['1.0', '1.1', '2.0']);
  });

  describe('when the best are turned down after all', () => {
    const turnedDown = (problems: readonly Problem[], best: number) => {
      const models = ['1.0', '1.1', '1.2', '2.0'].map((version, n) =>
        modelOf(version, n ? {} : { training_mode: 0 }),
      );
      const selection = select(models, ANY, NOW);
      const refused = selection.ranked.slice(0, best).map(({ model }) => ({ model, problems }));
      return { selection, refused, after: turnDown(selection, refused) };
    };

    it('the next best is chosen, and they stand among the rejected by version', () => {
      const { refused, after } = turnedDown([{ kind: 'feature-mismatch' } as Problem], 2);
      expect(after.chosen?.model.version).toBe('1.1');
      expect(after.ranked.map(({ model }) => model.version)).toEqual(['1.1']);
      expect(after.rejected.map(({ model }) => model.version)).toEqual(['1.0', '1.2', '2.0']);
      expect(after.rejected[2]).toBe(refused[0]);
    });

    it('nothing is chosen where none is left', () => {
      expect(turnedDown([], 3).after).toMatchObject({ chosen: null, ranked: [] });
    });

    it('stays as it is where none is', () => {
      const { selection, after } = turnedDown([], 0);
      expect(after).toBe(selection);
    });
  });
});
