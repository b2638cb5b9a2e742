import { assembleModel, DEFAULT_LAYOUT, modelDocument } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { metadataKeeper } from '../../src/models/kept-metadata.js';

const FOUND = { model: '/m/m', scaler: '/m/s', config: '/m/c' };

/** A keeper that keeps nothing whole, and a model that it was given. */
function released(metadata: object, later: object | null = metadata) {
  const reads: string[] = [];
  const text = JSON.stringify(metadata);
  const model = assembleModel(DEFAULT_LAYOUT, '1.0', FOUND, text);
  const kept = metadataKeeper({ large: 0, small: 0 })(model, text.length, () => {
    reads.push('read');
    return later && assembleModel(DEFAULT_LAYOUT, '1.0', FOUND, JSON.stringify(later));
  });
  return { model, kept, reads };
}

describe('metadata beyond what is kept', () => {
  const small = { trained_symbols: ['A', 'B'], training_days: 'x', notes: 'n'.repeat(10_000) };

  it('gives the same model', () => {
    const { model, kept } = released(small);
    expect({ ...kept }).toEqual({ ...model });
    expect(modelDocument(kept)).toEqual(modelDocument(model));
  });

  it('is read again only where the metadata are asked for, once in a row', () => {
    const { kept, reads } = released(small);
    expect(kept.fields?.trainedSymbols).toEqual(['A', 'B']);
    expect(kept.problems).toMatchObject([{ kind: 'invalid-field', key: 'training_days' }]);
    expect(reads).toEqual([]);
    expect(kept.metadata).toEqual(small);
    expect(kept.metadata?.notes).toHaveLength(10_000);
    expect(reads).toEqual(['read']);
  });

  it.each([
    [{ trained_symbols: Array.from({ length: 2_000 }, (_, at) => `S${at}`) }],
    [{ trained_symbols: ['s'.repeat(2_000)] }],
    [{ performance: Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`m${at}`, at])) }],
    [{ training_mode: { a: 't'.repeat(100_000) } }],
  ])('large fields are read again as well', (metadata) => {
    const { model, kept, reads } = released(metadata);
    expect(kept.fields).toEqual(model.fields);
    expect(reads).toEqual(['read']);
  });

  it('says so where the file was changed meanwhile', () => {
    const { kept } = released(small, null);
    expect(() => kept.metadata).toThrow('/m/c was changed while it was read: try again');
  });
});

it('what is within the bound is kept as it is', () => {
  const model = assembleModel(DEFAULT_LAYOUT, '1.0', FOUND, '{}');
  const keep = metadataKeeper({ large: 10, small: 0 });
  const isKept = (length: number) => keep(model, length, () => null) === model;
  expect([isKept(4), isKept(6), isKept(1)]).toEqual([true, true, false]);
});

it('small files are kept however many they are', () => {
  const model = assembleModel(DEFAULT_LAYOUT, '1.0', FOUND, '{}');
  const keep = metadataKeeper({ large: 0, small: 5 });
  expect([5, 5, 6].map((length) => keep(model, length, () => model) === model)).toEqual([
    true,
    true,
    false,
  ]);
});
