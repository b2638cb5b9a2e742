import type { PromotionCriteria } from '../config/parse-config.js';
import type { MetadataFields } from '../models/metadata.js';
import { metricName, metricsIn } from '../models/metrics.js';
import { judgePromotion, metricsAskedFor } from './promotion.js';

/** Metrics that criteria ask for and no model has: perhaps the bot calls them otherwise. */
export interface MissingMetrics {
  /** Those that are asked for, by the names that the registry has for them. */
  readonly metrics: readonly string[];
  /** Those that are there, by the names that the bot has for them; the first 20. */
  readonly names: readonly string[];
  /** How many more are there. */
  readonly more: number;
}

/** Of more metrics than this, the others are only counted. */
const MOST_NAMES = 20;

/**
 * The metrics for whose lack a new model fails, where the live one does not have them either: a model
 * of the same bot that has them would show that their names are right.
 *
 * @param live null where there is none
 * @returns null where there are no such metrics
 * @example missingMetrics(fields, null, criteria)?.names // ['ensemble_roc_auc', 'test_samples']
 */
export function missingMetrics(
  fresh: MetadataFields,
  live: MetadataFields | null,
  criteria: PromotionCriteria,
): MissingMetrics | null {
  const missingIn = (fields: MetadataFields) =>
    new Set(
      judgePromotion(fields, null, criteria)
        .filter(({ unusable }) => unusable === 'missing')
        .map(({ metric }) => metric),
    );
  const [inFresh, inLive] = [missingIn(fresh), live && missingIn(live)];
  const metrics = metricsAskedFor(criteria).filter((metric) => {
    const name = metricName(metric, criteria.metricNames);
    return inFresh.has(name) && (inLive === null || inLive.has(name));
  });
  if (metrics.length === 0) return null;
  const there = [...metricsIn(fresh.performance ?? {})];
  const names = there.flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
  return {
    metrics,
    names: names.slice(0, MOST_NAMES),
    more: Math.max(0, names.length - MOST_NAMES),
  };
}
