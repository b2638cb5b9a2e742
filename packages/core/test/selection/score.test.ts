import { describe, expect, it } from 'vitest';
import { type Metadata, readAnyVersion, readMetadata } from '../../src/index.js';
import { scoreModel } from '../../src/selection/score.js';
import { at, requirementsOf } from '../fixtures.js';

const NOW = at('2026-01-01T00:00:00Z');

function scoreOf(metadata: Metadata, version = '0.0', config: object = {}) {
  const parsed = readAnyVersion(version);
  if (!parsed) throw new Error(version);
  return scoreModel(parsed, readMetadata(metadata).fields, requirementsOf(config), NOW);
}

describe('the score', () => {
  it('adds up its parts', () => {
    const metadata = {
      trained_symbols: ['A', 'B'],
      training_end_timestamp: '2025-12-22',
      performance: { auc: 0.5 },
    };
    const config = { model: { selection: { performance: { metric: 'auc', weight: 100 } } } };
    expect(scoreOf(metadata, '2.3', config)).toEqual({
      symbolCoverage: 20,
      recency: 355,
      version: 203,
      performance: 50,
      total: 628,
    });
  });

  it('is the version alone for a legacy model', () => {
    const parts = { symbolCoverage: 0, recency: 0, version: 110, performance: 0, total: 110 };
    expect(scoreOf({}, '1.10')).toEqual(parts);
  });

  it('has nothing for a version that is a time: recency says that', () => {
    const config = { model: { layout: { version: 'timestamp' } } };
    expect(scoreOf({}, '20251222_100000', config)).toMatchObject({ version: 0, total: 0 });
  });

  it('counts a symbol once', () => {
    expect(scoreOf({ trained_symbols: ['A', 'B', 'A'] }).symbolCoverage).toBe(20);
  });

  it.each([
    ['2026-01-01T00:00:00Z', 365],
    ['2025-12-31T00:00:00.000000001Z', 365],
    ['2025-12-31T00:00:00Z', 364],
    ['2025-12-30T23:59:59.999999999Z', 364],
    ['2025-01-02', 1],
    ['2025-01-01', 0],
    ['2024-12-31', 0],
    ['1990-01-01', 0],
    ['2026-01-01T00:00:00.000000001Z', 365],
    ['2026-01-03T00:00:00Z', 365],
    ['2026-01-03T00:00:00.000000001Z', 0],
    ['2030-01-01', 0],
  ])('recency of a training that ended %s: %i', (end, recency) => {
    expect(scoreOf({ training_end_timestamp: end }).recency).toBe(recency);
  });

  it.each([
    [{ metric: 'auc', weight: 10 }, { auc: 0.5 }, 5],
    [{ metric: 'drawdown', weight: -10 }, { drawdown: 0.5 }, -5],
    [{ metric: 'auc', weight: 10 }, { f1: 0.5 }, 0],
    [{ metric: 'auc', weight: 10 }, { auc: Number.NaN }, 0],
    [{ metric: 'auc' }, { auc: 0.5 }, 0],
  ])('performance with %j of %j: %d', (performance, metrics, points) => {
    const config = { model: { selection: { performance } } };
    expect(scoreOf({ performance: metrics }, '0.0', config).performance).toBe(points);
  });
});
