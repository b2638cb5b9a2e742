import type { ArtifactSummary } from './summary.js';

/** Where a statement about a model's features comes from. */
export type FeatureSource = 'model' | 'scaler' | 'metadata';

interface Pair {
  readonly between: readonly [FeatureSource, FeatureSource];
}

/** The two name different numbers of features. */
export interface FeatureCountDiffers extends Pair {
  readonly kind: 'feature-count-differs';
  /** In the order of `between`. */
  readonly counts: readonly [number, number];
}

/** Equally many features, but not the same names. */
export interface FeatureNamesDiffer extends Pair {
  readonly kind: 'feature-names-differ';
  /** Names that only one of the two has, in the order of `between`. */
  readonly only: readonly [readonly string[], readonly string[]];
}

/** The same names in another order. */
export interface FeatureOrderDiffers extends Pair {
  readonly kind: 'feature-order-differs';
  /** The first position, from 0, at which the two differ. */
  readonly position: number;
  readonly names: readonly [string, string];
}

/** A bot that loads these together would give the model other numbers than it was trained on. */
export type Disagreement = FeatureCountDiffers | FeatureNamesDiffer | FeatureOrderDiffers;

/** What to compare; each may be left out. */
export interface Compared {
  readonly model?: ArtifactSummary;
  readonly scaler?: ArtifactSummary;
  /** The metadata's `features` as they are there; anything but a list of strings is ignored. */
  readonly features?: unknown;
}

interface Said {
  readonly source: FeatureSource;
  readonly count: number | null;
  readonly names: readonly string[] | null;
}

/**
 * Where model, scaler and metadata disagree about the features. Silence is no disagreement; each pair
 * gives at most one.
 *
 * @example compareFeatures({ model, scaler, features: metadata.features }) // [] if all agree
 */
export function compareFeatures({ model, scaler, features }: Compared): Disagreement[] {
  const said = [ofSummary('model', model), ofSummary('scaler', scaler), ofMetadata(features)];
  return said.flatMap((a, at) => said.slice(at + 1).flatMap((b) => comparePair(a, b)));
}

function ofSummary(source: FeatureSource, summary: ArtifactSummary | undefined): Said {
  const names = summary?.featureNames ?? null;
  return { source, count: summary?.featureCount ?? names?.length ?? null, names };
}

function ofMetadata(features: unknown): Said {
  const texts = Array.isArray(features) && features.every((name) => typeof name === 'string');
  const names: readonly string[] | null = texts ? features : null;
  return { source: 'metadata', count: names?.length ?? null, names };
}

function comparePair(a: Said, b: Said): Disagreement[] {
  const between = [a.source, b.source] as const;
  if (a.count !== null && b.count !== null && a.count !== b.count) {
    return [{ kind: 'feature-count-differs', between, counts: [a.count, b.count] }];
  }
  if (!a.names || !b.names) return [];
  const only = [missing(a.names, b.names), missing(b.names, a.names)] as const;
  if (only[0].length + only[1].length > 0) return [{ kind: 'feature-names-differ', between, only }];
  const position = a.names.findIndex((name, at) => name !== b.names?.[at]);
  if (position < 0) return [];
  const names = [a.names[position] ?? '', b.names[position] ?? ''] as const;
  return [{ kind: 'feature-order-differs', between, position, names }];
}

function missing(names: readonly string[], from: readonly string[]): string[] {
  const there = new Set(from);
  return names.filter((name) => !there.has(name));
}
