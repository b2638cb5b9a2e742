import { compareFeatures, type Disagreement } from '@org/model-registry-artifact-inspector';
import type { FeatureMismatch, Metadata } from '@org/model-registry-core';
import type { ExaminedArtifact } from './examine-artifact.js';

/**
 * Where model, scaler and metadata disagree about the features, as far as they say anything.
 *
 * @param examined model and scaler, in this order; where one was not inspected, nothing is compared
 * @example featureMismatches([model, scaler], metadata) // [] where all agree
 */
export function featureMismatches(
  examined: readonly Pick<ExaminedArtifact, 'inspection'>[],
  metadata: Metadata | null,
): FeatureMismatch[] {
  const [model, scaler] = examined.map(({ inspection }) => inspection?.summary);
  if (!model || !scaler) return [];
  return compareFeatures({ model, scaler, features: metadata?.features }).map(mismatchOf);
}

function mismatchOf(disagreement: Disagreement): FeatureMismatch {
  const { between } = disagreement;
  const facts = { kind: 'feature-mismatch', between } as const;
  switch (disagreement.kind) {
    case 'feature-count-differs': {
      const [one, other] = disagreement.counts;
      return { ...facts, difference: 'count', values: [String(one), String(other)] };
    }
    case 'feature-names-differ': {
      const [one, other] = disagreement.only;
      return { ...facts, difference: 'names', values: [listOf(one), listOf(other)] };
    }
    case 'feature-order-differs':
      return { ...facts, difference: 'order', values: disagreement.names };
  }
}

const MOST_NAMES = 5;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > MOST_NAMES ? ', …' : '');
}
